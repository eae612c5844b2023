import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGatewayLab, type GatewayLab } from '../../test/support/gateway-lab.ts';
import {
  ASSIGNMENT,
  allow,
  CUSTOMER,
  clerk,
  DEPARTMENTS,
  EVERYTHING,
  ORDER,
  PERSON,
  placed,
  policyOf,
} from '../../test/support/lab-company.ts';
import { refusal } from '../../test/support/refusal.ts';
import type { Values } from '../contract/records.ts';
import type { Rule } from '../kernel/policy/model.ts';

let lab: GatewayLab;
beforeAll(async () => {
  lab = await createGatewayLab();
  await lab.door.define(CUSTOMER);
  await lab.door.define(ORDER);
});
afterAll(() => lab.close());

const asked = () => lab.requestOf(clerk());

async function stored(...values: readonly Readonly<Record<string, string>>[]): Promise<string[]> {
  const some = values.map((one) => ({ placement: placed(2), values: { name: '测试甲', ...one } }));
  return [...(await lab.load(CUSTOMER, some, DEPARTMENTS))];
}

const edit = (id: string, version: number, values: Values) =>
  lab.door.edit(asked(), 'customer', [{ id, version, values }]);

/** What is in the vault, read under a policy that shows all. */
async function truth(id: string): Promise<Readonly<{ version: number; values: Record<string, unknown> }>> {
  await lab.enact(policyOf(EVERYTHING));
  return (await lab.door.read(asked(), 'customer', id)).record;
}

/** Sees everything at the disclosure and may edit everything. */
const editor = (disclosure: Rule['disclosure']) => policyOf(allow(['see'], { disclosure }), allow(['edit']));

describe('a form that sends back what it was given', () => {
  it('GATE-9 never overwrites a value with its mask or its summary, of any field type', async () => {
    const [id = ''] = await stored(PERSON);
    for (const disclosure of ['masked', 'summary'] as const) {
      await lab.enact(editor(disclosure));
      const { record } = await lab.door.read(asked(), 'customer', id);
      const form = Object.fromEntries(
        Object.entries(record.values).map(([name, value]) => [name, value === null ? null : String(value)]),
      );
      expect(Object.keys(form).length).toBeGreaterThan(5);
      const answer = await edit(id, record.version, form);
      expect(answer.records[0]).toEqual(record);
      expect(await truth(id)).toMatchObject({ version: 1, values: { ...PERSON, vip: true } });
    }
  });

  it('GATE-9 takes a masked form by heart or by guess for no value of somebody who does not see the field', async () => {
    const [id = ''] = await stored(PERSON);
    await lab.enact(policyOf(allow(['see'], { fields: { names: ['visits'] } }), allow(['edit'])));
    await edit(id, 1, { phone: '199****1234', name: '欧阳**', remark: '****', visits: '8' });
    expect(await truth(id)).toMatchObject({ version: 2, values: { ...PERSON, vip: true, visits: '8' } });
  });

  it('GATE-9 may change one field beside the masks of the others', async () => {
    const [id = ''] = await stored(PERSON);
    await lab.enact(editor('masked'));
    const { record } = await lab.door.read(asked(), 'customer', id);
    const form = { phone: String(record.values.phone), email: 'new@example.com' };
    const answer = await edit(id, 1, form);
    expect(answer.records[0]).toMatchObject({ version: 2, values: { phone: record.values.phone } });
    expect(answer.records[0]?.values.email).not.toBe('new@example.com');
    expect((await truth(id)).values).toMatchObject({ phone: PERSON.phone, email: 'new@example.com' });
  });
});

