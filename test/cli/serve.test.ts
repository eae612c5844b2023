import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliLab, createCliLab, loadSmallDemo } from '../support/cli.ts';

describe('fencun serve', () => {
  let lab: CliLab;
  beforeAll(async () => {
    lab = await createCliLab();
    await loadSmallDemo(lab, 5);
  });
  afterAll(() => lab.close());

  it('CLI-29 serve greets with address, accounts and where the keys are, answers, and stops in good order when asked', async () => {
    let health: Promise<number> | null = null;
    const ran = await lab.run(['serve', '--demo'], {
      environment: { PORT: '0', LOG_LEVEL: 'error' },
      onOut(text, interrupt) {
        const address = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0];
        if (address === undefined || health !== null) return;
        health = fetch(`${address}/readyz`)
          .then(({ status }) => status)
          .finally(interrupt);
      },
    });
    expect(await health).toBe(200);
    expect(ran.code).toBe(0);
    for (const part of ['li.na', 'quiet-lantern-62-harbour', 'keys.json', 'Ctrl-C', '/api/docs']) {
      expect(ran.out).toContain(part);
    }
    expect(ran.err).toContain('Stopped.');
    expect(ran.err).not.toContain('Loading');
    expect((await lab.run(['verify'])).code).toBe(0);
  });

  it('CLI-29 people whose language is not known are greeted in both', async () => {
    const ran = await lab.run(['serve'], {
      environment: { PORT: '0', LANG: 'C', LOG_LEVEL: 'error' },
      onOut: (text, interrupt) => {
        if (text.includes('http://')) interrupt();
      },
    });
    expect(ran.out).toContain('演示账号');
    expect(ran.out).toContain('Demo accounts');
  });

  it('SET-1 an empty store is greeted with a link to set it up by, another at every start', async () => {
    const empty = await createCliLab();
    const links: string[] = [];
    for (const _ of [1, 2]) {
      await empty.run(['serve'], {
        environment: { PORT: '0', LOG_LEVEL: 'error' },
        onOut: (text, interrupt) => {
          const link = /http:\/\/127\.0\.0\.1:\d+\/setup#([\w-]{43})/.exec(text)?.[1];
          if (link !== undefined) links.push(link);
          if (text.includes('http://')) interrupt();
        },
      });
    }
    await empty.close();
    expect(new Set(links).size).toBe(2);
  });

  it('CLI-30 a port that is taken is said at once, before a database is opened or a demo loaded', async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => {
        const address = other.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    const ran = await lab.run(['serve', '--demo'], { environment: { PORT: String(port) } });
    other.close();
    expect(ran).toMatchObject({ code: 3, out: '' });
    expect(ran.err).toContain(String(port));
    expect(ran.err).toContain('PORT=');
    expect(ran.err).not.toContain('Opening');
  });
});
