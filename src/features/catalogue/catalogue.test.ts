import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Company, createTestCompany } from '../../../test/support/company.ts';
import type { AccessRule, FieldFigures, NewField } from '../../contract/catalogue-editing.ts';
import { createDefinitions, loadCatalogue } from '../../gateway/define.ts';
import { whoCanSee } from '../../kernel/policy/diff.ts';
import type { Field, RecordType } from '../../kernel/record-type.ts';
import { VAULT_MIGRATIONS } from '../../vault/schema.ts';
import type { Act } from '../administration.ts';
import { type Catalogue, createCatalogue } from './catalogue.ts';

const label = { zh: '标签', en: 'Label' };
const plain: NewField = {
  name: 'shoe_size',
  label,
  type: 'text',
  category: 'basic',
  mask: 'text',
  summary: null,
  encrypted: false,
  lookups: [],
  required: false,
};
const customer: RecordType = {
  name: 'customer',
  label,
  customerField: null,
  titleField: 'name',
  fields: [{ ...plain, name: 'name', sensitivity: 3 } as Field],
};
const rule = (more: Partial<AccessRule> = {}): AccessRule => ({
  id: 'opens-shoe-size',
  name: label,
  effect: 'allow',
  who: { positions: ['clerk'] },
  recordType: 'customer',
  scope: 'department',
  fields: { names: ['shoe_size'] },
  actions: ['see'],
  disclosure: 'masked',
  purposes: ['after-sales'],
  conditions: [],
  validity: {},
  obligations: [],
  ...more,
});
const purpose = (categories: string[]) => ({
  label,
  description: label,
  legalBasis: 'contract' as const,
  dpv: 'https://w3id.org/dpv#ServiceProvision',
  categories,
  who: { anyone: true as const },
  validity: {},
});
const problem = (code: string) => expect.objectContaining({ code });

const NONE = { records: 0, filled: 0, distinct: 0, unfit: 0, emptied: 0 };
let counted: FieldFigures = NONE;
let counts = 0;
let begun = 0;
let company: Company;
let catalogue: Catalogue;
let security: Act;
let system: Act;
let clerk: number;

beforeAll(async () => {
  const stored = () => loadCatalogue(company.database.pool('gateway'));
  company = await createTestCompany({
    migrations: VAULT_MIGRATIONS,
    recordTypes: async () => [...(await stored()).types.values()],
  });
  const definitions = createDefinitions(company.database.pool('owner'));
  catalogue = createCatalogue({
    ...company.parts,
    gateway: {
      catalogue: stored,
      revise: definitions.revise,
      conversions: { list: async () => [], run: async () => {} },
      figures: async () => {
        counts += 1;
        return counted;
      },
    },
    positionNames: company.organisation.positionNames,
    conversionBegun: () => {
      begun += 1;
    },
    policies: company.policies,
  });
  security = company.officer['security-administrator'];
  system = company.officer['system-administrator'];
  const { organisation, policies } = company;
  const department = await organisation.createDepartment(system, { parent: null, code: 'HQ', name: label });
  await organisation.createPosition(system, { code: 'clerk', name: label });
  clerk = await company.hire('clerk');
  await organisation.assign(system, { person: clerk, department, position: 'clerk' });
  await policies.putPurpose(security, 'after-sales', purpose(['basic']), null);
  await policies.putPurpose(security, 'billing', purpose(['finance']), null);
  await definitions.define(customer);
});
afterAll(() => company?.drop());

const versionOf = async (name: string) =>
  (await catalogue.view(security)).recordTypes.find((type) => type.name === name)?.version ?? 0;
const fieldNamed = async (name: string) =>
  (await catalogue.view(security)).recordTypes[0]?.fields.find((field) => field.name === name);
const last = () => company.log.at(-1);

