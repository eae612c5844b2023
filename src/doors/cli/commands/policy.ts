import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import type { PolicyPreview, PreviewAnswer } from '../../../contract/policy.ts';
import { expectationFileSchema, policyFileSchema } from '../../../contract/policy-files.ts';
import type { PolicyPlan } from '../../../features/policies/policies.ts';
import type { Run } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { refused } from '../failures.ts';
import type { Installation, Shell } from '../shell.ts';
import { actOf, type SignedIn, signedInAs } from '../sign-in.ts';
import { DISCLOSURES } from './explain.ts';

type As = Readonly<{ as: string }>;
type TestOptions = Readonly<{ policy?: string }>;
type ApplyOptions = As & Readonly<{ yes?: true; expectations?: string; reason?: string }>;

/** The policy as a file: for version control, review, and tests that run before anything comes into force. */
export function addPolicy(program: Command, shell: Shell, run: Run): void {
  const { say } = shell;
  const policy = program
    .command('policy')
    .summary(
      say({ zh: '规则与目的的文件：导出、核对、比较、生效、测试', en: 'rules and purposes as files' }),
    );
  const file = say({ zh: '规则文件（JSON）', en: 'policy file (JSON)' });
  const as = say({ zh: '安全管理员的账号', en: 'the security administrator' });

  policy
    .command('export')
    .summary(say({ zh: '以文件形式输出现行规则', en: 'print the policy in force as a file' }))
    .action(run(() => shell.withInstallation((installation) => exportPolicy(shell, installation))));

  policy
    .command('schema')
    .summary(say({ zh: '输出文件的 JSON Schema', en: 'print the JSON Schema of the files' }))
    .option('--expectations', say({ zh: '预期文件的 Schema', en: 'of expectation files' }))
    .action(run(async (options: Readonly<{ expectations?: true }>) => printSchema(shell, options)));

  policy
    .command('check')
    .summary(say({ zh: '核对文件能否生效', en: 'whether a file could come into force' }))
    .argument('<file>', file)
    .action(
      run((path: string) => shell.withInstallation((installation) => check(shell, installation, path))),
    );

  policy
    .command('diff')
    .summary(
      say({ zh: '比较文件与现行规则，以及谁会多看到、少看到', en: 'what a file changes, and for whom' }),
    )
    .argument('<file>', file)
    .requiredOption('--as <login>', as)
    .action(
      run((path: string, options: As) =>
        inNameOf(shell, options, (installation, who) => diff(shell, installation, who, path)),
      ),
    );

  policy
    .command('apply')
    .summary(say({ zh: '使文件生效，或提交审批', en: 'bring a file into force, or propose it' }))
    .description(
      say({
        zh: '文件即全部规则：不在其中的规则被移除，目的只增改不移除。一次完成或全不生效，并留有一条访问记录。须由另一人批准时，只提交审批：退出码为 0，并说明变更编号，批准之前什么都不生效。',
        en: 'The file is the whole of the rules: those not in it are removed; purposes are made and changed, never removed. All of it comes into force, on one record, or nothing. Where another person has to approve, it is only proposed: the exit code is 0, the number of the proposal is printed, and nothing is in force before it is approved.',
      }),
    )
    .argument('<file>', file)
    .requiredOption('--as <login>', as)
    .option('--yes', say({ zh: '不再询问', en: 'do not ask' }))
    .option(
      '--expectations <file>',
      say({
        zh: '一并保存的预期文件：今后的每项变更都按它检验',
        en: 'expectations to keep, of which every later change is asked',
      }),
    )
    .option('--reason <text>', say({ zh: '提交审批时的理由', en: 'why, for whoever has to approve' }))
    .action(
      run((path: string, options: ApplyOptions) =>
        inNameOf(shell, options, (installation, who) => apply(shell, installation, who, path, options)),
      ),
    );

  policy
    .command('test')
    .summary(say({ zh: '检验对规则的预期', en: 'whether the policy is as the company expects' }))
    .argument('<expectations>', say({ zh: '预期文件（JSON）', en: 'expectation file (JSON)' }))
    .option(
      '--policy <file>',
      say({ zh: '检验此文件而非现行规则', en: 'ask this file, not the policy in force' }),
    )
    .action(
      run((path: string, options: TestOptions) =>
        shell.withInstallation((installation) => test(shell, installation, path, options)),
      ),
    );
}

function inNameOf(
  shell: Shell,
  { as }: As,
  work: (installation: Installation, who: SignedIn) => Promise<ExitCode>,
): Promise<ExitCode> {
  return shell.withInstallation((installation) =>
    signedInAs(shell, installation, as, (who) => work(installation, who)),
  );
}

async function exportPolicy(shell: Shell, { policies }: Installation): Promise<ExitCode> {
  shell.printJson(await policies.asFile());
  return EXIT.ok;
}

function printSchema(shell: Shell, { expectations }: Readonly<{ expectations?: true }>): ExitCode {
  const schema = expectations === true ? expectationFileSchema : policyFileSchema;
  shell.printJson(z.toJSONSchema(schema, { io: 'input' }));
  return EXIT.ok;
}

async function read<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch {
    throw refused(`无法读取 ${path}，或其内容不是 JSON。`, `${path} cannot be read, or is no JSON.`);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues
    .slice(0, 10)
    .map(({ path: where, message }) => `  ${where.map(String).join('.') || '.'}: ${message}`)
    .join('\n');
  throw refused(`${path} 不符合格式：\n${faults}`, `${path} is not well formed:\n${faults}`);
}

async function check(shell: Shell, { policies }: Installation, path: string): Promise<ExitCode> {
  tellPlan(shell, await policies.planFile(await read(path, policyFileSchema)));
  return EXIT.ok;
}