describe('versions', () => {
  it('GATE-10 an edit of another version than the stored one is refused whole, whoever was first', async () => {
    await lab.enact(policyOf(EVERYTHING));
    const [id = ''] = await stored(PERSON);
    await lab.enact(policyOf(EVERYTHING));
    expect(await refusal(edit(id, 2, { visits: '9' }))).toBe('version-conflict');
    const outcomes = await Promise.all(
      ['10', '11', '12', '13', '14'].map((visits) => refusal(edit(id, 1, { visits, remark: visits }))),
    );
    expect(outcomes.toSorted()).toEqual(['answered', ...Array(4).fill('version-conflict')]);
    const { version, values } = await truth(id);
    expect(version).toBe(2);
    expect(values.visits).toBe(values.remark);
  });

  it('GATE-10 an edit that changes nothing leaves the version as it is', async () => {
    const [id = ''] = await stored(PERSON);
    await lab.enact(policyOf(EVERYTHING));
    lab.takeRecords();
    const same = { phone: '+86 199-0000-1234', spent: '¥12,345.60', vip: '是' };
    expect((await edit(id, 1, same)).records[0]?.version).toBe(1);
    expect(lab.takeRecords().at(-1)).toMatchObject({ kind: 'change', changes: [] });
  });

  it('GATE-11 a bulk edit changes all its records or none, and none twice', async () => {
    const ids = await stored({}, {}, {});
    await lab.enact(policyOf(EVERYTHING));
    const bulk = (versions: readonly number[], remark: string, which = ids) =>
      lab.door.edit(
        asked(),
        'customer',
        which.map((id, index) => ({ id, version: versions[index] ?? 1, values: { remark } })),
      );
    expect(await refusal(bulk([1, 1, 2], 'a'))).toBe('version-conflict');
    expect(await refusal(bulk([1, 1], 'a', [ids[0] ?? '', ids[0] ?? '']))).toBe('version-conflict');
    expect(await refusal(bulk([1, 1], 'a', [ids[0] ?? '', '01890000-0000-7000-8000-0000000000ff']))).toBe(
      'not-found',
    );
    for (const id of ids) expect(await truth(id)).toMatchObject({ version: 1, values: { remark: null } });
    const { records } = await bulk([1, 1, 1], 'b');
    expect(records.map(({ id, version }) => [id, version])).toEqual(ids.map((id) => [id, 2]));
  });
});

describe('a preview of edits', () => {
  it('GATE-52 says of each record what would become of it and why not, goes on record, and changes nothing', async () => {
    const of = (owner: number | null, remark: string) => ({
      placement: placed(2, { owner }),
      values: { name: '测试甲', remark },
    });
    const some = [
      of(ASSIGNMENT.id, 'old'),
      of(ASSIGNMENT.id, 'new'),
      of(ASSIGNMENT.id, 'old'),
      of(null, 'old'),
    ];
    const [mine = '', same = '', late = '', foreign = ''] = await lab.load(CUSTOMER, some, DEPARTMENTS);
    await lab.enact(policyOf(EVERYTHING));
    await edit(late, 1, { visits: '9' });
    const owned = allow(['edit'], { scope: 'own' });
    await lab.enact(policyOf(allow(['see']), owned));
    lab.takeRecords();
    const edits = [mine, same, late, foreign, '01890000-0000-7000-8000-0000000000ff', mine].map((id) => ({
      id,
      version: 1,
      values: { remark: 'new' },
    }));
    const { records } = await lab.door.previewEdits(asked(), 'customer', edits);
    expect(records.map(({ fate }) => fate)).toEqual([
      ...['changes', 'unchanged', 'changed-meanwhile', 'not-editable', 'not-found', 'changed-meanwhile'],
    ]);
    expect(records[3]?.why?.en).toBeTruthy();
    expect(lab.takeRecords()).toMatchObject([
      { kind: 'access', action: 'preview-edit', note: { fields: 'remark', changes: 1 } },
    ]);
    expect((await truth(mine)).version).toBe(1);
  });

  it('GATE-52 tells nobody that a value is already there who does not see it', async () => {
    const [id = ''] = await stored(PERSON);
    await lab.enact(editor('masked'));
    for (const phone of [String(PERSON.phone), '19900005678']) {
      const { records } = await lab.door.previewEdits(asked(), 'customer', [
        { id, version: 1, values: { phone } },
      ]);
      expect(records[0]?.fate).toBe('changes');
    }
    await lab.enact(policyOf(allow(['see'])));
    const refused = lab.door.previewEdits(asked(), 'customer', [{ id, version: 1, values: { phone: '1' } }]);
    expect(await refusal(refused)).toBe('forbidden');
  });
});

