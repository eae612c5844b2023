import { consentCondition, customerCondition } from '../kernel/policy/customer-conditions.ts';
import { every, FALSE } from '../kernel/policy/expression.ts';
import type { PurposeCode } from '../kernel/policy/model.ts';
import { fieldOf } from '../kernel/record-type.ts';
import { customerColumn, tableOf } from '../vault/naming.ts';
import { type Gateway, readRows } from './requests.ts';
import { allOf, expressionSql, parameters } from './sql.ts';

/** What somebody asks for, as far as it is the customers' to decide. */
export type CoverQuestion = Readonly<{
  recordType: string;
  purpose: PurposeCode;
  fields: readonly string[];
  records: readonly string[];
  epoch: number;
}>;

/** How many customers the records are of, and how many of those have decided nothing against, and all that is needed for it. */
export type ConsentCover = Readonly<{ customers: number; covered: number }>;

/**
 * Counts whose own word permits all of these fields to be used for the purpose: the consent, separate consent and
 * guardian's consent that it needs, and no objection or restriction. Two numbers; never who. Put it on record.
 */
export async function consentCover(gateway: Gateway, question: CoverQuestion): Promise<ConsentCover> {
  const { policy, recordTypes } = await gateway.authorities.asOf(question.epoch);
  const type = recordTypes.get(question.recordType);
  if (type === undefined) return { customers: 0, covered: 0 };
  const purpose = policy.purposes.find(({ code }) => code === question.purpose);
  const fields = question.fields.flatMap((name) => fieldOf(type, name) ?? []);
  const permitted =
    purpose === undefined
      ? FALSE
      : every([
          customerCondition(purpose, 'see'),
          ...fields.map((field) => consentCondition(purpose, 'see', field)),
        ]);
  const { values, add } = parameters();
  const customer = type.customerField === null ? 'r.id' : `r.${customerColumn(type)}`;
  const where = [`r.id = ANY (${add([...question.records])}::uuid[])`, `${customer} IS NOT NULL`];
  const text = `SELECT count(DISTINCT ${customer})::int,
      count(DISTINCT ${customer}) FILTER (WHERE ${expressionSql(permitted, type, 'r', add)})::int
    FROM ${tableOf(type)} r WHERE ${allOf(where)}`;
  const [row] = await readRows(gateway.pool, { text, values });
  const [customers, covered] = row ?? [0, 0];
  return { customers: Number(customers), covered: Number(covered) };
}
