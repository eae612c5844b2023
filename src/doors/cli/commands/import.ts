import { createWriteStream } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import type { ImportView, StartImport } from '../../../contract/imports.ts';
import type { AccessRequest } from '../../../gateway/door.ts';
import type { Run } from '../command.ts';
import { EXIT, type ExitCode, Interrupted } from '../exit-codes.ts';
import { refused } from '../failures.ts';
import { mappingText, planFromMapping, planOf } from '../import-mapping.ts';
import { proposalTable } from '../import-proposal.ts';
import { createProgress } from '../progress.ts';
import { type Installation, interruptible, type Shell } from '../shell.ts';
import { choosePurpose, signedInAs } from '../sign-in.ts';

type ImportOptions = Readonly<{
  as?: string;
  type: string;
  label?: string;
  /** False for `--no-key`. */
  key?: string | boolean;
  sheet?: string;
  purpose?: string;
  yes?: true;
  anew?: true;
  consent?: string[];
  consentSensitive?: true;
  evidence?: string;
  mapping?: string;
  saveMapping?: string;
  json?: true;
}>;

export function addImport(program: Command, shell: Shell, run: Run): void {
  const { say } = shell;
  program
    .command('import')
    .summary(
      say({ zh: '导入客户表格（xlsx、csv）', en: 'import a spreadsheet of customer data (xlsx, csv)' }),
    )
    .description(
      say({
        zh: '读取表格，识别每一列是什么、有多敏感，先给出建议，确认后导入。导入以登录者的权限进行，每一批都有访问记录；新字段只由点名它、其类别或敏感级别的规则开放。Ctrl-C 暂停，再次执行同一命令接着导入，不会重复。未被接收的行写入“<文件>.rejected.csv”，其中含客户信息，请妥善处理。',
        en: 'Reads the file, recognises what each column is and how sensitive, proposes, and imports once you agree. It works with the authority of whoever signs in, and every batch leaves its access record; new fields open only by rules that name them, their category or their sensitivity. Ctrl-C pauses, and the same command goes on where it stopped, importing nothing twice. Rows that were not taken are written to “<file>.rejected.csv”, which holds customer data: handle it as such.',
      }),
    )
    .argument('<file>', say({ zh: '.xlsx 或 .csv 文件', en: 'an .xlsx or .csv file' }))
    .option(
      '--as <login>',
      say({
        zh: '以谁的身份（密码会询问，或取自 FENCUN_PASSWORD；程序用 FENCUN_TOKEN）',
        en: 'who imports (the password is asked for, or comes from FENCUN_PASSWORD; programs use FENCUN_TOKEN)',
      }),
    )
    .option(
      '--type <record-type>',
      say({ zh: '记录类型，没有时新建', en: 'record type; a new one is made where there is none' }),
      'customer',
    )
    .option('--label <text>', say({ zh: '新记录类型的名称', en: 'what a new record type is called' }))
    .option(
      '--key <field>',
      say({
        zh: '按此字段查重：已有的更新，没有的新建',
        en: 'find records by this field: update those there are, create the others',
      }),
    )
    .option('--no-key', say({ zh: '不查重，全部新建', en: 'create a record for every row' }))
    .option('--sheet <name>', say({ zh: '工作表', en: 'sheet of the workbook' }))
    .option('--purpose <code>', say({ zh: '处理目的', en: 'purpose of processing' }))
    .option(
      '--mapping <file.json>',
      say({ zh: '按保存的列映射导入', en: 'what the columns are, as saved before' }),
    )
    .option(
      '--save-mapping <file.json>',
      say({
        zh: '保存建议的列映射供修改，不导入',
        en: 'save what the columns are, to be edited, and import nothing',
      }),
    )
    .option(
      '--consent <purpose...>',
      say({
        zh: '文件中的客户已经同意的处理目的（客户已有的决定不变）；须同时给出 --evidence',
        en: 'purposes that the customers of the file have agreed to (what one has decided stays); needs --evidence',
      }),
    )
    .option(
      '--consent-sensitive',
      say({
        zh: '也已就敏感个人信息单独同意',
        en: 'they also agreed separately to the use of sensitive information',
      }),
    )
    .option(
      '--evidence <where>',
      say({ zh: '同意的凭证存放处', en: 'where the evidence of consent is kept' }),
    )
    .option('--anew', say({ zh: '不接着上次暂停的导入', en: 'do not go on with an import that was paused' }))
    .option('-y, --yes', say({ zh: '不询问，直接采用建议', en: 'take the proposal without asking' }))
    .option('--json', say({ zh: '以 JSON 输出结果', en: 'print the outcome as JSON' }))
    .addHelpText(
      'after',
      `\n${say({
        zh: '示例：\n  fencun import 会员.xlsx --as liu.yang --key member_no\n  fencun import orders.csv --as liu.yang --type order --save-mapping orders.json\n  FENCUN_TOKEN=fct_… fencun import 每日.csv --purpose customer-onboarding --mapping daily.json --yes --json',
        en: 'Examples:\n  fencun import members.xlsx --as liu.yang --key member_no\n  fencun import orders.csv --as liu.yang --type order --save-mapping orders.json\n  FENCUN_TOKEN=fct_… fencun import daily.csv --purpose customer-onboarding --mapping daily.json --yes --json',
      })}`,
    )
    .action(
      run((file: string, options: ImportOptions) =>
        interruptible(shell, (stop) =>
          shell.withInstallation((installation) =>
            importFile(shell, installation, resolve(shell.folder, file), options, stop),
          ),
        ),
      ),
    );
}

