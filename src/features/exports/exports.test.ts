import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createExportsLab, type ExportsLab, newExport, REASON } from '../../../test/support/exports-lab.ts';
import { dump } from '../../../test/support/imports-lab.ts';
import {
  allow,
  CUSTOMER,
  clerk,
  DEPARTMENTS,
  NOON,
  PERSON,
  PURPOSE,
  placed,
  policyOf,
} from '../../../test/support/lab-company.ts';
import { refusal } from '../../../test/support/refusal.ts';
import type { ExportLimits } from '../../contract/exports.ts';
import type { Policy, Rule } from '../../kernel/policy/model.ts';
import { USUAL_LIMITS } from './limits.ts';

const HOUR = 3_600_000;
const NAMES = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛'];
/** Ordinary fields whole, the identity number masked, the card not at all. */
const MAY_LEAVE = [
  allow(['see', 'find']),
  allow(['export'], { fields: { names: ['name', 'phone', 'company', 'remark', 'spent'] } }),
  allow(['export'], { fields: { names: ['identity'] }, disclosure: 'masked' }),
];

let lab: ExportsLab;
let ids: readonly string[];
beforeAll(async () => {
  lab = await createExportsLab(NOON);
  ids = await lab.lab.load(
    CUSTOMER,
    NAMES.map((name, index) => ({
      placement: placed(index < 6 ? 2 : 4),
      values: { ...PERSON, name: `欧阳${name}`, phone: `1990000123${index}`, company: `公司${index}` },
    })),
    DEPARTMENTS,
  );
});
afterAll(() => lab.close());

beforeEach(async () => {
  lab.become(clerk());
  await enact(...MAY_LEAVE);
  // Each test has a day of its own, so that none counts for another.
  lab.later(24 * HOUR);
  lab.lab.takeRecords();
  lab.acts.splice(0);
});

const enact = (...rules: readonly Rule[]): Promise<void> => lab.lab.enact(policyOf(...rules));

async function limit(change: Partial<ExportLimits>): Promise<void> {
  const limits = [{ ...USUAL_LIMITS, ...change }];
  await lab.lab.database
    .pool('owner')
    .query(
      `INSERT INTO fencun.export_settings SELECT coalesce(max(version), 0) + 1, $1, now(), 1 FROM fencun.export_settings`,
      [JSON.stringify(limits)],
    );
}

