import type pg from 'pg';
import type { ExportFormat, ExportLimits, ExportSettings } from '../../contract/exports.ts';
import { Problem } from '../../contract/problem.ts';
import type { Begun } from '../../gateway/door.ts';
import type { Obligation } from '../../kernel/policy/model.ts';
import { type Act, type Administration, STEP_UP_SECONDS } from '../administration.ts';
import { beyondLimit } from './parts.ts';

/** How much may leave, and from where on more is asked of who takes it. */

type Client = Pick<pg.ClientBase, 'query'>;

/** In force where nobody has decided otherwise. */
export const USUAL_LIMITS: ExportLimits = {
  purpose: null,
  rowsPerExport: 5_000,
  customersPerDay: 10_000,
  stepUpRows: 1_000,
  stepUpSensitivity: 4,
  hoursKept: 24,
};

export async function loadSettings(client: Client): Promise<ExportSettings> {
  const { rows } = await client.query<ExportSettings>(
    'SELECT version, limits FROM fencun.export_settings ORDER BY version DESC LIMIT 1',
  );
  return rows[0] ?? { version: 0, limits: [USUAL_LIMITS] };
}

export async function limitsFor(client: Client, purpose: string): Promise<ExportLimits> {
  const { limits } = await loadSettings(client);
  return (
    limits.find((each) => each.purpose === purpose) ??
    limits.find((each) => each.purpose === null) ??
    USUAL_LIMITS
  );
}

/**
 * For the security administrator.
 *
 * @param basis the version that the editor has seen
 * @throws Problem `version-conflict` when it is no longer that, `invalid-input` where a purpose is named twice
 */
export function changeSettings(
  administration: Administration,
  act: Act,
  limits: readonly ExportLimits[],
  basis: number,
): Promise<number> {
  const deed = { action: 'export-limits.change', offices: ['security-administrator'] as const };
  return administration.perform(act, deed, async (client, at) => {
    const before = await loadSettings(client);
    if (before.version !== basis) throw new Problem('version-conflict');
    if (new Set(limits.map(({ purpose }) => purpose)).size < limits.length) {
      throw new Problem('invalid-input', {
        'detail.zh': '同一处理目的只能有一组上限。',
        'detail.en': 'Each purpose has one set of limits.',
      });
    }
    const version = before.version + 1;
    await client.query(
      'INSERT INTO fencun.export_settings (version, limits, changed_at, changed_by) VALUES ($1, $2, $3, $4)',
      [version, JSON.stringify(limits), new Date(at), act.caller.person.id],
    );
    const general = limits.find(({ purpose }) => purpose === null);
    const facts = {
      version,
      rowsPerExport: general?.rowsPerExport ?? null,
      customersPerDay: general?.customersPerDay ?? null,
      stepUpRows: general?.stepUpRows ?? null,
      stepUpSensitivity: general?.stepUpSensitivity ?? null,
      hoursKept: general?.hoursKept ?? null,
      purposes: limits.flatMap(({ purpose }) => (purpose === null ? [] : [purpose])).join(' '),
    };
    return { answer: version, facts };
  });
}

/**
 * Whether somebody may ask for so much. What an approved request names is not counted, and asks for no further proof:
 * whoever approved it knew.
 *
 * @param secondFactorAt when whoever asks last proved a second factor, or null who has none
 * @throws Problem `export-limit`, `step-up-needed`
 */
export function mustBeWithin(
  limits: ExportLimits,
  begun: Begun,
  { secondFactorAt, at }: Readonly<{ secondFactorAt: number | null; at: number }>,
): void {
  const { rows, unapproved, sensitivity, obligations } = begun;
  // A list that is empty now is judged like any other: it may have grown when it is read.
  if (rows > 0 && unapproved === 0) return;
  if (unapproved > limits.rowsPerExport) throw tooManyRows(limits.rowsPerExport);
  if (obligations.includes('approval')) throw approvalFirst();
  const isMuch = unapproved >= limits.stepUpRows || sensitivity >= limits.stepUpSensitivity;
  if (!isMuch && !obligations.includes('step-up')) return;
  if (secondFactorAt === null) {
    throw beyondLimit({
      zh: `导出敏感字段或 ${limits.stepUpRows} 行以上需要二次验证。请先在“登录与凭据”中设置，或申请授权。`,
      en: `Sensitive fields, and ${limits.stepUpRows} rows or more, need a second factor. Set one up under “Sign-in and credentials”, or request access.`,
    });
  }
  if (!isProven(secondFactorAt, at)) throw new Problem('step-up-needed');
}