function importFile(
  shell: Shell,
  installation: Installation,
  path: string,
  options: ImportOptions,
  stop: AbortSignal,
): Promise<ExitCode> {
  return signedInAs(shell, installation, options.as, async (who) => {
    const purpose = await choosePurpose(shell, installation, who, options.purpose);
    const request = who.requestFor(purpose);
    const work = { shell, installation, request, path, options, stop };
    const paused = options.anew ? null : await pausedImport(work);
    const started = paused ?? (await propose(work));
    if (started === null) return EXIT.ok;
    return finish(work, await runRows(work, started));
  });
}

type Work = Readonly<{
  shell: Shell;
  installation: Installation;
  request: AccessRequest;
  path: string;
  options: ImportOptions;
  stop: AbortSignal;
}>;

/** The import of this file that was paused before, if there is one: its file is checked again before it goes on. */
async function pausedImport({
  shell,
  installation,
  request,
  path,
  options,
}: Work): Promise<ImportView | null> {
  const own = await installation.imports.list(request);
  const found = own.find(
    ({ state, fileName, recordType }) =>
      state === 'paused' && fileName === basename(path) && recordType === options.type,
  );
  if (found === undefined) return null;
  const { rowsDone, rowsTotal } = found;
  shell.note(
    shell.say({
      zh: `接着上次暂停的导入，已完成 ${rowsDone}/${rowsTotal ?? '?'} 行（要重新开始请加 --anew）。`,
      en: `Going on with the import that was paused at ${rowsDone} of ${rowsTotal ?? '?'} rows (--anew begins again).`,
    }),
  );
  return found;
}

