import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accepting, STEWARD } from '../../../test/support/imports-company.ts';
import {
  createImportsLab,
  failing,
  type ImportsLab,
  leads,
  refusal,
  run,
  stored,
  upload,
} from '../../../test/support/imports-lab.ts';
import type { GatewayDoor } from '../../gateway/door.ts';

let company: ImportsLab;
beforeAll(async () => {
  company = await createImportsLab();
});
afterAll(async () => {
  await company.close();
});

/** Every ninth row has no telephone number that is one. */
function list(prefix: string, rows = 110): string {
  return leads(rows, (serial, code) => (serial % 9 === 0 ? `${code},样例,12345,上海,` : null), prefix);
}

async function codesOf(prefix: string): Promise<readonly string[]> {
  const filter = { field: 'code', operator: 'starts-with' as const, values: [prefix] };
  return (await stored(company, 'customer', 'code', [filter])).map((values) =>
    JSON.stringify(values).replaceAll(prefix, ''),
  );
}

/** Does something before the given batch. */
function interrupting(door: GatewayDoor, at: number, act: () => Promise<unknown>): GatewayDoor {
  let batch = 0;
  return {
    ...door,
    async upsert(request, type, work) {
      batch += 1;
      if (batch === at) await act();
      return door.upsert(request, type, work);
    },
  };
}

describe('an import that is interrupted', () => {
  it('IMP-4 wherever a run dies, the next process ends where one that never died ends', async () => {
    const { imports, steward, elsewhere, lab } = company;
    const whole = await run(imports, steward(), list('whole-'), 'customer', { keyField: 'code' });
    const expected = await codesOf('whole-');
    expect(expected).toHaveLength(98);
    const { created, updated, unchanged, rejected, rowsDone } = whole;
    expect({ created, rejected, rowsDone }).toEqual({ created: 98, rejected: 12, rowsDone: 110 });

    for (const keyField of ['code', null]) {
      for (const batch of keyField === null ? [3] : [1, 3, 6]) {
        for (const moment of ['before', 'noted', 'committed'] as const) {
          const prefix = `${keyField ?? 'none'}-${batch}-${moment}-`;
          const dying = elsewhere({ gateway: failing(lab.door, batch, moment) });
          const proposed = await dying.propose(steward(), upload('leads.csv', list(prefix)), 'customer');
          await dying.start(steward(), proposed.id, accepting(proposed, { keyField }));
          // Whoever asks for the end of what has died already goes on with it.
          const stopped = await waitFor(dying, proposed.id);
          const done = Math.min(110, 20 * (moment === 'committed' ? batch : batch - 1));
          expect(stopped).toMatchObject({ state: 'paused', rowsDone: done });
          const ended = await elsewhere().runToEnd(steward(), proposed.id);
          expect(ended).toMatchObject({ state: 'finished', created, updated, unchanged, rejected, rowsDone });
          expect(await codesOf(prefix)).toEqual(expected);
        }
      }
    }
  });

  it('IMP-4 two processes that run one import at once store every row once', async () => {
    const { imports, steward, elsewhere } = company;
    const proposed = await imports.propose(steward(), upload('leads.csv', list('both-')), 'customer');
    await imports.start(steward(), proposed.id, accepting(proposed, { keyField: null }));
    const other = elsewhere();
    await other.resume(steward(), proposed.id);
    await Promise.all([imports.runToEnd(steward(), proposed.id), other.runToEnd(steward(), proposed.id)]);
    const ended = await other.runToEnd(steward(), proposed.id);
    expect(ended).toMatchObject({ state: 'finished', created: 98, rejected: 12 });
    expect(await codesOf('both-')).toHaveLength(98);
  });

  it('IMP-4 a paused import stops between batches and goes on behind them', async () => {
    const { steward, elsewhere, lab } = company;
    let id = '';
    const pausing = elsewhere({
      gateway: interrupting(lab.door, 3, async () => {
        void pausing.pause(steward(), id);
        // The pause is in the database before the batch is.
        await expect.poll(async () => (await pausing.view(steward(), id)).state).toBe('paused');
      }),
    });
    const proposed = await pausing.propose(steward(), upload('leads.csv', list('pause-')), 'customer');
    id = proposed.id;
    await pausing.start(steward(), id, accepting(proposed, { keyField: 'code' }));
    expect(await waitFor(pausing, id)).toMatchObject({ state: 'paused', rowsDone: 40, problem: null });
    const seen: number[] = [];
    const ended = await pausing.runToEnd(steward(), id, ({ rowsDone }) => seen.push(rowsDone));
    expect(ended).toMatchObject({ state: 'finished', created: 98, rejected: 12 });
    expect(seen).toEqual([60, 80, 100, 110]);
  });

  it('IMP-13 after a restart, imports whose process died are paused and those of living processes are not', async () => {
    const { steward, elsewhere, lab } = company;
    let reached: () => void = () => {};
    const atWork = new Promise<void>((resolve) => {
      reached = resolve;
    });
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const living = elsewhere({
      gateway: interrupting(lab.door, 2, async () => {
        reached();
        await held;
      }),
    });
    const alive = await living.propose(steward(), upload('leads.csv', list('alive-')), 'customer');
    await living.start(steward(), alive.id, accepting(alive, { keyField: 'code' }));
    await atWork;

    const dead = await living.propose(steward(), upload('leads.csv', list('dead-')), 'customer');
    // As a process leaves it that was killed after it had begun.
    await lab.database
      .pool('owner')
      .query(`UPDATE fencun.import SET state = 'running', runner = gen_random_uuid() WHERE id = $1`, [
        dead.id,
      ]);
    const restarted = elsewhere();
    await restarted.recover();
    const paused = await restarted.view(steward(), dead.id);
    expect(paused).toMatchObject({ state: 'paused', problem: { en: expect.stringContaining('restarted') } });
    expect(await restarted.view(steward(), alive.id)).toMatchObject({ state: 'running' });
    release();
    expect(await living.runToEnd(steward(), alive.id)).toMatchObject({ state: 'finished', created: 98 });
  });

  it('IMP-14 a file that is not needed any more is gone: after the last row, on removal, and when its time is up', async () => {
    const { imports, steward, folder, lab } = company;
    const clean = await run(imports, steward(), leads(5, undefined, 'clean-'), 'customer', {
      keyField: 'code',
    });
    const flawed = await run(imports, steward(), list('flawed-', 20), 'customer', { keyField: 'code' });
    const kept = async () => (await readdir(folder)).filter((name) => [clean.id, flawed.id].includes(name));
    expect(await kept()).toEqual([flawed.id]);
    expect(await imports.expire(Date.now() + 1000)).toBeGreaterThan(0);
    expect(await kept()).toEqual([]);
    const view = await imports.view(steward(), flawed.id);
    expect(view).toMatchObject({ state: 'finished', columns: [], created: 18 });
    await refusal(imports.rejectedFile(steward(), flawed.id));
    await imports.remove(steward(), flawed.id);
    const { rows } = await lab.database
      .pool('owner')
      .query('SELECT FROM fencun.import_rejection WHERE import = $1', [flawed.id]);
    expect(rows).toEqual([]);
    expect(await readdir(`${folder}/open`)).toEqual([]);
  });
});