describe('fields', () => {
  it('GATE-12 a field that is unknown, one that is withheld everywhere, and one that may not be edited are told apart only where the editor knows it', async () => {
    const [id = ''] = await stored(PERSON);
    await lab.enact(
      policyOf(
        allow(['see'], { fields: { names: ['name', 'remark', 'visits'] } }),
        allow(['edit'], { fields: { names: ['remark', 'notes'] } }),
      ),
    );
    expect(await refusal(edit(id, 1, { colour: 'red' }))).toBe('unknown-field');
    expect(await refusal(edit(id, 1, { phone: '19900005678' }))).toBe('unknown-field');
    expect(await refusal(edit(id, 1, { remark: 'x', visits: '99' }))).toBe('field-not-editable');
    // To write without seeing is a right like any other; the answer does not show what was written.
    const { records } = await edit(id, 1, { notes: 'secret note' });
    expect(Object.keys(records[0]?.values ?? {}).toSorted()).toEqual(['name', 'remark', 'visits']);
    expect((await truth(id)).values).toMatchObject({
      notes: 'secret note',
      visits: '7',
      remark: PERSON.remark,
    });
  });

  it('GATE-55 seeing a record gives no right to change it, whatever of others may be changed', async () => {
    const of = (owner: number | null) => ({ placement: placed(2, { owner }), values: PERSON });
    const [own = '', foreign = ''] = await lab.load(CUSTOMER, [of(ASSIGNMENT.id), of(null)], DEPARTMENTS);
    await lab.enact(policyOf(allow(['see']), allow(['edit'], { scope: 'own' })));
    expect(await refusal(edit(foreign, 1, { remark: 'mine' }))).toBe('field-not-editable');
    expect(await refusal(edit(own, 1, { remark: 'mine' }))).toBe('answered');
    // And the right to change one is none to learn by an unchanged version that a guess was right.
    await lab.enact(policyOf(allow(['see'], { scope: 'own' }), allow(['edit'])));
    await edit(foreign, 1, { phone: PERSON.phone ?? '' });
    expect(await truth(foreign)).toMatchObject({ version: 2, values: { remark: PERSON.remark } });
  });

  it('GATE-12 whom a record is about never changes, and a required field is never emptied', async () => {
    const [id = ''] = await stored({});
    await lab.enact(policyOf(EVERYTHING));
    const { records } = await lab.door.create(asked(), 'order', [{ values: { customer: id, number: '1' } }]);
    const order = records[0]?.id ?? '';
    const other = (await stored({}))[0] ?? '';
    await lab.enact(policyOf(EVERYTHING));
    const change = (type: string, record: string, values: Values) =>
      refusal(lab.door.edit(asked(), type, [{ id: record, version: 1, values }]));
    expect(await change('order', order, { customer: other })).toBe('field-not-editable');
    expect(await change('customer', id, { name: null })).toBe('invalid-input');
    expect(await change('customer', id, { name: ' ' })).toBe('invalid-input');
    expect(await change('customer', id, { style: 'checked' })).toBe('invalid-input');
    expect(await change('customer', id, { phone: null })).toBe('answered');
  });
});