describe('a file', () => {
  it('EXPO-2 holds what leaves, at the lower of seeing and exporting; every row is on record before it is kept, and sealed', async () => {
    await enact(
      allow(['see', 'find']),
      allow(['export'], { scope: 'department', fields: { names: ['name', 'phone'] } }),
      allow(['export'], { scope: 'department', fields: { names: ['identity'] }, disclosure: 'masked' }),
    );
    const one = await lab.made({
      fields: ['identity', 'name'],
      sort: { field: 'company', descending: false },
    });
    expect(one).toMatchObject({ state: 'ready', rowsDone: 6, reason: REASON, person: { id: 1 } });
    const kept = await dump(lab.lab, 'fencun');
    for (const secret of ['欧阳甲', PERSON.identity, '11****2X', REASON]) expect(kept).not.toContain(secret);
    const records = lab.lab.takeRecords();
    const batches = records.filter(({ action }) => action === 'export');
    expect(
      batches.map(({ door, note, releases }) => [door, note, releases[0]?.shown, releases[0]?.masked]),
    ).toEqual([0, 1].map(() => ['job', { export: one.number }, ['name'], ['identity']]));
    expect(batches.flatMap(({ releases }) => releases.flatMap((each) => each.records)).toSorted()).toEqual(
      ids.slice(0, 6).toSorted(),
    );
    const lines = (await lab.text(one.id))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ name }) => name)).toEqual(NAMES.slice(0, 6).map((name) => `欧阳${name}`));
    expect(new Set(lines.map(({ identity }) => identity))).toEqual(new Set(['11****2X']));
  });

  it('EXPO-3 says before what of each field would leave; what only may not leave is refused by name, and recorded', async () => {
    const outlook = await lab.exports.outlook(lab.clerk(), { recordType: 'customer', filters: [] });
    const leaves = Object.fromEntries(outlook.fields.map(({ name, leaves }) => [name, leaves]));
    expect(leaves).toMatchObject({ name: 'shown', identity: 'masked', card: 'withheld' });
    expect(outlook.records).toEqual({ value: 8, atLeast: false });
    lab.lab.takeRecords();
    const ask = (fields: string[]) => lab.exports.ask(lab.clerk(), newExport({ fields }));
    expect(await refusal(ask(['name', 'card']))).toBe('field-not-exportable');
    expect(lab.lab.takeRecords()).toMatchObject([{ action: 'ask-export', outcome: 'refused' }]);
    expect(await refusal(ask(['no_such']))).toBe('unknown-field');
    await enact(allow(['see']));
    expect(
      (await lab.exports.outlook(lab.clerk(), { recordType: 'customer', filters: [] })).records.value,
    ).toBe(0);
    expect(await refusal(ask(['name']))).toBe('field-not-exportable');
  });

  it('EXPO-4 belongs to who asked, ends with its time, and can be cancelled until it is there', async () => {
    await limit({});
    const one = await lab.made();
    lab.become({ person: 2 });
    for (const work of [lab.exports.view, lab.exports.cancel, lab.exports.confirmRecall] as const) {
      expect(await refusal(work(lab.clerk(), one.id))).toBe('not-found');
    }
    expect(await refusal(lab.text(one.id))).toBe('not-found');
    lab.become({ person: 1 });
    await lab.text(one.id);
    lab.later(25 * HOUR);
    expect(await refusal(lab.text(one.id))).toBe('export-expired');
    await lab.exports.work.settle();
    expect((await lab.exports.view(lab.clerk(), one.id)).state).toBe('expired');
    const { rows } = await lab.lab.database
      .pool('owner')
      .query(
        'SELECT count(*) FILTER (WHERE sealed IS NULL) AS gone, count(*) AS all FROM fencun.export_row WHERE export = $1',
        [one.id],
      );
    expect(rows).toEqual([{ gone: 8, all: 8 }]);
    const other = lab.elsewhere();
    await other.work.close();
    const waiting = await other.ask(lab.clerk(), newExport());
    expect(await lab.exports.cancel(lab.clerk(), waiting.id)).toMatchObject({ state: 'cancelled' });
    await lab.exports.work.settle();
    expect(await refusal(lab.text(waiting.id))).toBe('not-found');
  });

  it('EXPO-5 is limited by rows and by distinct customers of a day, and asks for a proof from a number or sensitivity on', async () => {
    await limit({ rowsPerExport: 7 });
    expect(await refusal(lab.exports.ask(lab.clerk(), newExport()))).toBe('export-limit');
    await limit({ customersPerDay: 5 });
    const few = { ids: ids.slice(0, 4) };
    expect((await lab.made(few)).state).toBe('ready');
    // The same customers count once; one more is one too many, and gives back what it had counted.
    expect((await lab.made(few)).state).toBe('ready');
    expect(
      await lab.made({ ids: ids.slice(2, 8), sort: { field: 'company', descending: false } }),
    ).toMatchObject({ state: 'failed', rowsDone: 3 });
    expect((await lab.made(few)).state).toBe('ready');
    await limit({ stepUpRows: 3 });
    const much = () => lab.exports.ask(lab.clerk(), newExport(few));
    expect(await refusal(much())).toBe('export-limit');
    lab.become({ secondFactorAt: lab.now() - HOUR });
    expect(await refusal(much())).toBe('step-up-needed');
    lab.become({ secondFactorAt: lab.now() });
    expect((await lab.made(few)).state).toBe('ready');
    await limit({});
    lab.become({ secondFactorAt: null });
    await enact(allow(['see', 'find', 'export']));
    expect(await refusal(lab.exports.ask(lab.clerk(), newExport({ fields: ['card'] })))).toBe('export-limit');
    await limit({ stepUpSensitivity: 5 });
    expect((await lab.made({ fields: ['card'] })).state).toBe('ready');
    await limit({});
  });
});

describe('authority', () => {
  it('EXPO-6 is asked anew for each batch: who loses the right, or the session, gets no file', async () => {
    for (const lost of ['right', 'session'] as const) {
      let batches = 0;
      const losing = lab.elsewhere({
        gateway: {
          ...lab.lab.door,
          exports: {
            ...lab.lab.door.exports,
            async batch(...work) {
              batches += 1;
              if (batches === 2 && lost === 'right') await enact(allow(['see']));
              return lab.lab.door.exports.batch(...work);
            },
          },
        },
        callerOf: async () => (lost === 'session' ? null : lab.clerk().renew()),
      });
      const { id } = await losing.ask(lab.clerk(), newExport());
      await losing.work.settle();
      const one = await losing.view(lab.clerk(), id);
      expect(one.state).toBe('failed');
      expect(one.problem?.en).toMatch(lost === 'right' ? /may not leave/ : /session/);
      const { rows } = await lab.lab.database
        .pool('owner')
        .query('SELECT FROM fencun.export_row WHERE export = $1', [id]);
      expect(rows).toEqual([]);
      await enact(...MAY_LEAVE);
    }
  });

  it('EXPO-7 is asked anew when the file is fetched: lost records and fields stay closed, and a lost right closes it', async () => {
    const one = await lab.made({ fields: ['name', 'identity', 'phone'] });
    await enact(
      allow(['see', 'find']),
      allow(['export'], { scope: 'department', fields: { names: ['name', 'phone'] } }),
      allow(['export'], { fields: { names: ['phone'] }, disclosure: 'masked' }),
      allow(['export'], { fields: { names: ['identity'] }, disclosure: 'summary' }),
    );
    const lines = (await lab.text(one.id))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.filter((line) => 'name' in line)).toHaveLength(6);
    expect(lines.some((line) => 'identity' in line)).toBe(false);
    await enact(allow(['see']), allow(['export'], { scope: 'department', fields: { names: ['name'] } }));
    expect((await lab.text(one.id)).trimEnd().split('\n')).toHaveLength(6);
    await enact(allow(['see']));
    expect(await refusal(lab.text(one.id))).toBe('forbidden');
    const { downloads } = await lab.exports.view(lab.clerk(), one.id);
    expect(downloads.map(({ rows, rowsLost, complete }) => [rows, rowsLost, complete])).toEqual([
      [8, 0, true],
      [6, 2, true],
    ]);
    const [begun, ended] = lab.acts;
    expect(begun).toMatchObject({ action: 'download', purpose: PURPOSE, note: { export: one.number } });
    expect(ended).toMatchObject({
      action: 'download-end',
      note: { complete: true, sha256: downloads[0]?.sha256 },
    });
  });
});

