import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

/** A server of the bench in a process of its own. */
export type Serving = Readonly<{ address: string; pid: number; stop(): Promise<void> }>;

/** The flags of Node under which `npm start` and the container serve. Raw PostgreSQL gets them too. */
const SERVING_FLAGS = ['--max-semi-space-size=32'];

/**
 * Starts a file of this folder with its work as JSON, and waits until it listens. Its standard output goes nowhere,
 * as to a log collector; what it says on standard error is ours to see.
 */
export async function serve(
  file: string,
  work: unknown,
  nodeArguments: readonly string[] = [],
): Promise<Serving> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [JSON.stringify(work)], {
    execArgv: [...process.execArgv, ...SERVING_FLAGS, ...nodeArguments],
    stdio: ['ignore', openSync('/dev/null', 'w'), 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const address = await firstMessage(child, file);
  return {
    address,
    pid: child.pid ?? 0,
    async stop() {
      if (child.exitCode !== null) return;
      const exit = once(child, 'exit');
      child.send('stop');
      await exit;
    },
  };
}

function firstMessage(child: ChildProcess, file: string): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(String(message)));
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code} before it listened`)));
  });
}

/** The child's side for a plain server: listens, says where, and closes when told to. */
export function announce(server: Server, close: () => Promise<void>): void {
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    tellParent(`http://127.0.0.1:${port}`, async () => {
      server.close();
      server.closeAllConnections();
      await close();
    });
  });
}

export function tellParent(address: string, close: () => Promise<void>): void {
  process.send?.(address);
  const end = () => {
    close()
      .catch((error: unknown) => console.error(error))
      .finally(() => process.exit());
  };
  process.once('message', end);
  process.once('disconnect', end);
}
