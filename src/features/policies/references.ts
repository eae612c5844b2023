import type pg from 'pg';
import type { PurposeBody, RuleBody } from '../../contract/policy.ts';
import { Problem } from '../../contract/problem.ts';
import type { Who } from '../../kernel/policy/model.ts';
import type { RecordType } from '../../kernel/record-type.ts';

/**
 * Everything that a rule or purpose names must exist. A permission that names nothing is only useless; a prohibition
 * with a slip of the pen protects nothing while everybody believes that it does.
 *
 * @throws Problem `invalid-input` that says which name is unknown
 */
export async function checkRule(
  client: pg.PoolClient,
  rule: RuleBody,
  recordTypes: readonly RecordType[],
): Promise<void> {
  await checkWho(client, rule.who);
  const types = recordTypes.filter(({ name }) => rule.recordType === '*' || rule.recordType === name);
  if (rule.recordType !== '*' && types.length === 0)
    throw unknown('记录类型', 'record type', rule.recordType);
  const fields = new Set(types.flatMap((type) => type.fields.map(({ name }) => name)));
  for (const name of rule.fields.names ?? []) if (!fields.has(name)) throw unknown('字段', 'field', name);
  if (rule.purposes !== '*') {
    await checkAll(client, 'SELECT code AS key FROM fencun.purpose WHERE code = ANY ($1)', rule.purposes, [
      '处理目的',
      'purpose',
    ]);
  }
}

export function checkPurpose(client: pg.PoolClient, purpose: PurposeBody): Promise<void> {
  return checkWho(client, purpose.who);
}

async function checkWho(client: pg.PoolClient, who: Who): Promise<void> {
  const departments = (who.departments ?? []).map(({ id }) => id);
  await checkAll(client, 'SELECT id AS key FROM fencun.department WHERE id = ANY ($1)', departments, [
    '部门',
    'department',
  ]);
  await checkAll(
    client,
    'SELECT code AS key FROM fencun.position WHERE code = ANY ($1)',
    who.positions ?? [],
    ['岗位', 'position'],
  );
  await checkAll(
    client,
    'SELECT id AS key FROM fencun.assignment WHERE id = ANY ($1)',
    who.assignments ?? [],
    ['任职', 'assignment'],
  );
}

async function checkAll(
  client: pg.PoolClient,
  sql: string,
  wanted: readonly (string | number)[],
  [zh, en]: readonly [string, string],
): Promise<void> {
  if (wanted.length === 0) return;
  const { rows } = await client.query<{ key: string | number }>(sql, [wanted]);
  const found = new Set(rows.map(({ key }) => key));
  const missing = wanted.find((key) => !found.has(key));
  if (missing !== undefined) throw unknown(zh, en, String(missing));
}

function unknown(zh: string, en: string, name: string): Problem {
  return new Problem('invalid-input', {
    'detail.zh': `${zh}“${name}”不存在。`,
    'detail.en': `There is no ${en} “${name}”.`,
  });
}