function isProven(secondFactorAt: number | null, at: number): boolean {
  return secondFactorAt !== null && at - secondFactorAt <= STEP_UP_SECONDS * 1000;
}

/** How many rows a file may have in the end: its list may grow until it is read, though not beyond what was looked at. */
export function rowsMostOf(
  { rowsPerExport, stepUpRows }: ExportLimits,
  rows: number,
  { secondFactorAt, at }: Readonly<{ secondFactorAt: number | null; at: number }>,
): number {
  const most = isProven(secondFactorAt, at) ? rowsPerExport : Math.min(rowsPerExport, stepUpRows - 1);
  return Math.max(most, rows);
}

export function approvalFirst(): Problem {
  return beyondLimit({
    zh: '规则要求先获批准。请对这些记录和字段提出包含“导出”的申请，批准后再导出。',
    en: 'A rule asks for an approval first. Request these records and fields with “export”, then export.',
  });
}

/** @throws Problem `export-limit` for a format without a mark, where a rule asks for one */
export function mustCarryMark(format: ExportFormat, obligations: readonly Obligation[]): void {
  if (format === 'xlsx' || !obligations.includes('watermark')) return;
  throw beyondLimit({
    zh: '规则要求文件带水印，请选择 Excel 格式。',
    en: 'A rule asks for a watermark, which only the Excel format carries. Choose that.',
  });
}

export function tooManyRows(most: number): Problem {
  return beyondLimit({
    zh: `每次最多导出 ${most} 行。请缩小范围，或申请授权。`,
    en: `At most ${most} rows leave at a time. Narrow the list, or request access.`,
  });
}

/** Who exports, for what, and on which day. */
export type Account = Readonly<{ person: number; purpose: string; day: string }>;

/**
 * Counts customers who leave, each once a day. The row of the count stays locked to the end of the transaction, so that
 * two files of one person cannot both take what is left.
 *
 * @throws Problem `export-limit`
 */
export async function countCustomers(
  client: Client,
  { person, purpose, day }: Account,
  customers: readonly string[],
  most: number,
): Promise<void> {
  if (customers.length === 0) return;
  await client.query(
    `INSERT INTO fencun.export_tally (person, purpose, day) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
    [person, purpose, day],
  );
  await client.query(
    'SELECT FROM fencun.export_tally WHERE person = $1 AND purpose = $2 AND day = $3 FOR UPDATE',
    [person, purpose, day],
  );
  const { rows } = await client.query<{ customers: number }>(
    `UPDATE fencun.export_tally t SET customers = t.customers + (
       SELECT count(*) FROM unnest($4::uuid[]) AS c (customer) WHERE NOT EXISTS (
         SELECT FROM fencun.export_row r JOIN fencun.export e ON e.id = r.export
          WHERE r.customer = c.customer AND r.day = $3 AND r.counted AND e.person = $1 AND e.purpose = $2))
      WHERE t.person = $1 AND t.purpose = $2 AND t.day = $3 RETURNING t.customers`,
    [person, purpose, day, customers],
  );
  if ((rows[0]?.customers ?? 0) <= most) return;
  throw beyondLimit({
    zh: `今天为该目的导出的客户已达上限（${most} 位）。请明天再试，或申请授权。`,
    en: `The customers whom you may export for this purpose today (${most}) are used up. Try tomorrow, or request access.`,
  });
}

/** Gives back what a file had counted that nobody could fetch. Before its rows go. */
export async function uncountCustomers(client: Client, id: string): Promise<void> {
  await client.query(
    `UPDATE fencun.export_tally t SET customers = t.customers - s.customers
       FROM (SELECT e.person, e.purpose, r.day, count(DISTINCT r.customer) AS customers
               FROM fencun.export_row r JOIN fencun.export e ON e.id = r.export
              WHERE r.export = $1 AND r.counted AND NOT EXISTS (
                SELECT FROM fencun.export_row o JOIN fencun.export f ON f.id = o.export
                 WHERE o.customer = r.customer AND o.day = r.day AND o.counted AND o.export <> r.export
                   AND f.person = e.person AND f.purpose = e.purpose)
              GROUP BY e.person, e.purpose, r.day) s
      WHERE t.person = s.person AND t.purpose = s.purpose AND t.day = s.day`,
    [id],
  );
}

export async function customersOf(client: Client, { person, purpose, day }: Account): Promise<number> {
  const { rows } = await client.query<{ customers: number }>(
    'SELECT customers FROM fencun.export_tally WHERE person = $1 AND purpose = $2 AND day = $3',
    [person, purpose, day],
  );
  return rows[0]?.customers ?? 0;
}
