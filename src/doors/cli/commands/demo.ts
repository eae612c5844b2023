import type { Command } from 'commander';
import { type DemoParts, loadDemo, wantsDemo } from '../../../features/demo/load.ts';
import { createPasswordHasher } from '../../../features/identity/identity.ts';
import type { Run } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { refused } from '../failures.ts';
import { createProgress } from '../progress.ts';
import { type Installation, interruptible, type Shell } from '../shell.ts';

export function addDemo(program: Command, shell: Shell, run: Run): void {
  const { say } = shell;
  program
    .command('demo')
    .summary(say({ zh: '在空库中装入演示公司', en: 'load the demo company into an empty store' }))
    .description(
      say({
        zh: '在空库中装入演示公司：部门、员工、规则和两万名虚构客户。中断后再次执行会接着装入；已有数据的库不会被改动。',
        en: 'Loads the demo company into an empty store: departments, staff, rules and twenty thousand invented customers. After an interruption the same command goes on; a store that holds anything else is left alone.',
      }),
    )
    .action(
      run(() =>
        interruptible(shell, (stop) =>
          shell.withInstallation(async (installation) => {
            if (!(await wantsDemo(installation.database))) {
              throw refused(
                '库中已有数据，未装入演示公司。要另开一个演示，请把 FENCUN_DATA 设为新的目录。',
                'The store already holds data, so the demo company was not loaded. For a demo of its own, set FENCUN_DATA to a new folder.',
              );
            }
            await loadDemoWithProgress(shell, installation, stop);
            shell.note(
              say({
                zh: '演示公司已装入。用 fencun serve --demo 启动。',
                en: 'The demo company is loaded. Start with: fencun serve --demo',
              }),
            );
            return EXIT.ok;
          }),
        ),
      ),
    );
}

/** About how many records belong to the demo's customers: for the bar only. */
const RECORDS_ABOUT = 104_300;

/** Loads the demo, or what is still missing of it. A request to stop is heeded between two chunks. */
export async function loadDemoWithProgress(
  shell: Shell,
  installation: Installation,
  stop: AbortSignal,
): Promise<void> {
  const { terminal, language, clock, say } = shell;
  const label = say({ zh: '装入演示公司（约一两分钟）', en: 'Loading the demo company (a minute or two)' });
  const progress = createProgress({ terminal, label, language, clock });
  const { database, gateway, identity, sharing, newId } = installation;
  const parts: DemoParts = {
    database,
    gateway,
    identity,
    sharing,
    hasher: createPasswordHasher(),
    clock: installation.clock,
    newId,
  };
  progress.update(0, RECORDS_ABOUT);
  try {
    await loadDemo(parts, ({ done }) => {
      progress.update(done, Math.max(done, RECORDS_ABOUT));
      stop.throwIfAborted();
    });
  } finally {
    progress.end();
  }
}
