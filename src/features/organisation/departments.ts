import type pg from 'pg';
import type { DepartmentChange, NewDepartment, NewPosition } from '../../contract/organisation.ts';
import { Problem } from '../../contract/problem.ts';
import type { DepartmentId } from '../../kernel/policy/model.ts';
import type { Facts, Outcome } from '../administration.ts';
import { invalid } from './refusals.ts';

/**
 * Brings whatever is stored by department into line with a department's new place: records in it or below it carry
 * tokens of the departments above them. Runs within the transaction that moves it.
 */
export type DepartmentMoved = (client: pg.PoolClient, department: DepartmentId) => Promise<void>;

export async function insertDepartment(
  client: pg.PoolClient,
  at: number,
  { parent, code, name }: NewDepartment,
): Promise<Outcome<DepartmentId>> {
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO fencun.department (parent, code, name_zh, name_en, created_at)
     VALUES ($1, $2, $3, $4, $5) RETURNING id`,
    [parent, code, name.zh, name.en, new Date(at)],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('an insert returned no row');
  return { answer: id, facts: { department: id, code, parent } };
}

export async function changeDepartment(
  client: pg.PoolClient,
  id: DepartmentId,
  { name, parent }: DepartmentChange,
  moved: DepartmentMoved | undefined,
): Promise<Outcome<void>> {
  const { rows } = await client.query<{ parent: number | null; code: string }>(
    'SELECT parent, code FROM fencun.department WHERE id = $1 FOR UPDATE',
    [id],
  );
  const before = rows[0];
  if (before === undefined) throw new Problem('not-found');
  const moves = parent !== undefined && parent !== before.parent;
  let facts: Facts = { department: id, code: before.code };
  if (name !== undefined) {
    await client.query('UPDATE fencun.department SET name_zh = $2, name_en = $3 WHERE id = $1', [
      id,
      name.zh,
      name.en,
    ]);
    facts = { ...facts, renamed: true };
  }
  if (moves) {
    // Moved without its records, the department would leave them within reach of those it has left.
    if (moved === undefined) {
      throw invalid({
        zh: '当前安装不能移动部门：客户信息的归属无法随之更新。',
        en: 'This installation cannot move departments: their customer data could not follow.',
      });
    }
    await client.query('UPDATE fencun.department SET parent = $2 WHERE id = $1', [id, parent]);
    await moved(client, id);
    facts = { ...facts, parentBefore: before.parent, parent };
  }
  return { answer: undefined, facts };
}

export async function insertPosition(
  client: pg.PoolClient,
  { code, name }: NewPosition,
): Promise<Outcome<void>> {
  await client.query('INSERT INTO fencun.position (code, name_zh, name_en) VALUES ($1, $2, $3)', [
    code,
    name.zh,
    name.en,
  ]);
  return { answer: undefined, facts: { position: code } };
}
