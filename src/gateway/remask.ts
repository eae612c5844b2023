import type pg from 'pg';
import { Problem } from '../contract/problem.ts';
import { mask } from '../kernel/disclosure/masks.ts';
import type { Field, RecordType } from '../kernel/record-type.ts';
import { customerColumn, maskColumn, tableOf, valueColumn } from '../vault/naming.ts';
import type { Gateway } from './requests.ts';

/** How many records are given another masked form in one transaction. Writers of the type wait so long. */
const RECORDS_AT_MOST = 200_000;
const AT_ONCE = 2_000;

type MaskedForm = Readonly<{ id: string; masked: string }>;

/**
 * Gives every stored value of a field its new masked form, in the transaction that describes the field otherwise:
 * readers see the old form until it commits, and the new one from then on. Values leave the vault nowhere.
 *
 * Each record becomes a new version. Whoever sends a record back with the old masked form in it would otherwise have
 * that taken for the value.
 *
 * @throws Problem `invalid-input` when there are too many records for one transaction
 */
export async function remask(
  { codec, keys }: Pick<Gateway, 'codec' | 'keys'>,
  client: pg.PoolClient,
  type: RecordType,
  before: Field,
  after: Field,
): Promise<void> {
  const { mask: name } = after;
  if (name === null) throw new Error('a masked form is replaced by another one, never taken away');
  const table = tableOf(type);
  // Writers that have begun end first, and those that come later find the new description.
  await client.query(`LOCK TABLE ${table} IN SHARE ROW EXCLUSIVE MODE`);
  await mustBeFew(client, table);
  const forms: MaskedForm[] = [];
  for (let last = FIRST; ; ) {
    const { rows } = await client.query<{ id: string; customer: string; value: string }>(
      `SELECT id, ${customerColumn(type)} AS customer, ${valueColumn(before)}::text AS value FROM ${table}
        WHERE id > $1 AND ${valueColumn(before)} IS NOT NULL ORDER BY id LIMIT ${AT_ONCE}`,
      [last],
    );
    const customers = before.encrypted ? [...new Set(rows.map(({ customer }) => customer))] : [];
    const opened = await keys.find(client, customers, 'fresh');
    for (const { id, customer, value } of rows) {
      const key = opened.get(customer);
      if (before.encrypted && key === undefined) throw new Problem('key-unavailable');
      const clear = key === undefined ? value : codec.decrypt(type, before, id, key, value);
      forms.push({ id, masked: mask(name, clear) });
    }
    const end = rows.at(-1);
    if (end === undefined) break;
    last = end.id;
  }
  // Last, for it keeps readers waiting as well.
  if (before.mask === null) await client.query(`ALTER TABLE ${table} ADD COLUMN ${maskColumn(after)} text`);
  for (let from = 0; from < forms.length; from += AT_ONCE) {
    const some = forms.slice(from, from + AT_ONCE);
    await client.query(
      `UPDATE ${table} t SET ${maskColumn(after)} = n.masked, _version = t._version + 1
         FROM unnest($1::uuid[], $2::text[]) AS n (id, masked) WHERE t.id = n.id`,
      [some.map(({ id }) => id), some.map(({ masked }) => masked)],
    );
  }
}

/** Before every id. */
const FIRST = '00000000-0000-0000-0000-000000000000';

async function mustBeFew(client: pg.PoolClient, table: string): Promise<void> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::integer AS count FROM (SELECT FROM ${table} LIMIT ${RECORDS_AT_MOST + 1}) AS few`,
  );
  if ((rows[0]?.count ?? 0) <= RECORDS_AT_MOST) return;
  throw new Problem('invalid-input', {
    'detail.zh': `记录超过 ${RECORDS_AT_MOST} 条，不能在一次操作中重写脱敏形式。`,
    'detail.en': `There are more than ${RECORDS_AT_MOST} records, too many to be masked anew in one go.`,
  });
}
