import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Company, createTestCompany, HOUR, NOON } from '../../../test/support/company.ts';
import type { RuleBody } from '../../contract/policy.ts';
import type { RecordType } from '../../kernel/record-type.ts';
import type { Act } from '../administration.ts';
import { createReorganisationPreviews, type ReorganisationPreviews } from './reorganisation.ts';

const label = { zh: '标签', en: 'Label' };
const customer: RecordType = {
  name: 'customer',
  label,
  customerField: null,
  titleField: 'name',
  fields: [
    {
      name: 'name',
      label,
      type: 'text',
      category: 'basic',
      sensitivity: 3,
      mask: 'text',
      summary: null,
      encrypted: false,
      lookups: [],
      required: false,
    },
  ],
};
const body = (position: string, more: Partial<RuleBody> = {}): RuleBody => ({
  name: label,
  effect: 'allow',
  who: { positions: [position] },
  recordType: 'customer',
  scope: 'department',
  fields: { all: true },
  actions: ['see'],
  disclosure: 'shown',
  purposes: '*',
  conditions: [],
  validity: {},
  obligations: [],
  ...more,
});
const problem = (code: string) => expect.objectContaining({ code });

let company: Company;
let previews: ReorganisationPreviews;
let system: Act;
let north: number;
let south: number;
let shop: number;
let clerk: number;
let post: number;
let head: number;

beforeAll(async () => {
  company = await createTestCompany({ recordTypes: [customer], departmentMoved: async () => {} });
  const { organisation, policies, parts } = company;
  previews = createReorganisationPreviews({
    ...parts,
    members: organisation.members,
    policy: policies.load,
    recordTypes: async () => [customer],
  });
  system = company.officer['system-administrator'];
  const security = company.officer['security-administrator'];
  const at = (code: string, parent: number | null) =>
    organisation.createDepartment(system, { parent, code, name: label });
  const root = await at('HQ', null);
  north = await at('N', root);
  south = await at('S', root);
  shop = await at('SHOP', north);
  for (const code of ['clerk', 'head']) await organisation.createPosition(system, { code, name: label });
  clerk = await company.hire('clerk');
  head = await company.hire('head');
  post = await organisation.assign(system, { person: clerk, department: shop, position: 'clerk' });
  await organisation.assign(system, { person: head, department: north, position: 'head' });
  const purpose = {
    label,
    description: label,
    legalBasis: 'contract' as const,
    dpv: 'https://w3id.org/dpv#ServiceProvision',
    categories: ['basic'],
    who: { anyone: true as const },
    validity: {},
  };
  await policies.putPurpose(security, 'sales', purpose, null);
  await policies.putRule(security, 'clerks', body('clerk'), null);
  await policies.putRule(security, 'heads', body('head', { scope: 'department-tree' }), null);
});
afterAll(() => company?.drop());

