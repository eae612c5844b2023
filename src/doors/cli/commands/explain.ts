import type { Command } from 'commander';
import { Option } from 'commander';
import type { Member } from '../../../features/organisation/organisation.ts';
import type { Disclosure } from '../../../kernel/disclosure/level.ts';
import { whoCanSee } from '../../../kernel/policy/diff.ts';
import { explain, type FieldExplanation } from '../../../kernel/policy/explain.ts';
import {
  ACTIONS,
  type Action,
  type Context,
  type Policy,
  type PurposeCode,
} from '../../../kernel/policy/model.ts';
import { openPurposes } from '../../../kernel/policy/open-purposes.ts';
import { fieldOf, type Label, type RecordType } from '../../../kernel/record-type.ts';
import type { Run } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { refused } from '../failures.ts';
import type { Installation, Shell } from '../shell.ts';
import { table } from '../table.ts';

type ExplainOptions = Readonly<{ purpose?: string; action: Action; json?: true }>;
type WhoOptions = Readonly<{ purpose?: string; json?: true }>;

export const DISCLOSURES: Readonly<Record<Disclosure, Label>> = {
  withheld: { zh: '不可见', en: 'withheld' },
  summary: { zh: '摘要', en: 'summary' },
  masked: { zh: '脱敏', en: 'masked' },
  shown: { zh: '可见', en: 'shown' },
};

const FROM_POLICY: Label = {
  zh: '只依据规则与任职作答，不读取任何客户信息。按记录范围，以下是此人至多能看到的程度。',
  en: 'It answers from rules and assignments alone and reads no customer data. What is said is the most that the person sees of any record in their reach.',
};

export function addExplain(program: Command, shell: Shell, run: Run): void {
  const { say } = shell;
  program
    .command('explain')
    .summary(say({ zh: '某人能看到什么，为什么', en: 'what somebody sees of a field, and why' }))
    .description(say(FROM_POLICY))
    .argument('<login>', say({ zh: '账号', en: 'whose view' }))
    .argument('<record-type>', say({ zh: '记录类型，如 customer', en: 'such as customer' }))
    .argument('<field>', say({ zh: '字段，如 phone', en: 'such as phone' }))
    .option(
      '--purpose <code>',
      say({
        zh: '处理目的；不指明则逐一说明其可用的目的',
        en: 'purpose; without it, each one open to the person',
      }),
    )
    .addOption(
      new Option('--action <action>', say({ zh: '动作', en: 'action' })).choices(ACTIONS).default('see'),
    )
    .option('--json', say({ zh: '以 JSON 输出', en: 'print JSON' }))
    .addHelpText(
      'after',
      `\n${say({ zh: '示例', en: 'Example' })}:\n  fencun explain li.na customer phone --purpose sales-follow-up`,
    )
    .action(
      run((login: string, type: string, field: string, options: ExplainOptions) =>
        shell.withInstallation((installation) =>
          explainField(shell, installation, { login, type, field, ...options }),
        ),
      ),
    );
}

export function addWhoCanSee(program: Command, shell: Shell, run: Run): void {
  const { say } = shell;
  program
    .command('who-can-see')
    .summary(say({ zh: '谁能看到某个字段', en: 'who sees a field' }))
    .description(say(FROM_POLICY))
    .argument('<record-type>', say({ zh: '记录类型，如 customer', en: 'such as customer' }))
    .argument('<field>', say({ zh: '字段，如 phone', en: 'such as phone' }))
    .option('--purpose <code>', say({ zh: '只看这个目的', en: 'under this purpose only' }))
    .option('--json', say({ zh: '以 JSON 输出', en: 'print JSON' }))
    .action(
      run((type: string, field: string, options: WhoOptions) =>
        shell.withInstallation((installation) => listSeers(shell, installation, { type, field, ...options })),
      ),
    );
}

type Asked = ExplainOptions & Readonly<{ login: string; type: string; field: string }>;

async function explainField(shell: Shell, installation: Installation, asked: Asked): Promise<ExitCode> {
  const [{ policy, recordTypes }, members] = await Promise.all([
    installation.gateway.authority(),
    installation.organisation.members(),
  ]);
  const recordType = knownField(recordTypes, asked.type, asked.field);
  const member = members.find(({ login }) => login === asked.login);
  if (member === undefined) throw nobody(asked.login);
  const at = installation.clock();
  const purposes = asked.purpose === undefined ? allPurposes(policy, member, at) : [asked.purpose];
  const answers = purposes.map((purpose) => ({
    purpose,
    ...explain(
      policy,
      contextOf(member, purpose, at),
      recordType,
      asked.action,
      null,
      asked.field,
      'auditor',
    ),
  }));
  if (asked.json) {
    shell.printJson({ login: member.login, recordType: recordType.name, action: asked.action, answers });
    return EXIT.ok;
  }
  shell.print(
    shell.outPaint.bold(
      `${member.name} (${member.login}) · ${recordType.label[shell.language]}.${asked.field} · ${asked.action}`,
    ),
  );
  if (answers.length === 0) {
    shell.print(
      shell.say({
        zh: '此人目前没有任何可用的目的，因此什么也看不到。',
        en: 'No purpose is open to this person now, so nothing is.',
      }),
    );
  }
  for (const answer of answers) tellAnswer(shell, policy, answer);
  return EXIT.ok;
}