describe('looking at the catalogue', () => {
  it('CAT-1 holders of an office see every field and what it is, and others nothing', async () => {
    for (const act of Object.values(company.officer)) {
      const { recordTypes, purposes } = await catalogue.view(act);
      expect(recordTypes).toMatchObject([{ name: 'customer', version: 1, fields: [{ name: 'name' }] }]);
      expect(purposes.map(({ code }) => code)).toEqual(['after-sales', 'billing']);
    }
    await expect(catalogue.view(await company.signedIn('clerk'))).rejects.toEqual(problem('forbidden'));
  });
});

describe('adding to the catalogue', () => {
  it('CAT-2 a new field is of sensitivity 4 and opened by the rules that come with it, in one transaction', async () => {
    const addition = { field: plain, access: [rule()] };
    for (const act of [system, company.officer['audit-administrator']]) {
      await expect(catalogue.addField(act, 'customer', addition)).rejects.toEqual(problem('forbidden'));
    }
    company.fault.log = new Error('the log is full');
    await expect(catalogue.addField(security, 'customer', addition)).rejects.toThrow('the log is full');
    company.fault.log = null;
    expect(await fieldNamed('shoe_size')).toBeUndefined();
    expect((await company.policies.load()).rules).toEqual([]);

    const { version: epoch } = await company.policies.load();
    expect(await catalogue.addField(security, 'customer', addition)).toBe(2);
    expect(await fieldNamed('shoe_size')).toMatchObject({ sensitivity: 4, mask: 'text', placed: false });
    const { version, rules } = await company.policies.load();
    expect(version).toBeGreaterThan(epoch);
    expect(rules).toMatchObject([{ id: 'opens-shoe-size', version: 1, fields: { names: ['shoe_size'] } }]);
    expect(last()).toMatchObject({
      kind: 'administration',
      action: 'field.add',
      office: 'security-administrator',
      note: { recordType: 'customer', fields: 'shoe_size', rules: 'opens-shoe-size@1', version: 2 },
    });
    const columns = await company.database
      .pool('owner')
      .query(`SELECT column_name FROM information_schema.columns WHERE table_schema = 'vault'
               AND table_name = 'customer' AND column_name LIKE 'shoe_size%' ORDER BY 1`);
    expect(columns.rows.map(({ column_name }) => column_name)).toEqual(['shoe_size', 'shoe_size__mask']);
  });

  it.each([
    ['forbids', rule({ effect: 'deny' })],
    ['opens another field', rule({ fields: { names: ['name'] } })],
    ['opens more fields', rule({ fields: { names: ['hat_size', 'name'] } })],
    ['opens all fields', rule({ fields: { all: true } })],
    ['speaks of another type', rule({ recordType: '*' })],
    ['opens nothing under its purpose', rule({ purposes: ['billing'] })],
    ['names a position that does not exist', rule({ who: { positions: ['king'] } })],
  ])('CAT-3 a rule that comes with a field and %s is refused, and so is the field', async (_, wrong) => {
    const fields = wrong.fields.names?.includes('shoe_size') ? { names: ['hat_size'] } : wrong.fields;
    const addition = { field: { ...plain, name: 'hat_size' }, access: [{ ...wrong, fields, id: 'wrong' }] };
    await expect(catalogue.addField(security, 'customer', addition)).rejects.toEqual(
      problem('invalid-input'),
    );
    expect(await fieldNamed('hat_size')).toBeUndefined();
  });

  it('CAT-4 a field or type whose name is taken, or whose parts do not fit, is refused', async () => {
    const add = (field: Partial<NewField>) =>
      catalogue.addField(security, 'customer', { field: { ...plain, name: 'odd', ...field }, access: [] });
    await expect(add({ name: 'name' })).rejects.toEqual(problem('already-exists'));
    await expect(add({ name: 'id' })).rejects.toEqual(problem('invalid-input'));
    await expect(add({ type: 'choice' })).rejects.toEqual(problem('invalid-input'));
    await expect(add({ options: [{ value: 'a', label }] })).rejects.toEqual(problem('invalid-input'));
    const twice = [
      { value: 'a', label },
      { value: 'a', label },
    ];
    await expect(add({ type: 'choice', options: twice })).rejects.toEqual(problem('invalid-input'));
    await expect(add({ type: 'relation' })).rejects.toEqual(problem('invalid-input'));
    await expect(add({ lookups: ['last4'] })).rejects.toEqual(problem('invalid-input'));
    const type = { name: 'customer', label, titleField: 'odd', fields: [plain], access: [] };
    await expect(catalogue.addRecordType(security, type)).rejects.toEqual(problem('already-exists'));
    await expect(catalogue.addRecordType(security, { ...type, name: 'visit' })).rejects.toEqual(
      problem('invalid-input'),
    );
  });

  it('CAT-5 a new record type is about a customer, and its fields start as any new field', async () => {
    const fields = [{ ...plain, name: 'subject' }];
    const access = [rule({ id: 'opens-visits', recordType: 'visit', fields: { names: ['subject'] } })];
    await catalogue.addRecordType(security, { name: 'visit', label, titleField: 'subject', fields, access });
    const visit = (await catalogue.view(security)).recordTypes.find(({ name }) => name === 'visit');
    expect(visit).toMatchObject({ customerField: 'customer', titleField: 'subject', version: 1 });
    expect(visit?.fields.map(({ name, sensitivity }) => [name, sensitivity])).toEqual([
      ['customer', 2],
      ['subject', 4],
    ]);
    expect(visit?.fields.every(({ placed }) => placed === false)).toBe(true);
    expect(last()).toMatchObject({ action: 'record-type.add', note: { rules: 'opens-visits@1' } });
  });
});

