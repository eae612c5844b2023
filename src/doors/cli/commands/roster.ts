import { createReadStream } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { RosterAnswer, RosterProposal } from '../../../contract/roster.ts';
import type { Run } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { refused } from '../failures.ts';
import type { Installation, Shell } from '../shell.ts';
import { actOf, signedInAs } from '../sign-in.ts';
import { webAddress } from '../web-address.ts';

type Options = Readonly<{
  as: string;
  complete?: boolean;
  apply?: boolean;
  confirm?: boolean;
  invite?: boolean;
  json?: boolean;
}>;

/** `user import`: departments, people and assignments out of a spreadsheet, looked at first. */
export function addRoster(user: Command, shell: Shell, run: Run): void {
  const { say } = shell;
  user
    .command('import')
    .summary(say({ zh: '从花名册导入部门、员工与任职', en: 'departments, people, assignments from a file' }))
    .description(
      say({
        zh: '读取一份花名册（CSV 或 XLSX），显示将发生的变动；加 --apply 才会执行，并在同一事务中逐项记录。由系统管理员执行。',
        en: 'Reads a list of people (CSV or XLSX) and shows what would change; only --apply lets it happen, in one transaction with a record of each change. For the system administrator.',
      }),
    )
    .argument('<file>', say({ zh: '文件', en: 'file' }))
    .requiredOption('--as <login>', say({ zh: '系统管理员的账号', en: 'the system administrator' }))
    .option(
      '--complete',
      say({
        zh: '文件包含全体员工：不在其中的结束任职',
        en: 'the file names everybody; others lose assignments',
      }),
    )
    .option('--apply', say({ zh: '执行这些变动', en: 'let the changes happen' }))
    .option(
      '--confirm',
      say({ zh: '确认结束很多任职', en: 'confirm that many assignments are meant to end' }),
    )
    .option('--invite', say({ zh: '为新员工生成链接', en: 'make links for those who are new' }))
    .option('--json', say({ zh: '以 JSON 输出', en: 'print JSON' }))
    .action(
      run(async (file: string, options: Options) => {
        const path = resolve(file);
        const isThere = await access(path, constants.R_OK).then(
          () => true,
          () => false,
        );
        if (!isThere) throw refused(`无法读取文件 ${file}`, `The file ${file} cannot be read`);
        return shell.withInstallation((installation) =>
          signedInAs(shell, installation, options.as, ({ caller }) =>
            bring(shell, installation, actOf(caller), path, options),
          ),
        );
      }),
    );
}

async function bring(
  shell: Shell,
  { roster, config }: Installation,
  act: ReturnType<typeof actOf>,
  path: string,
  { complete = false, apply = false, confirm = false, invite = false, json = false }: Options,
): Promise<ExitCode> {
  const proposal = await roster.propose(act, createReadStream(path), { complete });
  if (!apply) {
    if (json) shell.printJson(proposal);
    else tellProposal(shell, proposal);
    return EXIT.ok;
  }
  const { digest } = proposal;
  const application = { complete, digest, confirmed: confirm, invite };
  const answer = await roster.apply(act, createReadStream(path), application);
  if (json) shell.printJson(answer);
  else tellAnswer(shell, answer, webAddress(config));
  return EXIT.ok;
}

function tellProposal({ print, say, language }: Shell, proposal: RosterProposal): void {
  const { departments, newPeople, changedPeople, samePeople, begins, ends, emptied } = proposal.counts;
  print(
    say({
      zh: `新建部门 ${departments}，新员工 ${newPeople}，有变动 ${changedPeople}，不变 ${samePeople}；开始任职 ${begins}，结束 ${ends}（${emptied} 人不再有任职）。`,
      en: `New departments ${departments}, new people ${newPeople}, changed ${changedPeople}, unchanged ${samePeople}; assignments that begin ${begins}, end ${ends} (${emptied} people left with none).`,
    }),
  );
  for (const { line, login, reason } of proposal.unusable) {
    print(
      say({ zh: `第 ${line} 行 ${login}：${reason.zh}`, en: `Row ${line} ${login}: ${reason[language]}` }),
    );
  }
  if (proposal.halted) {
    print(
      say({
        zh: '这会结束很多任职；确认无误后加 --confirm。',
        en: 'This ends many assignments; add --confirm if that is meant.',
      }),
    );
  }
  print(say({ zh: '加 --apply 执行。', en: 'Add --apply to let it happen.' }));
}

function tellAnswer({ print, say }: Shell, answer: RosterAnswer, address: string): void {
  const { departments, people, begun, ended } = answer;
  print(
    say({
      zh: `已导入：新建部门 ${departments}，新员工 ${people}，开始任职 ${begun}，结束 ${ended}。`,
      en: `Imported: ${departments} departments, ${people} people, ${begun} assignments began, ${ended} ended.`,
    }),
  );
  for (const { login, path } of answer.invitations) print(`${login}  ${address}${path}`);
}
