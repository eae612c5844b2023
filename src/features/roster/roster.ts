import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Problem } from '../../contract/problem.ts';
import {
  ROSTER_ROWS_MAX,
  type RosterAnswer,
  type RosterColumn,
  type RosterProposal,
} from '../../contract/roster.ts';
import type { Label } from '../../kernel/record-type.ts';
import { openSpreadsheet, type Spreadsheet } from '../../platform/spreadsheet/spreadsheet.ts';
import { type Act, type AdministrationParts, createAdministration, type Deed } from '../administration.ts';
import type { Identity } from '../identity/identity.ts';
import type { Organisation } from '../organisation/organisation.ts';
import { applyPlan } from './apply.ts';
import { columnsOf } from './columns.ts';
import { type RosterLine, readLine, type UnusableLine } from './lines.ts';
import { planRoster, type RosterPlan } from './plan.ts';
import { proposalOf } from './proposal.ts';

export type RosterParts = AdministrationParts &
  Readonly<{
    organisation: Pick<Organisation, 'view' | 'within'>;
    identity: Pick<Identity, 'inviteWithin'>;
  }>;

/** How a file is meant. */
export type RosterOptions = Readonly<{ complete: boolean }>;
export type RosterApplication = RosterOptions &
  Readonly<{
    digest: string;
    confirmed: boolean;
    invite: boolean;
  }>;

/**
 * Departments, people and assignments out of a spreadsheet. The file is looked at first, and comes a second time to be
 * applied: nothing of it is kept in between, and what is applied is exactly what was looked at.
 */
export type Roster = Readonly<{
  /**
   * For the system administrator.
   *
   * @throws Problem `unreadable-file` for what is no table, `invalid-input` for one without the columns that are
   *   needed or with more than {@link ROSTER_ROWS_MAX} rows
   */
  propose(act: Act, content: Readable, options: RosterOptions): Promise<RosterProposal>;
  /**
   * Applies the rows that can be used, in one transaction, each change with its record.
   *
   * @throws Problem `version-conflict` when it would do something else than was looked at, `confirmation-needed` when
   *   more would end than is usual and nobody said that it is meant
   */
  apply(act: Act, content: Readable, application: RosterApplication): Promise<RosterAnswer>;
}>;

const DEED: Deed = { action: 'organisation.import', offices: ['system-administrator'] };

type Table = Readonly<{
  headers: readonly string[];
  columns: readonly (RosterColumn | null)[];
  lines: readonly (RosterLine | UnusableLine)[];
}>;

export function createRoster(parts: RosterParts): Roster {
  const { clock, organisation } = parts;
  const administration = createAdministration(parts);

  return {
    async propose(act, content, options) {
      // Reads the organisation first: whoever may not look at it does not make us read a file.
      const view = await guarded(content, () =>
        administration.confirm(act, DEED.offices).then(() => organisation.view(act)),
      );
      const table = await readTable(content);
      const plan = planRoster(table.lines, view, { ...options, at: clock() });
      return proposalOf(plan, table, view, digestOf(plan));
    },
    async apply(act, content, application) {
      await guarded(content, () => administration.confirm(act, DEED.offices));
      const table = await readTable(content);
      const { within } = organisation;
      return within.withRefusals(() =>
        administration.perform(act, DEED, async (client, at) => {
          const plan = planRoster(table.lines, await within.view(client), { ...application, at });
          requireSame(plan, application);
          return applyPlan(parts, { act, client, at, plan, invite: application.invite });
        }),
      );
    },
  };
}

/** Runs a check before an upload is read; an upload that is not read is ended. */
async function guarded<T>(content: Readable, check: () => Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (error) {
    content.destroy();
    throw error;
  }
}

function requireSame(plan: RosterPlan, { digest, confirmed }: RosterApplication): void {
  if (digestOf(plan) !== digest) throw new Problem('version-conflict');
  if (!plan.isHalted || confirmed) return;
  throw new Problem('confirmation-needed', {
    'detail.zh': `将结束 ${plan.endCount} 项任职，${plan.emptiedCount} 人不再有任职。确认无误后再继续。`,
    'detail.en': `${plan.endCount} assignments would end, and ${plan.emptiedCount} people would have none left. Go on only if that is meant.`,
  });
}

/** Of what a plan changes, and of nothing that time alone changes. */
function digestOf({ departments, people, unusable }: RosterPlan): string {
  return createHash('sha256').update(JSON.stringify({ departments, people, unusable })).digest('hex');
}

/** The file stands on disk, readable by this account alone, only as long as it is read: a workbook is read by parts. */
async function readTable(content: Readable): Promise<Table> {
  const folder = await mkdtemp(join(tmpdir(), 'fencun-roster-'));
  try {
    const path = join(folder, 'file');
    await pipeline(content, createWriteStream(path, { mode: 0o600 }));
    const spreadsheet = await openSpreadsheet(path, { temporaryDirectory: folder });
    try {
      return await linesOf(spreadsheet);
    } finally {
      await spreadsheet.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function linesOf({ header, rows }: Spreadsheet): Promise<Table> {
  const columns = columnsOf(header);
  requireColumns(columns);
  const lines: (RosterLine | UnusableLine)[] = [];
  for await (const { line, cells } of rows()) {
    const read = readLine(line, cells, columns);
    if (read !== null) lines.push(read);
    if (lines.length > ROSTER_ROWS_MAX) {
      throw invalid({
        zh: `一次最多 ${ROSTER_ROWS_MAX} 行。`,
        en: `At most ${ROSTER_ROWS_MAX} rows at a time.`,
      });
    }
  }
  return { headers: header, columns, lines };
}

const NEEDED: readonly (readonly [RosterColumn, Label])[] = [
  ['login', { zh: '工号（或账号、邮箱）', en: 'login (or e-mail)' }],
  ['name', { zh: '姓名', en: 'name' }],
  ['department', { zh: '部门', en: 'department' }],
  ['position', { zh: '岗位', en: 'position' }],
];

function requireColumns(columns: readonly (RosterColumn | null)[]): void {
  const missing = NEEDED.filter(
    ([column]) => !columns.includes(column) && !(column === 'login' && columns.includes('mail')),
  ).map(([, label]) => label);
  if (missing.length === 0) return;
  throw invalid({
    zh: `文件中没有找到这些列：${missing.map(({ zh }) => zh).join('、')}。请核对表头，或使用模板文件。`,
    en: `The file has no column for: ${missing.map(({ en }) => en).join(', ')}. Check its header, or use the sample file.`,
  });
}

function invalid({ zh, en }: Label): Problem {
  return new Problem('invalid-input', { 'detail.zh': zh, 'detail.en': en });
}
