import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { LogDamage } from '../../../audit/damage.ts';
import { exportLog } from '../../../audit/export-log.ts';
import type { LogFilter } from '../../../audit/reader.ts';
import type { LogEntry } from '../../../contract/access-log.ts';
import { Problem } from '../../../contract/problem.ts';
import { type Facts, recordOf } from '../../../features/administration.ts';
import type { SignedInCaller } from '../../../features/identity/identity.ts';
import { isUuid } from '../../../platform/ids.ts';
import { mayReadLog } from '../../http/log-rights.ts';
import { viewEntries } from '../../http/log-view.ts';
import type { Run } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { refused } from '../failures.ts';
import type { Installation, Shell } from '../shell.ts';
import { actOf, signedInAs } from '../sign-in.ts';
import { table } from '../table.ts';

type LookOptions = Readonly<{ as: string; from?: string; until?: string; limit: number; json?: true }>;

export function addLog(program: Command, shell: Shell, run: Run): void {
  const { say } = shell;
  const log = program
    .command('log')
    .summary(say({ zh: '导出、查询访问日志', en: 'export the access log, or look into it' }));

  log
    .command('export')
    .description(
      say({
        zh: '把访问日志写入目录（C2SP tlog-tiles 格式），供他人离线验证。已有的文件不会改动，再次导出只补新的部分。日志写明谁看了哪些字段，不含客户信息的值。导出本身也留下记录。',
        en: 'Writes the log into a folder in the layout of C2SP tlog-tiles, for others to verify without us. What is there already stays as it is, so exporting again adds what is new. The log says who saw which fields, and holds no customer value in the clear. Exporting leaves an entry too.',
      }),
    )
    .argument('<dir>', say({ zh: '目录', en: 'folder' }))
    .action(
      run((folder: string) =>
        shell.withInstallation((installation) =>
          exportTo(shell, installation, resolve(shell.folder, folder)),
        ),
      ),
    );

  look(log, shell, run, 'who-saw', {
    summary: { zh: '谁看过某位客户的信息', en: 'who saw the data of a customer' },
    argument: 'customer-id',
    filter: async (_installation, customer) => {
      if (!isUuid(customer)) throw refused('客户编号应为 UUID。', 'A customer id is a UUID.');
      return { customer };
    },
  });
  look(log, shell, run, 'seen-by', {
    summary: { zh: '某位员工看过什么', en: 'what somebody has seen' },
    argument: 'login',
    filter: async ({ organisation }, login, caller) => ({
      person: await personOf(organisation, login, caller),
    }),
  });
}

type Look = Readonly<{
  summary: Readonly<{ zh: string; en: string }>;
  argument: string;
  filter(installation: Installation, given: string, caller: SignedInCaller): Promise<LogFilter>;
}>;

function look(log: Command, shell: Shell, run: Run, name: string, what: Look): void {
  const { say } = shell;
  log
    .command(name)
    .summary(say(what.summary))
    .description(
      say({
        zh: `${what.summary.zh}。只供审计管理员与个人信息保护负责人；查询本身也留下记录，被查的客户也能查到。`,
        en: `${what.summary.en}. For the audit administrator and the data protection officer; looking leaves an entry too, which whoever asks about the customer finds as well.`,
      }),
    )
    .argument(`<${what.argument}>`)
    .requiredOption('--as <login>', say({ zh: '以谁的身份', en: 'who looks' }))
    .option('--from <time>', say({ zh: '起始时间，如 2026-01-31', en: 'not before, such as 2026-01-31' }))
    .option('--until <time>', say({ zh: '截止时间（不含）', en: 'before' }))
    .option('--limit <number>', say({ zh: '最多条数', en: 'at most so many entries' }), wholeNumber, 50)
    .option('--json', say({ zh: '以 JSON 输出', en: 'print JSON' }))
    .action(
      run((given: string, options: LookOptions) =>
        shell.withInstallation((installation) =>
          signedInAs(shell, installation, options.as, async ({ caller }) => {
            const filter = await what.filter(installation, given, caller);
            const period = { from: instantOf(options.from), until: instantOf(options.until) };
            const entries = await search(
              installation,
              caller,
              { ...filter, ...period },
              options.limit,
              shell,
            );
            tell(shell, entries, options.json === true);
            return EXIT.ok;
          }),
        ),
      ),
    );
}

