import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Company, createTestCompany, HOUR, NOON } from '../../../test/support/company.ts';
import type { FirstStep } from '../../contract/setup.ts';
import { IMPORTS_MIGRATIONS } from '../imports/schema.ts';
import { type CompanyProgress, createCompanyProgress } from './progress.ts';

let company: Company;
let progress: CompanyProgress;
const facts = { policy: false, access: false };
beforeAll(async () => {
  company = await createTestCompany({ migrations: IMPORTS_MIGRATIONS });
  progress = createCompanyProgress({
    ...company.parts,
    organisation: company.organisation,
    hasPolicy: async () => facts.policy,
    hasAccess: async () => facts.access,
  });
});
afterAll(() => company?.drop());

describe('the first steps of a company', () => {
  it('SET-12 are done when the facts say so, and are told to the offices only', async () => {
    const { organisation, identity, officer } = company;
    const system = officer['system-administrator'];
    const done = async (): Promise<FirstStep[]> =>
      (await progress(officer['audit-administrator'])).steps.flatMap((each) =>
        each.done ? [each.step] : [],
      );
    expect(await done()).toEqual([]);
    facts.policy = true;
    expect(await done()).toEqual(['template']);

    const name = { zh: '门店', en: 'Shop' };
    const department = await organisation.createDepartment(system, { parent: null, code: 'S', name });
    await organisation.createPosition(system, { code: 'clerk', name });
    const person = await organisation.createPerson(system, { login: 'li.na', name: '李娜' });
    expect(await done()).toEqual(['template']);
    await organisation.assign(system, { person, department, position: 'clerk' });
    expect(await done()).toEqual(['template', 'organisation']);
    await identity.createPasswordLink(system, person);
    expect(await done()).toEqual(['template', 'organisation', 'invitations']);
    const until = new Date(NOON + HOUR).toISOString();
    await organisation.recordTraining(system, { people: [person], until });
    expect(await done()).toEqual(['template', 'organisation', 'invitations', 'training']);
    facts.access = true;
    expect(await done()).toHaveLength(6);

    await company.hire('wu.hao');
    const staff = await company.signedIn('wu.hao');
    await expect(progress(staff)).rejects.toMatchObject({ code: 'forbidden' });
  });
});