function isEmpty({ rules, removedRules, purposes, documents }: PolicyPlan): boolean {
  return rules.length + removedRules.length + purposes.length + documents.length === 0;
}

function tellPlan({ print, say, outPaint }: Shell, plan: PolicyPlan): void {
  const line = (sign: string, what: string, id: string) => print(`${sign} ${what} ${id}`);
  const rule = say({ zh: '规则', en: 'rule' });
  const purpose = say({ zh: '目的', en: 'purpose' });
  for (const { code, ifVersion } of plan.purposes) line(ifVersion === null ? '+' : '~', purpose, code);
  for (const { id, ifVersion } of plan.rules) line(ifVersion === null ? '+' : '~', rule, id);
  for (const { id } of plan.removedRules) line('-', rule, id);
  for (const code of plan.otherPurposes) {
    print(
      outPaint.dim(
        say({
          zh: `目的 ${code} 不在文件中，予以保留。`,
          en: `The purpose ${code} is not in the file and stays.`,
        }),
      ),
    );
  }
  for (const change of plan.documents) {
    if (change.kind !== 'expectations') continue;
    const count = change.body.length;
    print(say({ zh: `~ 预期 ${count} 项`, en: `~ ${count} expectations` }));
  }
  if (isEmpty(plan)) print(say({ zh: '与现行规则一致。', en: 'It is what is in force.' }));
}

function tellEffect(
  { print, say }: Shell,
  { peopleGaining, gainCount, peopleLosing, lossCount }: PreviewAnswer,
): void {
  print(
    say({
      zh: `${peopleGaining} 人将多看到（${gainCount} 处），${peopleLosing} 人将少看到（${lossCount} 处）。`,
      en: `${peopleGaining} would see more (in ${gainCount} places), ${peopleLosing} less (in ${lossCount}).`,
    }),
  );
}

async function diff(
  shell: Shell,
  { policies }: Installation,
  who: SignedIn,
  path: string,
): Promise<ExitCode> {
  const plan = await policies.planFile(await read(path, policyFileSchema));
  const effect = await policies.previewPlan(actOf(who.caller), plan);
  tellPlan(shell, plan);
  tellEffect(shell, effect);
  for (const [sign, shifts] of [
    ['+', effect.gains],
    ['-', effect.losses],
  ] as const) {
    for (const { person, recordType, field, purpose, before, after } of shifts.slice(0, 50)) {
      const levels = `${shell.say(DISCLOSURES[before])} → ${shell.say(DISCLOSURES[after])}`;
      shell.print(`  ${sign} ${person.name} · ${recordType}.${field} · ${purpose} · ${levels}`);
    }
  }
  return EXIT.ok;
}

async function apply(
  shell: Shell,
  { policies }: Installation,
  who: SignedIn,
  path: string,
  { yes, expectations, reason }: ApplyOptions,
): Promise<ExitCode> {
  const act = actOf(who.caller);
  const kept = expectations === undefined ? undefined : await read(expectations, expectationFileSchema);
  const plan = await policies.planFile(await read(path, policyFileSchema), kept?.expectations);
  const effect = await policies.previewPlan(act, plan);
  tellPlan(shell, plan);
  if (isEmpty(plan)) return EXIT.ok;
  tellEffect(shell, effect);
  if (effect.needsApproval && (reason?.trim() ?? '').length < 2) {
    throw refused(
      '此变更须由另一人批准：请用 --reason 说明理由。',
      'Another person has to approve this: say why with --reason.',
    );
  }
  if (yes !== true) await mustAgree(shell, effect);
  const proposal = await policies.submitPlan(act, plan, { reason: reason?.trim() ?? '' });
  shell.print(
    proposal === null
      ? shell.say({ zh: '已生效。', en: 'It is in force.' })
      : shell.say({
          zh: `已提交审批，变更编号 ${proposal}。批准之前不生效。`,
          en: `Proposed as number ${proposal}. It is not in force before it is approved.`,
        }),
  );
  return EXIT.ok;
}

async function mustAgree({ terminal, say }: Shell, { needsApproval }: PolicyPreview): Promise<void> {
  if (!terminal.canAsk) {
    throw refused(
      '没有终端可供确认。请先用 policy diff 核对，再加 --yes。',
      'There is nobody to ask. Look at policy diff first, then add --yes.',
    );
  }
  const answer = await terminal.ask(
    needsApproval
      ? say({ zh: '提交审批？(yes/no) ', en: 'Propose it? (yes/no) ' })
      : say({ zh: '使其生效？(yes/no) ', en: 'Bring it into force? (yes/no) ' }),
  );
  if (answer.trim().toLowerCase() !== 'yes') throw refused('未生效。', 'Nothing came into force.');
}

async function test(
  shell: Shell,
  { policies }: Installation,
  path: string,
  { policy }: TestOptions,
): Promise<ExitCode> {
  const { expectations } = await read(path, expectationFileSchema);
  const file = policy === undefined ? undefined : await read(policy, policyFileSchema);
  const found = await policies.test(expectations, file);
  const { print, say, outPaint } = shell;
  for (const { expectation, field, expected, actual } of found) {
    const [wanted, is] = [say(DISCLOSURES[expected]), say(DISCLOSURES[actual])];
    print(
      outPaint.red(
        say({
          zh: `✗ ${expectation}：${field} 应为${wanted}，实为${is}`,
          en: `✗ ${expectation}: ${field} should be ${wanted} and is ${is}`,
        }),
      ),
    );
  }
  const failed = new Set(found.map(({ expectation }) => expectation)).size;
  print(
    say({
      zh: `${expectations.length} 项预期，${failed} 项不符。`,
      en: `${expectations.length} expectations, ${failed} not met.`,
    }),
  );
  return failed === 0 ? EXIT.ok : EXIT.refused;
}