describe('idempotency', () => {
  it('GATE-13 a repeated request writes once and answers alike, also when both come at the same time', async () => {
    await lab.enact(policyOf(EVERYTHING));
    const options = { idempotency: { key: 'create-1', content: '{"name":"测试甲"}' } };
    const create = () => lab.door.create(asked(), 'customer', [{ values: { name: '测试甲' } }], options);
    const answers = [...(await Promise.all([create(), create(), create()])), await create()];
    expect(new Set(answers.map(({ records }) => JSON.stringify(records))).size).toBe(1);
    const id = answers[0]?.records[0]?.id ?? '';

    const change = { idempotency: { key: 'edit-1', content: 'x' } };
    const edits = [{ id, version: 1, values: { remark: 'once' } }];
    const first = await lab.door.edit(asked(), 'customer', edits, change);
    const second = await lab.door.edit(asked(), 'customer', edits, change);
    expect(second.records).toEqual(first.records);
    expect(first.records[0]?.version).toBe(2);
    expect(
      await refusal(
        lab.door.edit(asked(), 'customer', edits, { idempotency: { key: 'edit-1', content: 'y' } }),
      ),
    ).toBe('idempotency-key-reused');

    const erase = { idempotency: { key: 'erase-1', content: 'x' } };
    const erased = await lab.door.erase(asked(), 'customer', id, 2, erase);
    const again = await lab.door.erase(asked(), 'customer', id, 2, erase);
    expect([erased.erased, again.erased]).toEqual([1, 1]);
    // The record is gone: a repeated answer holds nothing of it.
    expect((await create()).records).toEqual([]);
  });

  it('GATE-13 a request that failed may be repeated with the same key, and keys of others do not matter', async () => {
    const [id = ''] = await stored({});
    await lab.enact(policyOf(EVERYTHING));
    const options = { idempotency: { key: 'edit-2', content: 'z' } };
    const work = (version: number, person = 1) =>
      lab.door.edit(
        lab.requestOf(clerk({ person, assignments: [{ ...ASSIGNMENT, id: 10 + person, person }] })),
        'customer',
        [{ id, version, values: { remark: `by ${person}` } }],
        options,
      );
    expect(await refusal(work(7))).toBe('version-conflict');
    expect(await refusal(work(1))).toBe('answered');
    expect(await refusal(work(2, 2))).toBe('answered');
    const { rows } = await lab.database
      .pool('owner')
      .query('SELECT fingerprint FROM vault._idempotency WHERE key = $1', ['edit-2']);
    expect(JSON.stringify(rows)).not.toContain('z"');
  });
});

describe('tidying', () => {
  it('GATE-49 what a repeated write would answer is forgotten after a day, and not before', async () => {
    await lab.enact(policyOf(EVERYTHING));
    const options = { idempotency: { key: 'tidy-1', content: 'x' } };
    const [id = ''] = await stored({ remark: 'old' });
    const write = (version: number) =>
      lab.door.edit(asked(), 'customer', [{ id, version, values: { remark: 'new' } }], options);
    await write(1);
    await lab.door.tidy();
    expect(await refusal(write(1))).toBe('answered');
    await lab.database
      .pool('owner')
      .query(`UPDATE vault._idempotency SET written_at = now() - interval '25 hours' WHERE key = 'tidy-1'`);
    await lab.door.tidy();
    expect(await refusal(write(1))).toBe('version-conflict');
  });
});

