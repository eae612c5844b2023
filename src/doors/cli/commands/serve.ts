import { createServer } from 'node:net';
import type { Command } from 'commander';
import { isDemo, wantsDemo } from '../../../features/demo/load.ts';
import type { Config } from '../../../platform/config.ts';
import type { Logger } from '../../../platform/log.ts';
import { misconfigured } from '../../../platform/misconfigured.ts';
import type { Run } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { greeting } from '../greeting.ts';
import { type Installation, interruptible, type Listener, type Shell, serverLog } from '../shell.ts';
import { loadDemoWithProgress } from './demo.ts';

type ServeOptions = Readonly<{ demo?: true }>;

export function addServe(program: Command, shell: Shell, run: Run): void {
  const { say } = shell;
  program
    .command('serve')
    .summary(say({ zh: '启动服务', en: 'start the server' }))
    .description(
      say({
        zh: '启动服务，直到收到 Ctrl-C（SIGINT）或 SIGTERM：停止接收新请求，写完访问记录，封存日志，关闭数据库。再按一次立即退出。',
        en: 'Serves until Ctrl-C (SIGINT) or SIGTERM: then takes no new requests, writes and seals what the access log still waits for, and closes the database. Asked once more it leaves at once.',
      }),
    )
    .option(
      '--demo',
      say({ zh: '库为空时装入演示公司', en: 'load the demo company when the store is empty' }),
    )
    .addHelpText(
      'after',
      `\n${say({
        zh: '示例：\n  PORT=8080 fencun serve\n  DATABASE_URL=postgres://… FENCUN_KEY_PROVIDER=vault … fencun serve',
        en: 'Examples:\n  PORT=8080 fencun serve\n  DATABASE_URL=postgres://… FENCUN_KEY_PROVIDER=vault … fencun serve',
      })}`,
    )
    .action(run((options: ServeOptions) => interruptible(shell, (stop) => serve(shell, options, stop))));
}

async function serve(shell: Shell, { demo }: ServeOptions, stop: AbortSignal): Promise<ExitCode> {
  const config = shell.config();
  const log = serverLog(shell, config);
  await checkPort(config);
  shell.note(shell.say({ zh: '正在打开数据库…', en: 'Opening the database …' }));
  const installation = await shell.open(config, log, 'own');
  try {
    stop.throwIfAborted();
    if (demo && (await wantsDemo(installation.database))) {
      await loadDemoWithProgress(shell, installation, stop);
    }
    await serveUntil(shell, installation, log, stop);
  } finally {
    await installation.close();
  }
  shell.note(shell.say({ zh: '已停止。', en: 'Stopped.' }));
  return EXIT.ok;
}

async function serveUntil(
  shell: Shell,
  installation: Installation,
  log: Logger,
  stop: AbortSignal,
): Promise<void> {
  const chores = await startChores(installation, log);
  try {
    const door = await shell.openHttp(installation, log);
    const address = await listen(door, installation.config);
    const isDemoStore = await isDemo(installation.database);
    const setupPath = await installation.setup.issueLink();
    shell.print(greeting(shell, installation, { address, isDemo: isDemoStore, setupPath }));
    log.info('listening', { address });
    await aborted(stop);
    shell.note(shell.say({ zh: '\n正在停止…', en: '\nStopping …' }));
    await door.close();
  } finally {
    chores.stop();
  }
}

const CHORES_MILLISECONDS = 600_000;
/** Uploaded files are destroyed when nobody has finished with them by then. */
const UPLOADS_DAYS = 30;

/** What a server does beside answering: seals the log, takes up after a crash, and clears away what is due. */
async function startChores(
  { sealer, identity, gateway, imports, exports, conversionWork, sharing, reviews, clock }: Installation,
  log: Logger,
): Promise<Readonly<{ stop(): void }>> {
  sealer.start();
  await imports.recover();
  conversionWork.start();
  exports.work.start();
  const chores: Readonly<Record<string, () => Promise<unknown>>> = {
    identity: () => identity.tidy(),
    gateway: () => gateway.tidy(),
    sharing: () => sharing.tidy(),
    reviews: () => reviews.tick(),
    uploads: () => imports.expire(clock() - UPLOADS_DAYS * 86_400_000),
  };
  // One after the other; what fails in one keeps no other from its turn.
  const doChores = async () => {
    for (const [chore, work] of Object.entries(chores)) {
      await work().catch(() => log.warn('what is due could not be done; it is tried again', { chore }));
    }
  };
  const timer = setInterval(() => void doChores(), CHORES_MILLISECONDS);
  return { stop: () => clearInterval(timer) };
}

function aborted(stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stop.aborted) resolve();
    else stop.addEventListener('abort', () => resolve(), { once: true });
  });
}

async function listen(door: Listener, config: Config): Promise<string> {
  try {
    return await door.listen();
  } catch (error) {
    await door.close();
    throw cannotListen(error, config);
  }
}

/** Asked before anything else is begun: nobody should wait for a demo that then finds its port taken. */
async function checkPort(config: Config): Promise<void> {
  if (config.port === 0) return;
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => reject(cannotListen(error, config)));
    probe.listen({ host: config.host, port: config.port, exclusive: true }, () =>
      probe.close(() => resolve()),
    );
  });
}

function cannotListen(error: unknown, { host, port }: Config): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return misconfigured(
      {
        zh: `端口 ${port} 已被占用，可能另一个分寸正在运行。请先停止它，或换一个端口：PORT=${port + 1} npm start`,
        en: `Port ${port} is taken, perhaps by another Fencun that is running. Stop it, or choose another port: PORT=${port + 1} npm start`,
      },
      error,
    );
  }
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return misconfigured(
      {
        zh: `无法在 ${host}:${port} 监听。请检查 HOST 与 PORT；1024 以下的端口需要特权，宜用反向代理。`,
        en: `Cannot listen on ${host}:${port}. Check HOST and PORT; ports below 1024 need privileges, better use a reverse proxy.`,
      },
      error,
    );
  }
  return error;
}