describe('an import whose importer changes', () => {
  it('IMP-15 when the importer’s authority ends it stops within a batch, and nobody else can go on with it', async () => {
    const { steward, elsewhere, lab, enact } = company;
    const revoked = elsewhere({ gateway: interrupting(lab.door, 3, () => enact({ rules: [] })) });
    const proposed = await revoked.propose(steward(), upload('leads.csv', list('revoked-')), 'customer');
    await revoked.start(steward(), proposed.id, accepting(proposed, { keyField: 'code' }));
    const stopped = await waitFor(revoked, proposed.id);
    expect(stopped).toMatchObject({
      state: 'paused',
      rowsDone: 40,
      problem: { zh: expect.stringContaining('没有权限') },
    });
    expect((await refusal(revoked.resume(steward(), proposed.id))).code).toBe('forbidden');
    await enact();
    const other = lab.requestOf({ ...STEWARD, person: 2 });
    expect((await refusal(revoked.resume(other, proposed.id))).code).toBe('not-found');
    const elsewherePurpose = { ...steward(), purpose: 'another' };
    await refusal(revoked.resume(elsewherePurpose, proposed.id));
    expect(await revoked.runToEnd(steward(), proposed.id)).toMatchObject({ state: 'finished', created: 98 });
  });

  it('IMP-15 when the session ends the import pauses, and says that signing in lets it go on', async () => {
    const lone = await createImportsLab();
    try {
      const { steward, elsewhere, lab } = lone;
      const orphan = elsewhere({ gateway: interrupting(lab.door, 2, () => lab.endCredential()) });
      const proposed = await orphan.propose(steward(), upload('leads.csv', list('session-')), 'customer');
      await orphan.start(steward(), proposed.id, accepting(proposed, { keyField: 'code' }));
      await expect.poll(async () => (await orphan.view(steward(), proposed.id)).state).toBe('paused');
      const stopped = await orphan.view(steward(), proposed.id);
      expect(stopped).toMatchObject({
        rowsDone: 20,
        problem: { en: expect.stringContaining('Sign in and resume') },
      });
    } finally {
      await lone.close();
    }
  });
});

async function waitFor(imports: ImportsLab['imports'], id: string) {
  await expect
    .poll(async () => (await imports.view(company.steward(), id)).state, { timeout: 20_000 })
    .not.toBe('running');
  return imports.view(company.steward(), id);
}