/** Looks at the file, shows the proposal, and starts it; null where nothing is to be imported. */
async function propose(work: Work): Promise<ImportView | null> {
  const { shell, installation, request, path, options, stop } = work;
  const { imports } = installation;
  let view = await imports.propose(request, { fileName: basename(path), path }, options.type);
  try {
    if (options.sheet !== undefined && options.sheet !== view.sheet) {
      view = await imports.chooseSheet(request, view.id, options.sheet);
    }
    const plan = withOptions(await agreedPlan(work, view), options);
    if (!options.json) showProposal(shell, view, plan);
    if (options.saveMapping !== undefined) {
      await writeFile(resolve(shell.folder, options.saveMapping), mappingText(view, plan), { mode: 0o600 });
      shell.note(
        shell.say({
          zh: `列映射已保存到 ${options.saveMapping}，未导入。`,
          en: `Saved to ${options.saveMapping}; nothing was imported.`,
        }),
      );
      await imports.remove(request, view.id);
      return null;
    }
    if (!options.yes && !(await agrees(shell))) {
      await imports.remove(request, view.id);
      shell.note(shell.say({ zh: '未导入。', en: 'Nothing was imported.' }));
      return null;
    }
    stop.throwIfAborted();
    return await imports.start(request, view.id, plan);
  } catch (error) {
    await imports.remove(request, view.id).catch(() => {});
    throw error;
  }
}

async function agreedPlan({ shell, options }: Work, view: ImportView): Promise<StartImport> {
  if (options.mapping === undefined) return planOf(view);
  const path = resolve(shell.folder, options.mapping);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    throw refused(`无法读取列映射 ${options.mapping}。`, `The mapping ${options.mapping} cannot be read.`);
  }
  return planFromMapping(text, view);
}

function withOptions(plan: StartImport, options: ImportOptions): StartImport {
  const { key, label } = options;
  const consents = consentsOf(options) ?? plan.consents;
  const keyField = key === false ? null : typeof key === 'string' ? key : plan.keyField;
  return {
    ...plan,
    keyField,
    ...(label === undefined ? {} : { recordTypeLabel: { zh: label, en: label } }),
    ...(consents === undefined ? {} : { consents }),
  };
}

function consentsOf({ consent, consentSensitive, evidence }: ImportOptions): StartImport['consents'] {
  if (consent === undefined) return undefined;
  if (evidence === undefined) {
    throw refused(
      '请用 --evidence 说明同意的凭证存放在哪里。',
      'Say with --evidence where the evidence of consent is kept.',
    );
  }
  return { purposes: consent, sensitive: consentSensitive === true, form: 'import', evidence };
}

function showProposal(shell: Shell, view: ImportView, plan: StartImport): void {
  const { note, say, terminal, language } = shell;
  const encoding = view.encoding === null ? '' : `, ${view.encoding}`;
  const sheet =
    view.sheet === '' ? '' : say({ zh: `，工作表“${view.sheet}”`, en: `, sheet “${view.sheet}”` });
  note(
    `${view.fileName} (${view.format}${encoding})${sheet}: ${say({ zh: `${view.rowsTotal ?? '?'} 行`, en: `${view.rowsTotal ?? '?'} rows` })} → ${plan.recordType}`,
  );
  note('');
  for (const line of proposalTable(view, plan, language, terminal.errColumns ?? undefined)) note(line);
  note('');
  note(
    plan.keyField === null
      ? say({ zh: '每一行新建一条记录。', en: 'Every row becomes a new record.' })
      : say({
          zh: `按 ${plan.keyField} 查重：已有的更新，没有的新建。`,
          en: `Records are found by ${plan.keyField}: those there are get updated, the others created.`,
        }),
  );
  note(
    say({
      zh: '不合适时：用 --save-mapping 保存后修改，再用 --mapping 导入。',
      en: 'Not right? Save it with --save-mapping, edit it, and import with --mapping.',
    }),
  );
}

async function agrees({ terminal, say }: Shell): Promise<boolean> {
  if (!terminal.canAsk) {
    throw refused(
      '没有终端可供确认。请先看过建议，再加 --yes。',
      'There is no terminal to ask at. Look at the proposal first, then add --yes.',
    );
  }
  const answer = await terminal.ask(say({ zh: '\n开始导入？[y/N] ', en: '\nImport? [y/N] ' }));
  return /^(y|yes|是|好)$/i.test(answer.trim());
}