/** Looks only after the look itself is on record; a refused one is recorded as well. */
async function search(
  installation: Installation,
  caller: SignedInCaller,
  filter: LogFilter,
  limit: number,
  { language }: Shell,
): Promise<readonly LogEntry[]> {
  const { audit, logReader, organisation, clock, newId } = installation;
  const isPermitted = mayReadLog(caller, clock());
  const { customer, person } = filter;
  const facts: Facts = { ...(person === undefined ? {} : { person }), limit };
  const record = recordOf(actOf(caller), {
    id: newId(),
    at: clock(),
    kind: 'administration',
    action: 'log.read',
    outcome: isPermitted ? 'released' : 'refused',
    ...(isPermitted ? {} : { problem: 'forbidden' }),
    facts,
  });
  await audit.append({
    ...record,
    assignments: caller.assignments.map(({ id }) => id),
    ...(customer === undefined ? {} : { customers: [customer] }),
  });
  if (!isPermitted) throw new Problem('forbidden');

  const found: LogEntry[] = [];
  let cursor: string | undefined;
  do {
    const page = await logReader.search(filter, { limit: Math.min(200, limit - found.length), cursor });
    found.push(...(await viewEntries(page.entries, organisation, language)));
    cursor = page.cursor ?? undefined;
  } while (cursor !== undefined && found.length < limit);
  return found;
}

function tell(
  { print, printJson, say, terminal }: Shell,
  entries: readonly LogEntry[],
  asJson: boolean,
): void {
  if (asJson) {
    printJson({ entries });
    return;
  }
  const titles = [
    { zh: '序号', en: 'Entry' },
    { zh: '时间', en: 'Time' },
    { zh: '谁', en: 'Who' },
    { zh: '任职', en: 'As' },
    { zh: '动作', en: 'Action' },
    { zh: '目的', en: 'Purpose' },
    { zh: '记录', en: 'Records' },
    { zh: '可见', en: 'Shown' },
    { zh: '脱敏', en: 'Masked' },
    { zh: '结果', en: 'Outcome' },
  ];
  const rows = entries.map((entry) => [
    String(entry.index),
    entry.at.slice(0, 19).replace('T', ' '),
    entry.person?.name ?? '—',
    entry.office ?? entry.assignments.join(', '),
    entry.action,
    entry.purpose ?? '',
    entry.recordType === null ? '' : `${entry.recordType} × ${entry.recordCount}`,
    entry.shown.join(', '),
    entry.masked.join(', '),
    entry.problem ?? entry.outcome,
  ]);
  const columns = titles.map((title) => ({ title: say(title) }));
  for (const line of table(columns, rows, terminal.outColumns ?? undefined)) print(line);
  print(say({ zh: `${entries.length} 条（时间为 UTC）。`, en: `${entries.length} entries; times are UTC.` }));
}

async function personOf(
  organisation: Installation['organisation'],
  login: string,
  caller: SignedInCaller,
): Promise<number> {
  if (caller.office !== null) {
    const { people } = await organisation.view(actOf(caller));
    const found = people.find((person) => person.login === login);
    if (found !== undefined) return found.id;
  } else {
    const found = (await organisation.members()).find((member) => member.login === login);
    if (found !== undefined) return found.person;
  }
  throw new Problem('not-found');
}

async function exportTo(shell: Shell, installation: Installation, folder: string): Promise<ExitCode> {
  const { audit, sealer, logSource, logKey, clock, newId } = installation;
  const who = { caller: null, door: 'cli', network: null, request: null } as const;
  await audit.append(
    recordOf(who, {
      id: newId(),
      at: clock(),
      kind: 'administration',
      action: 'log.export',
      outcome: 'released',
    }),
  );
  await sealer.sealNow();
  let size: number;
  try {
    size = await exportLog(logSource, folder);
  } catch (error) {
    if (!(error instanceof LogDamage)) throw error;
    throw refused(
      '日志有缺损，未能完整导出。请执行 fencun verify。',
      'The log is damaged and could not be exported whole. Run fencun verify.',
    );
  }
  await writeFile(`${folder}/public-key`, `${logKey}\n`);
  shell.print(
    shell.say({
      zh: `已导出 ${size} 条到 ${folder}。\n公钥：${logKey}\n请通过另一渠道交付公钥，再由对方验证：\n  fencun verify --folder ${folder} --key '${logKey}'`,
      en: `Exported ${size} entries to ${folder}.\nPublic key: ${logKey}\nHand the key over on another way, and have them run:\n  fencun verify --folder ${folder} --key '${logKey}'`,
    }),
  );
  return EXIT.ok;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (/^\d{1,6}$/.test(text) && value > 0) return value;
  throw new InvalidArgumentError('a number from 1 to 999999');
}

function instantOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const at = Date.parse(text);
  if (!Number.isNaN(at)) return at;
  throw refused(
    `“${text}” 不是时间，应如 2026-01-31 或 2026-01-31T08:00:00+08:00。`,
    `“${text}” is no time. Write 2026-01-31 or 2026-01-31T08:00:00+08:00.`,
  );
}