describe('history', () => {
  it('GATE-54 names the colleagues who made the changes as the organisation does', async () => {
    const [id = ''] = await stored({ remark: 'old' });
    await lab.enact(policyOf(EVERYTHING));
    await edit(id, 1, { remark: 'new' });
    const named = await lab.door.history(asked(), 'customer', id, async (people) => {
      expect(people).toEqual([1]);
      return new Map([[1, 'Li Na']]);
    });
    expect(named.changes[0]).toMatchObject({ person: 1, personName: 'Li Na' });
    const plain = await lab.door.history(asked(), 'customer', id);
    expect(plain.changes[0]).toMatchObject({ person: 1, personName: null });
  });

  it('GATE-14 tells old and new values at the disclosure of today, and nothing of what is withheld', async () => {
    const [id = ''] = await stored({ phone: PERSON.phone, remark: 'old', birth: '1990-01-02' });
    await lab.enact(policyOf(EVERYTHING));
    await edit(id, 1, { phone: '19900005678', remark: null, birth: '1990-01-03' });
    const all = await lab.door.history(asked(), 'customer', id);
    expect(all.changes.map(({ field, before, after }) => [field, before, after])).toEqual([
      ['phone', '19900001234', '19900005678'],
      ['remark', 'old', null],
      ['birth', '1990-01-02', '1990-01-03'],
    ]);
    await lab.enact(
      policyOf(
        allow(['see'], { fields: { names: ['phone'] }, disclosure: 'masked' }),
        allow(['see'], { fields: { names: ['birth'] }, disclosure: 'summary' }),
      ),
    );
    lab.takeRecords();
    const less = await lab.door.history(asked(), 'customer', id);
    expect(
      less.changes.map(({ field, disclosure, before, after }) => [field, disclosure, before, after]),
    ).toEqual([
      ['phone', 'masked', '199****1234', '199****5678'],
      ['birth', 'summary', null, null],
    ]);
    expect(lab.takeRecords()).toMatchObject([
      {
        id: less.accessRecord,
        action: 'history',
        releases: [{ records: [id], masked: ['phone'], summary: ['birth'] }],
      },
    ]);
  });

  it('GATE-14 finds the changes of one record among many of the same customer’s other records', async () => {
    const [customer = ''] = await stored({});
    await lab.enact(policyOf(EVERYTHING));
    const orders = await lab.door.create(
      asked(),
      'order',
      ['first', ...Array(12).fill('busy')].map((number) => ({ values: { customer, number } })),
    );
    const [first, ...busy] = orders.records.map(({ id }) => id);
    const change = (id: string, version: number, number: string) =>
      lab.door.edit(asked(), 'order', [{ id, version, values: { number } }]);
    await change(first ?? '', 1, 'renamed');
    await Promise.all(
      busy.map(async (id) => {
        for (let version = 1; version <= 20; version += 1) await change(id, version, `n${version}`);
      }),
    );
    const { changes } = await lab.door.history(asked(), 'order', first ?? '');
    expect(changes).toMatchObject([{ field: 'number', before: 'first', after: 'renamed' }]);
    expect((await lab.door.history(asked(), 'order', busy[0] ?? '')).changes.length).toBe(20);
  });
});

describe('the log', () => {
  it('GATE-15 finds who saw, changed and searched a customer’s related records, by the customer', async () => {
    const [customer = '', other = ''] = await stored({}, {});
    await lab.enact(policyOf(EVERYTHING));
    const { records } = await lab.door.create(asked(), 'order', [
      { values: { customer, number: 'W-1', gift_note: 'for the aunt' } },
    ]);
    const id = records[0]?.id ?? '';
    await lab.door.edit(asked(), 'order', [{ id, version: 1, values: { number: 'W-2' } }]);
    await lab.door.read(asked(), 'order', id);
    await lab.door.list(
      asked(),
      'order',
      { filters: [], limit: 5, count: false },
      { aboutCustomer: customer },
    );
    await lab.door.match(asked(), 'order', id, { field: 'number', value: 'W-2' });
    await lab.door.history(asked(), 'order', id);
    await lab.door.erase(asked(), 'order', id, 2);
    const about = await lab.logReader.search({ customer, recordType: 'order' }, { limit: 50 });
    expect(about.entries.map(({ record }) => record?.action).toReversed()).toEqual([
      'create',
      'edit',
      'see',
      'see',
      'match',
      'history',
      'erase',
    ]);
    for (const { record } of about.entries) expect(record?.customers).toEqual([customer]);
    expect(
      (await lab.logReader.search({ customer: other, recordType: 'order' }, { limit: 50 })).entries,
    ).toEqual([]);
  });
});