/** Stores the rows to the end, or pauses when asked to stop. */
async function runRows(work: Work, { id }: ImportView): Promise<ImportView> {
  const { shell, installation, request, stop } = work;
  const { imports } = installation;
  const { terminal, language, clock, say } = shell;
  const label = say({ zh: '导入', en: 'Importing' });
  const progress = createProgress({ terminal, label, language, clock });
  const pause = () => {
    // The run ends at its next batch and reports back to the call below.
    imports.pause(request, id).catch(() => {});
  };
  stop.addEventListener('abort', pause, { once: true });
  try {
    return await imports.runToEnd(request, id, ({ rowsDone, rowsTotal }) =>
      progress.update(rowsDone, rowsTotal),
    );
  } finally {
    stop.removeEventListener('abort', pause);
    progress.end();
  }
}

async function finish(work: Work, view: ImportView): Promise<ExitCode> {
  const { shell, path, options, stop } = work;
  const rejectedFile = view.rejected === 0 ? null : await writeRejected(work, view);
  if (options.json) {
    const { columns: _, ...outcome } = view;
    shell.printJson({ ...outcome, rejectedFile });
  } else {
    summarise(shell, view, rejectedFile, path);
  }
  const isWasted = view.rejected > 0 && view.created + view.updated + view.unchanged === 0;
  if (view.state === 'finished') return isWasted ? EXIT.refused : EXIT.ok;
  if (stop.aborted) throw new Interrupted();
  return EXIT.refused;
}

function summarise(shell: Shell, view: ImportView, rejectedFile: string | null, path: string): void {
  const { print, say, language, outPaint } = shell;
  const { created, updated, unchanged, rejected, rowsDone, rowsTotal, state, problem } = view;
  print(
    say({
      zh: `${rowsDone}/${rowsTotal ?? rowsDone} 行：新建 ${created}，更新 ${updated}，未变 ${unchanged}，未接收 ${rejected}`,
      en: `${rowsDone} of ${rowsTotal ?? rowsDone} rows: ${created} created, ${updated} updated, ${unchanged} unchanged, ${rejected} not taken`,
    }),
  );
  if (rejectedFile !== null) {
    print(
      outPaint.yellow(
        say({
          zh: `未接收的行及原因：${rejectedFile}。改正后可直接导入该文件；它含客户信息，用后请删除。`,
          en: `Rows that were not taken, with reasons: ${rejectedFile}. Correct and import that file; it holds customer data, so delete it afterwards.`,
        }),
      ),
    );
  }
  if (problem !== null) print(outPaint.red(problem[language]));
  if (state === 'paused') {
    print(
      say({
        zh: `已暂停。再次执行同一命令接着导入 ${basename(path)}。`,
        en: `Paused. The same command goes on with ${basename(path)}.`,
      }),
    );
  }
  if (state === 'finished' && created + updated > 0) {
    print(
      say({
        zh: `试一试：\n  fencun explain <账号> ${view.recordType} <字段>      某人能看到什么，为什么\n  fencun who-can-see ${view.recordType} <字段>         谁能看到这个字段\n新字段要由安全管理员在字段目录中归位；之前只有点名开放它们的规则能让人看到，请用上面的命令核对。`,
        en: `What to try:\n  fencun explain LOGIN ${view.recordType} FIELD       what somebody sees, and why\n  fencun who-can-see ${view.recordType} FIELD         who sees a field\nNew fields wait for the security administrator to place them in the field catalogue; until then only rules that name them show them. Check with the command above who sees them.`,
      }),
    );
  }
}

/** Beside the file, readable by its owner only; whole, or not there. */
async function writeRejected({ installation, request, path }: Work, view: ImportView): Promise<string> {
  const target = `${path}.rejected.csv`;
  const part = `${target}.part`;
  await rm(part, { force: true });
  const rows = await installation.imports.rejectedFile(request, view.id);
  await pipeline(rows, createWriteStream(part, { mode: 0o600, flags: 'wx' }));
  await rename(part, target);
  return target;
}
