import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGatewayLab, type GatewayLab } from '../../test/support/gateway-lab.ts';
import {
  allow,
  CUSTOMER,
  clerk,
  EVERYTHING,
  field,
  filter,
  ORDER,
  policyOf,
  query,
} from '../../test/support/lab-company.ts';
import { refusal } from '../../test/support/refusal.ts';
import type { Field, StoredForm } from '../kernel/record-type.ts';
import type { Conversion } from './door.ts';

let lab: GatewayLab;
beforeAll(async () => {
  lab = await createGatewayLab();
  await lab.door.define({
    ...CUSTOMER,
    fields: [...CUSTOMER.fields, field('met', 'text'), field('hint', 'long-text'), field('spare', 'text')],
  });
  await lab.door.define(ORDER);
});
afterAll(() => lab.close());

const asked = () => lab.requestOf(clerk());
const fieldNamed = async (name: string): Promise<Field> => {
  const found = (await lab.door.recordTypes()).get('customer')?.fields.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no field ${name}`);
  return found;
};
const formOf = ({ type, mask, summary, encrypted, lookups }: Field): StoredForm => ({
  ...{ type, mask, summary, encrypted, lookups },
});

let serial = 0;
async function begin(name: string, change: Partial<StoredForm>, typeName = 'customer'): Promise<string> {
  serial += 1;
  const id = `00000000-0000-7000-8000-${String(serial).padStart(12, '0')}`;
  await lab.door.revise(async (_, open) => {
    const { convert, types } = await open();
    const before = types.get(typeName)?.fields.find((each) => each.name === name);
    if (before === undefined) throw new Error(`no field ${name}`);
    return convert(typeName, name, { ...formOf(before), ...change }, { id, person: 1, at: Date.now() });
  });
  return id;
}
const conversion = async (id: string): Promise<Conversion | undefined> =>
  (await lab.door.conversions.list()).find((each) => each.id === id);
const make = async (...values: Record<string, string>[]) =>
  (
    await lab.door.create(
      asked(),
      'customer',
      values.map((each) => ({ values: { name: '测试', ...each } })),
    )
  ).records.map(({ id }) => id);
const read = async (id: string, door = lab.door) => (await door.read(asked(), 'customer', id)).record;
const stored = async (columns: string, ids: readonly string[]) =>
  (
    await lab.database
      .pool('owner')
      .query<Record<string, string | null>>(
        `SELECT ${columns} FROM vault.customer WHERE id = ANY ($1) ORDER BY id`,
        [ids],
      )
  ).rows;

describe('storing a field in another form', () => {
  it('CAT-17 readers get the form of before until all have the new one, and writers store both', async () => {
    await lab.enact(policyOf(EVERYTHING));
    const [one = '', two = ''] = await make({ met: '2024/3/5' }, {});
    const neighbour = await lab.neighbour();
    await read(one, neighbour);
    const id = await begin('met', { type: 'date', encrypted: true, mask: 'birth-date', lookups: ['exact'] });
    expect(await conversion(id)).toMatchObject({ state: 'running', done: 0, unfit: 0 });
    expect((await read(one, neighbour)).values.met).toBe('2024/3/5');
    await neighbour.edit(asked(), 'customer', [{ id: two, version: 1, values: { met: '2024-04-06' } }]);
    const [three = ''] = await make({ met: '2024-05-07' });
    expect(await refusal(make({ met: 'soon' }))).toBe('invalid-input');
    const edit = { id: one, version: 1, values: { met: 'never' } };
    expect(await refusal(lab.door.edit(asked(), 'customer', [edit]))).toBe('invalid-input');

    await lab.door.conversions.run();
    expect(await conversion(id)).toMatchObject({ state: 'finished', unfit: 0, problem: null });
    expect(await fieldNamed('met')).toMatchObject({ type: 'date', encrypted: true, lookups: ['exact'] });
    expect(await fieldNamed('met')).not.toHaveProperty('becoming');
    const records = await Promise.all([one, two, three].map((each) => read(each, neighbour)));
    expect(records.map(({ values }) => values.met)).toEqual(['2024-03-05', '2024-04-06', '2024-05-07']);
    const found = await neighbour.list(
      asked(),
      'customer',
      query({ filters: [filter('met', 'equals', '2024-03-05')] }),
    );
    expect(found.records.map(({ id: each }) => each)).toEqual([one]);
    expect(await stored('met__mask', [one])).toEqual([{ met__mask: '2024-**-**' }]);
    expect(await neighbour.figures('customer', 'met')).toMatchObject({ unfit: 0 });
    const ended = lab.takeRecords().find(({ action }) => action === 'field.convert.end');
    expect(ended).toMatchObject({
      outcome: 'released',
      door: 'job',
      note: { field: 'met', state: 'finished' },
    });
  });

  it('CAT-17 what was read before is an older version, whatever form it was read in', async () => {
    const [id = ''] = await make({ met: '2024-03-05' });
    const { version } = await read(id);
    await begin('met', { type: 'text', encrypted: false, mask: null, lookups: [] });
    await lab.door.conversions.run();
    const stale = { id, version, values: { met: '2024-**-**' } };
    expect(await refusal(lab.door.edit(asked(), 'customer', [stale]))).toBe('version-conflict');
    expect(await refusal(lab.door.erase(asked(), 'customer', id, version))).toBe('version-conflict');
    const { records } = await lab.door.edit(asked(), 'customer', [
      { id, version: version + 1, values: { met: 'later' } },
    ]);
    expect(records[0]).toMatchObject({ version: version + 2, values: { met: 'later' } });
  });

  it('CAT-15 another mask holds for every value at once, whoever writes meanwhile', async () => {
    const ids = await make({ phone: '13800138000' }, { phone: '13800138001' }, {});
    const neighbour = await lab.neighbour();
    const wall = { ...EVERYTHING, id: 'wall', effect: 'deny' as const, fields: { names: ['phone'] } };
    await lab.enact(policyOf(EVERYTHING, { ...wall, actions: ['see'] }));
    const masks = async () =>
      Promise.all(ids.map(async (id) => (await read(id, neighbour)).values.phone ?? null));
    expect(await masks()).toEqual(['138****8000', '138****8001', null]);
    const id = await begin('phone', { mask: 'code' });
    expect(await masks()).toEqual(['138****8000', '138****8001', null]);
    const writing = Array.from({ length: 12 }, (_, index) =>
      neighbour.create(asked(), 'customer', [
        { values: { name: `测试${index}`, phone: `138001380${10 + index}` } },
      ]),
    );
    await lab.door.conversions.run();
    expect(await conversion(id)).toMatchObject({ state: 'finished' });
    expect(await masks()).toEqual(['****8000', '****8001', null]);
    const written = (await Promise.all(writing)).flatMap(({ records }) => records.map((record) => record.id));
    const rows = await stored('phone__mask AS mask', written);
    expect(rows.every(({ mask }) => /^\*\*\*\*\d{4}$/.test(mask ?? ''))).toBe(true);
    await lab.enact(policyOf(EVERYTHING));
    expect((await read(ids[0] ?? '', neighbour)).values.phone).toBe('13800138000');
  });

  it('CAT-18 a value that does not fit refuses all, and the field stays what it was', async () => {
    const [id = ''] = await make({ hint: 'one\ntwo' });
    lab.takeRecords();
    const began = await begin('hint', { type: 'text', mask: null, lookups: [] });
    await lab.door.conversions.run();
    expect(await conversion(began)).toMatchObject({ state: 'refused', unfit: 1 });
    expect(await fieldNamed('hint')).toEqual(field('hint', 'long-text'));
    expect((await read(id)).values.hint).toBe('one\ntwo');
    const columns = await lab.database
      .pool('owner')
      .query(`SELECT FROM information_schema.columns WHERE column_name LIKE 'hint\\_\\_next%'`);
    expect(columns.rowCount).toBe(0);
    const ended = lab.takeRecords().find(({ action }) => action === 'field.convert.end');
    expect(ended).toMatchObject({ outcome: 'failed', note: { state: 'refused' } });
  });

  it('CAT-17 one that does not get on stands back behind the others, and says so of itself alone', async () => {
    const ids = await make({ phone: '13800138000', remark: 'on' });
    const before = (await stored('phone__ct', ids))[0]?.phone__ct;
    const damage = (text: string | null | undefined) =>
      lab.database
        .pool('owner')
        .query('UPDATE vault.customer SET phone__ct = $2 WHERE id = ANY ($1)', [ids, text]);
    await damage('AAAA');
    const stuck = await begin('phone', { mask: 'phone' });
    const other = await begin('number', { mask: 'text' }, 'order');
    const abort = new AbortController();
    const failed = new Set<string>();
    const running = lab.door.conversions.run(abort.signal, (id) => failed.add(id));
    await expect
      .poll(() => conversion(other), { timeout: 10_000 })
      .toMatchObject({ state: 'finished', problem: null });
    expect(await conversion(stuck)).toMatchObject({ state: 'running', problem: expect.any(String) });
    expect([...failed]).toEqual([stuck]);
    abort.abort();
    await running;
    await damage(before);
    await lab.door.conversions.run();
    expect(await conversion(stuck)).toMatchObject({ state: 'finished', problem: null });
  });

  it('CAT-17 whoever begins behind a long read keeps nobody from reading', async () => {
    const [id = ''] = await make({ remark: 'seen' });
    const reader = await lab.database.pool('owner').connect();
    await reader.query('BEGIN; SELECT FROM vault.customer LIMIT 1');
    let begun = false;
    const beginning = begin('remark', { mask: 'full' }).then(() => {
      begun = true;
    });
    for (let reads = 0; reads < 5; reads += 1) expect((await read(id)).values.remark).toBe('seen');
    expect(begun).toBe(false);
    await reader.query('COMMIT');
    reader.release();
    await beginning;
    await lab.door.conversions.run();
  });

  it('CAT-18 a form that cannot be is refused at once, and one that is given up leaves no trace', async () => {
    const refused = async (name: string, change: Partial<StoredForm>) => refusal(begin(name, change));
    expect(await refused('referrer', { mask: 'full' })).toBe('invalid-input');
    expect(await refused('remark', {})).toBe('invalid-input');
    expect(await refused('remark', { type: 'relation' })).toBe('invalid-input');
    expect(await refused('remark', { mask: 'phone' })).toBe('invalid-input');
    expect(await refused('remark', { lookups: ['last4'] })).toBe('invalid-input');
    expect(await refused('card', { encrypted: false, lookups: [] })).toBe('invalid-input');
    const id = await begin('remark', { encrypted: true, lookups: ['exact'] });
    expect(await refused('email', { encrypted: true })).toBe('invalid-input');
    const stop = () => lab.door.revise(async (_, open) => (await open()).stopConversion(id, Date.now()));
    await stop();
    expect(await conversion(id)).toMatchObject({ state: 'stopped' });
    expect(await fieldNamed('remark')).not.toHaveProperty('becoming');
    expect(await refusal(stop())).toBe('not-found');
    await lab.door.conversions.run();
  });
});

describe('figures of a field', () => {
  it('CAT-19 are counts, and none that speaks of a few customers', async () => {
    await lab.enact(policyOf(allow(['see', 'create'], {})));
    const many = Array.from({ length: 30 }, (_, index) => ({ style: index < 10 ? 'plain' : 'striped' }));
    await make(...many);
    const figures = await lab.door.figures('customer', 'style');
    expect(figures).toMatchObject({ filled: 30, unfit: 0 });
    const options = [{ value: 'plain', label: { zh: '', en: '' } }];
    const guess = (value: string) => [{ value, label: { zh: '', en: '' } }];
    const form = { ...formOf(await fieldNamed('style')), options };
    expect((await lab.door.figures('customer', 'style', form)).unfit).toBeNull();
    const both = { ...form, options: [...options, ...guess('striped')] };
    expect((await lab.door.figures('customer', 'style', both)).unfit).toBe(0);
    // Whether somebody's value is what the asker guesses must not be told: no hit looks like one hit.
    const name = { ...formOf(await fieldNamed('name')), type: 'choice' as const, mask: null };
    const hit = await lab.door.figures('customer', 'phone', { ...name, options: guess('13800138000') });
    const miss = await lab.door.figures('customer', 'phone', { ...name, options: guess('13999999999') });
    expect([hit.unfit, miss.unfit]).toEqual([null, null]);
    // Nor when the guess stands among values of which it is known how many have them.
    await make({ remark: 'a value that is wondered about' });
    await make(...Array.from({ length: 40 }, (_, index) => ({ remark: index < 20 ? 'known' : 'other' })));
    const padded = async (...others: string[]) => {
      const named = ['known', ...others].flatMap(guess);
      return lab.door.figures('customer', 'remark', { ...name, options: named });
    };
    expect(await padded('a value that is wondered about')).toEqual(await padded('never stored'));
    expect((await padded('a value that is wondered about')).unfit).toBeNull();
    // There being none is told anyway, whatever the options.
    const empty = await lab.door.figures('customer', 'spare', { ...name, options: guess('whatever') });
    expect(empty).toMatchObject({ filled: 0, unfit: 0 });
    expect(JSON.stringify(figures)).not.toContain('plain');
  });
});