describe('a process that dies', () => {
  const isLocked = async () => {
    const { rows } = await lab.lab.database.pool('owner').query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    return rows.length > 0;
  };

  it('EXPO-8 leaves each kept row on record; another goes on behind it, and no row is there twice', async () => {
    for (const moment of ['noted', 'committed'] as const) {
      let batches = 0;
      let die: (reason: Error) => void = () => {};
      const death = new Promise<never>((_, reject) => {
        die = reject;
      });
      const dying = lab.elsewhere({
        gateway: {
          ...lab.lab.door,
          exports: {
            ...lab.lab.door.exports,
            async batch(request, type, file, at, within) {
              batches += 1;
              if (batches < 2) return lab.lab.door.exports.batch(request, type, file, at, within);
              await lab.lab.door.exports
                .batch(request, type, file, at, async (client, batch) => {
                  await within(client, batch);
                  if (moment === 'noted') throw new Error('the process died');
                })
                .catch(() => {});
              return death;
            },
          },
        },
      });
      lab.lab.takeRecords();
      const { id } = await dying.ask(lab.clerk(), newExport());
      await expect.poll(() => batches).toBe(2);
      await expect.poll(isLocked).toBe(false);
      await lab.exports.work.settle();
      const one = await lab.exports.view(lab.clerk(), id);
      expect(one).toMatchObject({ state: 'ready', rowsDone: 8 });
      const lines = (await lab.text(id))
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).name);
      expect(new Set(lines).size).toBe(8);
      expect(lines).toHaveLength(8);
      const recorded = lab.lab
        .takeRecords()
        .filter(({ action, outcome }) => action === 'export' && outcome === 'released')
        .flatMap(({ releases }) => releases.flatMap(({ records }) => records));
      expect(new Set(recorded)).toEqual(new Set(ids));
      die(new Error('the process is dead'));
      await dying.work.close();
    }
  });
});

describe('a customer who decides otherwise', () => {
  it('EXPO-9 is not in what is fetched from then on; who holds a file with them is told to destroy it, and says that it is gone', async () => {
    const [customer = '', gone = ''] = await lab.lab.load(
      CUSTOMER,
      ['withdraws', 'erased'].map((name) => ({
        placement: placed(2, { facts: [`consent:${PURPOSE}`] }),
        values: { ...PERSON, name },
      })),
      DEPARTMENTS,
    );
    const everything: readonly Rule[] = [allow(['see', 'find', 'export', 'erase', 'consent'])];
    const base = policyOf(...everything);
    const policy: Policy = {
      ...base,
      purposes: base.purposes.map((purpose) => ({ ...purpose, legalBasis: 'consent' as const })),
    };
    await lab.lab.enact(policy);
    const fetched = await lab.made({ fields: ['name'] });
    const unfetched = await lab.made({ fields: ['name'] });
    expect(await lab.text(fetched.id)).toContain('withdraws');
    await lab.lab.door.recordDecisions(lab.clerk(), customer, [
      {
        subject: { kind: 'consent', purpose: PURPOSE },
        holds: false,
        form: 'recording',
        evidence: 'call 7',
        byGuardian: false,
      },
    ]);
    const { record } = await lab.lab.door.read({ ...lab.clerk(), purpose: PURPOSE }, 'customer', gone);
    await lab.lab.door.erase(lab.clerk(), 'customer', gone, record.version);
    await lab.exports.work.settle();
    for (const { id } of [fetched, unfetched]) {
      expect(await lab.text(id).catch((error: unknown) => error)).not.toMatch(/withdraws|erased/);
    }
    expect(await lab.exports.view(lab.clerk(), fetched.id)).toMatchObject({
      recall: { rows: 2, confirmedAt: null },
    });
    expect((await lab.exports.view(lab.clerk(), unfetched.id)).recall).toBeNull();
    expect((await lab.exports.all({ customer })).map(({ id }) => id)).toContain(fetched.id);
    expect((await lab.exports.all({ onlyRecalled: true })).map(({ id }) => id)).toEqual([fetched.id]);
    const confirmed = await lab.exports.confirmRecall(lab.clerk(), fetched.id);
    expect(confirmed.recall?.confirmedAt).not.toBeNull();
    expect(await lab.exports.all({ onlyRecalled: true })).toEqual([]);
    expect(lab.acts.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['export.recall', 'confirm-recall']),
    );
  });
});