describe('changing the catalogue', () => {
  it('CAT-6 a field is described and classified otherwise by the security administrator, on the version that they saw, on record', async () => {
    const version = await versionOf('customer');
    const change = {
      sensitivity: 2 as const,
      category: 'preference',
      label: { zh: '鞋码', en: 'Shoe size' },
    };
    await expect(catalogue.changeField(system, 'customer', 'shoe_size', change, version)).rejects.toEqual(
      problem('forbidden'),
    );
    await expect(
      catalogue.changeField(security, 'customer', 'shoe_size', change, version - 1),
    ).rejects.toEqual(problem('version-conflict'));
    await expect(catalogue.changeField(security, 'customer', 'nothing', change, version)).rejects.toEqual(
      problem('not-found'),
    );
    const { version: epoch } = await company.policies.load();
    expect(await catalogue.changeField(security, 'customer', 'shoe_size', change, version)).toBe(version + 1);
    expect((await company.policies.load()).version).toBeGreaterThan(epoch);
    expect(await fieldNamed('shoe_size')).toMatchObject(change);
    expect(last()).toMatchObject({
      action: 'field.change',
      note: {
        field: 'shoe_size',
        sensitivity: '4 → 2',
        category: 'basic → preference',
        reworded: true,
      },
    });
  });

  it('CAT-7 an option that may be in use is not taken away, and others join it', async () => {
    const options = [{ value: 'red', label }];
    const field: NewField = { ...plain, name: 'colour', type: 'choice', mask: null, options };
    const version = await catalogue.addField(security, 'customer', { field, access: [] });
    const change = (values: string[], from: number) =>
      catalogue.changeField(
        security,
        'customer',
        'colour',
        { options: values.map((value) => ({ value, label })) },
        from,
      );
    await expect(change(['blue'], version)).rejects.toEqual(problem('invalid-input'));
    await change(['red', 'blue'], version);
    expect((await fieldNamed('colour'))?.options?.map(({ value }) => value)).toEqual(['red', 'blue']);
  });

  it('CAT-8 the order of fields is stored whole or not at all', async () => {
    const version = await versionOf('customer');
    const order = (fieldOrder: string[]) =>
      catalogue.changeRecordType(security, 'customer', { fieldOrder }, version);
    await expect(order(['name'])).rejects.toEqual(problem('invalid-input'));
    await expect(order(['name', 'name', 'shoe_size', 'colour'])).rejects.toEqual(problem('invalid-input'));
    await order(['colour', 'shoe_size', 'name']);
    const type = (await catalogue.view(security)).recordTypes[0];
    expect(type?.fields.map(({ name }) => name)).toEqual(['colour', 'shoe_size', 'name']);
  });

  it('CAT-9 a preview names who would gain and lose by a new field or another classification, and keeps nothing', async () => {
    const before = await company.policies.load();
    const added = { ...plain, name: 'hat_size' };
    const access = [rule({ id: 'opens-hats', fields: { names: ['hat_size'] } })];
    const asked = { recordType: 'customer', field: 'hat_size', added, access };
    expect(await catalogue.preview(security, asked)).toMatchObject({
      gains: [{ person: { id: clerk }, field: 'hat_size', before: 'withheld', after: 'masked' }],
      losses: [],
    });
    const change = { category: 'basic' };
    const moved = { recordType: 'customer', field: 'shoe_size', change, access: [] };
    expect(await catalogue.preview(security, moved)).toMatchObject({ gainCount: 1, lossCount: 0 });
    expect(await company.policies.load()).toEqual(before);
    await expect(catalogue.preview(system, moved)).rejects.toEqual(problem('forbidden'));
  });

  it('CAT-16 wide rules reach a new field once the security administrator places it, after a look at who gains', async () => {
    const field: NewField = { ...plain, name: 'glove_size' };
    const added = await catalogue.addField(security, 'customer', { field, access: [] });
    const wide = rule({ fields: { categories: ['basic'] } });
    const { id, ...body } = wide;
    await company.policies.putRule(security, 'wide', body, null);
    const about = async () => {
      const policy = await company.policies.load();
      const types = (await catalogue.view(security)).recordTypes as unknown as RecordType[];
      const [type] = types;
      if (type === undefined) throw new Error(`no type for ${id}`);
      const assignments = [{ id: 1, person: clerk, department: 1, position: 'clerk', validity: {} }];
      return whoCanSee(policy, [{ person: clerk, assignments }], type, 'glove_size', { at: 0 });
    };
    expect(await about()).toEqual([]);
    const place = ['glove_size'];
    const gains = { gains: [{ person: { id: clerk }, field: 'glove_size', after: 'masked' }], lossCount: 0 };
    expect(await catalogue.preview(security, { recordType: 'customer', place, access: [] })).toMatchObject(
      gains,
    );
    const change = { placed: true as const };
    expect(
      await catalogue.preview(security, { recordType: 'customer', field: 'glove_size', change, access: [] }),
    ).toMatchObject(gains);
    await expect(catalogue.changeRecordType(system, 'customer', { place }, added)).rejects.toEqual(
      problem('forbidden'),
    );
    await expect(
      catalogue.changeRecordType(security, 'customer', { place: ['nothing'] }, added),
    ).rejects.toEqual(problem('invalid-input'));
    await catalogue.changeRecordType(security, 'customer', { place }, added);
    expect(last()).toMatchObject({ action: 'record-type.change', note: { placed: 'glove_size' } });
    expect(await about()).toMatchObject([{ disclosure: 'masked' }]);
  });

  it('CAT-18 another form is begun by the security administrator on the version that they saw, once every value fits', async () => {
    const form = {
      type: 'long-text' as const,
      mask: 'full' as const,
      summary: null,
      encrypted: true,
      lookups: [],
    };
    const version = await versionOf('customer');
    const convert = (act: Act, from = version) =>
      catalogue.convertField(act, 'customer', 'shoe_size', form, from);
    await expect(convert(system)).rejects.toEqual(problem('forbidden'));
    await expect(convert(security, version - 1)).rejects.toEqual(problem('version-conflict'));
    counted = { ...NONE, filled: 70, unfit: 12 };
    await expect(convert(security)).rejects.toMatchObject({
      code: 'invalid-input',
      parameters: { 'detail.en': expect.stringContaining('12 stored values do not fit') },
    });
    counted = { ...NONE, filled: 70, unfit: null };
    await expect(convert(security)).rejects.toEqual(problem('invalid-input'));
    expect(begun).toBe(0);
    counted = NONE;
    expect(await convert(security)).toBe(version + 1);
    expect(begun).toBe(1);
    expect(last()).toMatchObject({
      action: 'field.convert',
      note: { field: 'shoe_size', type: 'text → long-text', encrypted: 'false → true' },
    });
    await expect(
      catalogue.changeField(security, 'customer', 'shoe_size', { sensitivity: 1 }, version + 1),
    ).rejects.toEqual(problem('invalid-input'));
    const { rows } = await company.database
      .pool('owner')
      .query<{ id: string }>('SELECT id FROM vault._conversion');
    await expect(catalogue.stopConversion(system, rows[0]?.id ?? '')).rejects.toEqual(problem('forbidden'));
    await catalogue.stopConversion(security, rows[0]?.id ?? '');
    expect(last()).toMatchObject({ action: 'field.convert.stop' });
    expect(await fieldNamed('shoe_size')).toMatchObject({ type: 'text', encrypted: false });
  });

  it('CAT-19 figures are the security administrator’s, and on record before they are told', async () => {
    counted = { records: 80, filled: 70, distinct: 60, unfit: null, emptied: 0 };
    const before = counts;
    await expect(catalogue.figures(system, 'customer', 'shoe_size')).rejects.toEqual(problem('forbidden'));
    await expect(catalogue.figures(security, 'customer', 'nothing')).rejects.toEqual(problem('not-found'));
    expect(counts).toBe(before);
    expect(await catalogue.figures(security, 'customer', 'shoe_size')).toEqual(counted);
    expect(last()).toMatchObject({ action: 'field.count', note: { field: 'shoe_size' } });
    company.fault.log = new Error('the log is full');
    await expect(catalogue.figures(security, 'customer', 'shoe_size')).rejects.toThrow('the log is full');
    company.fault.log = null;
    expect(counts).toBe(before + 1);
    const options = ['scarlet', 'azure'].map((value) => ({ value, label }));
    const form = {
      type: 'choice' as const,
      mask: null,
      summary: null,
      encrypted: false,
      lookups: [],
      options,
    };
    await catalogue.figures(security, 'customer', 'shoe_size', form);
    expect(last()).toMatchObject({ action: 'field.count', note: { type: 'choice', options: 2 } });
    expect(JSON.stringify(last())).not.toContain('scarlet');
  });

  it('CAT-21 a field has an owner among the positions, and stands in one group at most, in an order', async () => {
    const change = (dataOwner: string | null, from: number) =>
      catalogue.changeField(security, 'customer', 'shoe_size', { dataOwner }, from);
    const version = await versionOf('customer');
    await expect(change('nobody', version)).rejects.toEqual(problem('invalid-input'));
    const owned = await change('clerk', version);
    expect(await fieldNamed('shoe_size')).toMatchObject({ dataOwner: 'clerk' });
    expect(last()).toMatchObject({ note: { dataOwner: 'undefined → clerk' } });
    const disowned = await change(null, owned);
    expect(await fieldNamed('shoe_size')).not.toHaveProperty('dataOwner');
    const { recordTypes, positions } = await catalogue.view(security);
    expect(positions).toEqual([{ code: 'clerk', label }]);
    const group = (...fields: string[]) => ({ label, fields });
    const put = (groups: ReturnType<typeof group>[]) =>
      catalogue.changeRecordType(security, 'customer', { groups }, disowned);
    await expect(put([group('shoe_size', 'nothing')])).rejects.toEqual(problem('invalid-input'));
    await expect(put([group('shoe_size'), group('shoe_size')])).rejects.toEqual(problem('invalid-input'));
    await put([group('shoe_size'), group('name')]);
    expect(recordTypes[0]?.groups).toBeUndefined();
    expect((await catalogue.view(security)).recordTypes[0]?.groups).toEqual([
      group('shoe_size'),
      group('name'),
    ]);
  });
});