describe('previewing a change of the organisation', () => {
  it('ORG-15 a preview is the system administrator’s, names posts and people, and keeps nothing', async () => {
    const before = await company.organisation.view(system);
    const epoch = (await company.policies.load()).version;
    const change = {
      kind: 'transfer' as const,
      transfer: { assignment: post, department: south, position: 'clerk' },
    };
    for (const office of ['security-administrator', 'audit-administrator'] as const) {
      await expect(previews.preview(company.officer[office], change)).rejects.toEqual(problem('forbidden'));
    }
    expect(await previews.preview(system, change)).toMatchObject({
      at: new Date(NOON).toISOString(),
      ends: [{ assignment: post, department: shop, position: 'clerk' }],
      begins: [{ assignment: null, department: south, position: 'clerk' }],
      gains: [{ person: { id: clerk, name: 'Name of clerk' }, field: 'name', scopes: ['department'] }],
      losses: [{ person: { id: clerk }, field: 'name' }],
      peopleGaining: 1,
      peopleLosing: 1,
    });
    expect(await company.organisation.view(system)).toEqual(before);
    expect((await company.policies.load()).version).toBe(epoch);
  });

  it('ORG-15 leaving, ending and a new assignment are previewed at the instant when they take effect', async () => {
    const later = new Date(NOON + HOUR).toISOString();
    const leaving = await previews.preview(system, { kind: 'leave', person: clerk, at: later });
    expect(leaving).toMatchObject({ at: later, ends: [{ assignment: post }], gainCount: 0, lossCount: 1 });
    const ending = await previews.preview(system, { kind: 'end', assignment: post });
    expect(ending).toMatchObject({ losses: [{ before: 'shown', after: 'withheld' }] });
    const assignment = { person: clerk, department: north, position: 'head' };
    const promoted = await previews.preview(system, { kind: 'assign', assignment });
    expect(promoted).toMatchObject({ gainCount: 1, lossCount: 0, begins: [{ position: 'head' }] });
    await expect(previews.preview(system, { kind: 'end', assignment: 4711 })).rejects.toEqual(
      problem('not-found'),
    );
  });

  it('ORG-15 moving a department names whose records come under whom, and no move below itself', async () => {
    const moved = await previews.preview(system, { kind: 'move', department: shop, parent: south });
    expect(moved).toMatchObject({
      gainCount: 0,
      losses: [{ person: { id: head }, before: 'shown', after: 'withheld', scopes: ['department-tree'] }],
    });
    const below = { kind: 'move' as const, department: north, parent: shop };
    await expect(previews.preview(system, below)).rejects.toEqual(problem('invalid-input'));
  });
});

describe('closing a department, acting, leaving later', () => {
  it('ORG-16 a department is closed when it is empty, takes nobody in, and opens again', async () => {
    const { organisation } = company;
    const close = (id: number, closed = true) => organisation.changeDepartment(system, id, { closed });
    await expect(close(shop)).rejects.toEqual(problem('invalid-input'));
    await expect(close(north)).rejects.toEqual(problem('invalid-input'));
    await close(south);
    const view = await organisation.view(system);
    expect(view.departments.find(({ id }) => id === south)?.closed).toBe(true);
    const into = { person: clerk, department: south, position: 'clerk' };
    await expect(organisation.assign(system, into)).rejects.toEqual(problem('invalid-input'));
    await expect(organisation.changeDepartment(system, shop, { parent: south })).rejects.toEqual(
      problem('invalid-input'),
    );
    const below = { parent: south, code: 'SS', name: label };
    await expect(organisation.createDepartment(system, below)).rejects.toEqual(problem('invalid-input'));
    await close(south, false);
    expect(company.log.at(-1)).toMatchObject({ action: 'department.change', note: { closed: false } });
  });

  it('ORG-17 who acts for somebody does so until a stated end', async () => {
    const { organisation } = company;
    const acting = { person: clerk, department: north, position: 'head', capacity: 'acting' as const };
    await expect(organisation.assign(system, acting)).rejects.toEqual(problem('invalid-input'));
    const id = await organisation.assign(system, { ...acting, until: new Date(NOON + HOUR).toISOString() });
    const person = (await organisation.view(system)).people.find((each) => each.id === clerk);
    expect(person?.assignments.find((each) => each.id === id)?.capacity).toBe('acting');
    await organisation.endAssignment(system, id);
  });

  it('ORG-18 who leaves later keeps everything until then and holds nothing from then on', async () => {
    const { organisation } = company;
    const later = NOON + 2 * HOUR;
    const next = { person: clerk, department: north, position: 'head' };
    const future = await organisation.assign(system, { ...next, from: new Date(later + HOUR).toISOString() });
    await expect(organisation.endAllAssignments(system, clerk, NOON - 1)).rejects.toEqual(
      problem('invalid-input'),
    );
    await organisation.endAllAssignments(system, clerk, later);
    const held = (await organisation.members()).find(({ person }) => person === clerk)?.assignments;
    expect(held).toMatchObject([{ id: post, validity: { until: later } }]);
    const person = (await organisation.view(system)).people.find((each) => each.id === clerk);
    const empty = person?.assignments.find(({ id }) => id === future);
    expect(empty?.until).toBe(empty?.from);
    expect(company.log.at(-1)).toMatchObject({ action: 'assignment.end-all', note: { assignmentsEnded: 2 } });
  });
});