function tellAnswer(
  { print, say, language, outPaint }: Shell,
  policy: Policy,
  { purpose, disclosure, reasons, remedy }: FieldExplanation & Readonly<{ purpose: PurposeCode }>,
): void {
  const label = policy.purposes.find(({ code }) => code === purpose)?.label[language] ?? purpose;
  const colour = {
    withheld: outPaint.dim,
    summary: outPaint.yellow,
    masked: outPaint.yellow,
    shown: outPaint.green,
  };
  print(`\n${label} (${purpose}): ${colour[disclosure](say(DISCLOSURES[disclosure]))}`);
  for (const reason of reasons) print(`  - ${say(reason)}`);
  if (remedy !== null) print(`  → ${say(remedy)}`);
}

async function listSeers(
  shell: Shell,
  installation: Installation,
  { type, field, purpose, json }: WhoOptions & Readonly<{ type: string; field: string }>,
): Promise<ExitCode> {
  const [{ policy, recordTypes }, members] = await Promise.all([
    installation.gateway.authority(),
    installation.organisation.members(),
  ]);
  const recordType = knownField(recordTypes, type, field);
  const at = installation.clock();
  const seers = whoCanSee(
    policy,
    members,
    recordType,
    field,
    purpose === undefined ? { at } : { at, purpose },
  );
  const people = new Map(members.map((member) => [member.person, member]));
  const named = seers.map((seer) => ({
    login: people.get(seer.person)?.login ?? `#${seer.person}`,
    name: people.get(seer.person)?.name ?? '',
    ...seer,
  }));
  if (json) {
    shell.printJson({ recordType: type, field, people: named });
    return EXIT.ok;
  }
  const { say, print, terminal } = shell;
  const titles = [
    { zh: '账号', en: 'Login' },
    { zh: '姓名', en: 'Name' },
    { zh: '程度', en: 'Disclosure' },
    { zh: '记录范围', en: 'Records' },
    { zh: '目的', en: 'Purposes' },
    { zh: '有条件', en: 'Conditional' },
  ];
  const rows = named.map(({ login, name, disclosure, scopes, purposes, conditional }) => [
    login,
    name,
    say(DISCLOSURES[disclosure]),
    scopes.join(', '),
    purposes.join(', '),
    conditional ? say({ zh: '是', en: 'yes' }) : '',
  ]);
  const columns = titles.map((title) => ({ title: say(title) }));
  for (const line of table(columns, rows, terminal.outColumns ?? undefined)) print(line);
  print(
    say({
      zh: `共 ${named.length} 人。`,
      en: `${named.length} ${named.length === 1 ? 'person' : 'people'}.`,
    }),
  );
  return EXIT.ok;
}

/** What the person could be at any door, without a second factor and with the whole of their authority. */
function contextOf(
  { person, assignments, grants, trainedUntil }: Member,
  purpose: PurposeCode | null,
  at: number,
): Context {
  return {
    person,
    assignments,
    grants,
    purpose,
    at,
    network: null,
    secondFactorAt: null,
    trainedUntil,
    reasonGiven: false,
    narrowing: {},
  };
}

function allPurposes(policy: Policy, member: Member, at: number): readonly PurposeCode[] {
  return openPurposes(policy, contextOf(member, null, at)).map(({ code }) => code);
}

function knownField(types: ReadonlyMap<string, RecordType>, type: string, field: string): RecordType {
  const recordType = types.get(type);
  if (recordType === undefined) {
    const known = [...types.keys()].join(', ');
    throw refused(`没有记录类型 ${type}。已有：${known}`, `There is no record type ${type}. Known: ${known}`);
  }
  if (fieldOf(recordType, field) === undefined) {
    const known = recordType.fields.map(({ name }) => name).join(', ');
    throw refused(
      `${type} 没有字段 ${field}。已有：${known}`,
      `${type} has no field ${field}. Known: ${known}`,
    );
  }
  return recordType;
}

function nobody(login: string) {
  return refused(
    `没有任职中的员工 ${login}。三员与离职者看不到任何客户信息。`,
    `${login} is nobody with assignments. Officers and those who have left see no customer data.`,
  );
}
