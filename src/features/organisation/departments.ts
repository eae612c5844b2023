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
  await mustBeOpen(client, parent);
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
  { name, parent, closed }: DepartmentChange,
  moved: DepartmentMoved | undefined,
  at: number,
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
    await mustBeOpen(client, parent);
    await client.query('UPDATE fencun.department SET parent = $2 WHERE id = $1', [id, parent]);
    await moved(client, id);
    facts = { ...facts, parentBefore: before.parent, parent };
  }
  if (closed !== undefined) {
    if (closed) await mustBeEmpty(client, id, at);
    await client.query('UPDATE fencun.department SET closed_at = $2 WHERE id = $1', [
      id,
      closed ? new Date(at) : null,
    ]);
    facts = { ...facts, closed };
  }
  return { answer: undefined, facts };
}

async function mustBeOpen(client: pg.PoolClient, id: DepartmentId | null): Promise<void> {
  const { rows } = await client.query<{ closed: boolean }>(
    'SELECT closed_at IS NOT NULL AS closed FROM fencun.department WHERE id = $1 FOR SHARE',
    [id],
  );
  if (rows[0]?.closed === true) {
    throw invalid({ zh: '上级部门已关闭。', en: 'The parent department is closed.' });
  }
}

/** A department is closed when its people have somewhere else to be; its records stay where they are. */
async function mustBeEmpty(client: pg.PoolClient, id: DepartmentId, at: number): Promise<void> {
  const { rows } = await client.query<{ people: boolean; below: boolean }>(
    `SELECT EXISTS (SELECT FROM fencun.assignment WHERE department = $1
                      AND (valid_until IS NULL OR valid_until > greatest(valid_from, $2))) AS people,
            EXISTS (SELECT FROM fencun.department WHERE parent = $1 AND closed_at IS NULL) AS below`,
    [id, new Date(at)],
  );
  if (rows[0]?.people === true) {
    throw invalid({
      zh: '部门中还有任职。请先结束或调出这些任职，再关闭部门。',
      en: 'Somebody is still assigned to it. End or transfer those assignments first.',
    });
  }
  if (rows[0]?.below === true) {
    throw invalid({
      zh: '还有未关闭的下级部门。请先移动或关闭它们。',
      en: 'There are departments below it that are open. Move or close them first.',
    });
  }
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

export async function insertMissingPositions(
  client: pg.PoolClient,
  positions: readonly NewPosition[],
): Promise<Outcome<void>> {
  const { rows } = await client.query<{ code: string }>('SELECT code FROM fencun.position');
  const known = new Set(rows.map(({ code }) => code));
  const missing = positions.filter(({ code }) => !known.has(code));
  for (const position of missing) await insertPosition(client, position);
  return { answer: undefined, facts: { positions: missing.map(({ code }) => code).join(' ') } };
}
