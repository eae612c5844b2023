import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { gb18030 } from '../../../test/fixtures/spreadsheets/gb18030.ts';
import { table, writeWorkbook } from '../../../test/fixtures/spreadsheets/workbook.ts';
import { type Company, createTestCompany, NOON } from '../../../test/support/company.ts';
import type { OrganisationView } from '../../contract/organisation.ts';
import { rosterAnswerSchema, rosterProposalSchema } from '../../contract/roster.ts';
import type { Act } from '../administration.ts';
import { readLine } from './lines.ts';
import { planRoster } from './plan.ts';
import { createRoster, type Roster } from './roster.ts';

let company: Company;
let roster: Roster;
let system: Act;

beforeAll(async () => {
  company = await createTestCompany();
  system = company.officer['system-administrator'];
  roster = createRoster({ ...company.parts, organisation: company.organisation, identity: company.identity });
  const position = (code: string, zh: string, en: string) =>
    company.organisation.createPosition(system, { code, name: { zh, en } });
  await position('store-manager', '店长', 'Store manager');
  await position('sales-rep', '销售顾问', 'Sales representative');
});
afterAll(() => company?.drop());

const file = (text: string | Buffer) => Readable.from([typeof text === 'string' ? Buffer.from(text) : text]);
const WHOLE = { complete: true };
const PART = { complete: false };

async function bring(text: string, options = PART, more: { confirmed?: boolean; invite?: boolean } = {}) {
  const proposal = await roster.propose(system, file(text), options);
  expect(rosterProposalSchema.parse(proposal)).toEqual(proposal);
  const { digest } = proposal;
  const application = { ...options, digest, confirmed: false, invite: false, ...more };
  return { proposal, answer: await roster.apply(system, file(text), application) };
}

/** Who holds what now, by login. */
async function posts(): Promise<Record<string, string[]>> {
  const view = await company.organisation.view(system);
  const pathOf = (id: number | null): string => {
    const found = view.departments.find((each) => each.id === id);
    return found === undefined ? '' : [pathOf(found.parent), found.name.zh].filter(Boolean).join('/');
  };
  const now = company.time.now;
  return Object.fromEntries(
    view.people
      .filter(({ office }) => office === null)
      .map(({ login, assignments }) => [
        login,
        assignments
          .filter(({ from, until }) => Date.parse(from) <= now && (until === null || Date.parse(until) > now))
          .map((each) => `${pathOf(each.department)} ${each.position}`),
      ]),
  );
}

const FIRST = [
  '工号,姓名,所属部门,上级部门,岗位,入职日期',
  'wu.hao,吴昊,江城店,销售部,店长,2019-03-01',
  'li.na,李娜,江城店,销售部,销售顾问,2026-01-05',
  ',,销售部,远山集团,,',
].join('\n');

describe('an organisation out of a spreadsheet', () => {
  beforeEach(() => {
    company.log.length = 0;
  });

  it('SET-7 comes into being in one transaction, with a record of each change and links for the new', async () => {
    const { proposal, answer } = await bring(FIRST, PART, { invite: true });
    expect(proposal.departments.map((path) => path.map(({ zh }) => zh).join('/'))).toEqual([
      '远山集团',
      '远山集团/销售部',
      '远山集团/销售部/江城店',
    ]);
    expect(proposal.counts).toMatchObject({ rows: 3, newPeople: 2, begins: 2, ends: 0, unusableRows: 0 });
    expect(proposal.halted).toBe(false);
    expect(rosterAnswerSchema.parse(answer)).toEqual(answer);
    expect(answer.invitations.map(({ login }) => login)).toEqual(['wu.hao', 'li.na']);
    expect(await posts()).toEqual({
      'wu.hao': ['远山集团/销售部/江城店 store-manager'],
      'li.na': ['远山集团/销售部/江城店 sales-rep'],
    });
    // A start in the past is no reason to say that somebody had authority then.
    const view = await company.organisation.view(system);
    expect(view.people.at(-1)?.assignments.map(({ from }) => Date.parse(from))).toEqual([NOON]);
    expect(company.log.map(({ action }) => action)).toEqual([
      ...['department.create', 'department.create', 'department.create'],
      ...['person.create', 'assignment.create', 'password.link'],
      ...['person.create', 'assignment.create', 'password.link'],
      'organisation.import',
    ]);
    const secret = answer.invitations[0]?.path.split('#')[1] ?? '';
    expect(await company.identity.readPasswordLink(secret)).toMatchObject({ login: 'wu.hao' });
  });

  it('SET-8 brought again changes nothing, in whatever encoding and language', async () => {
    const again = await bring(FIRST, WHOLE);
    expect(again.proposal.people).toEqual([]);
    expect(again.proposal.counts).toMatchObject({ samePeople: 2, departments: 0 });
    expect(company.log.map(({ action }) => action)).toEqual(['organisation.import']);
    const chinese = await roster.propose(system, file(gb18030(FIRST)), WHOLE);
    expect(chinese.people).toEqual([]);
    const english =
      'Login;Full name;Department path;Job title\nLI.NA ;李娜;远山集团 / 销售部 / 江城店;sales representative\n';
    expect((await roster.propose(system, file(english), PART)).counts).toMatchObject({
      samePeople: 1,
      newPeople: 0,
      unusableRows: 0,
    });
  });

  it('SET-8 is read from a workbook as from text, with its dates', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fencun-roster-'));
    const path = join(folder, 'people.xlsx');
    try {
      const rows = [
        ['远山集团花名册'],
        ['工号*', '姓名', '部门路径', '岗位名称', '结束日期'],
        ['WU.HAO', '吴昊', '远山集团/销售部/江城店', '店长', ''],
        ['li.na', '李娜', '江城店', 'sales-rep', '2030-12-31'],
      ];
      await writeWorkbook(path, { sheets: [{ name: '员工', rows: table(rows) }] });
      const { people, counts, columns } = await roster.propose(system, createReadStream(path), PART);
      expect(columns.map(({ column }) => column)).toEqual([
        'login',
        'name',
        'department',
        'position',
        'until',
      ]);
      expect(counts).toMatchObject({ rows: 2, unusableRows: 0, samePeople: 1, changedPeople: 1 });
      // The last day is the last on which the assignment holds, in China.
      expect(people[0]?.prolonged[0]?.until).toBe('2030-12-31T16:00:00.000Z');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('SET-7 transfers whom it places elsewhere, and leaves acting assignments alone', async () => {
    const { organisation } = company;
    const before = await organisation.view(system);
    const person = before.people.find(({ login }) => login === 'li.na')?.id ?? 0;
    const department = before.departments.find(({ name }) => name.zh === '销售部')?.id ?? 0;
    const until = new Date(NOON + 30 * 86_400_000).toISOString();
    await organisation.assign(system, {
      ...{ person, department, position: 'store-manager', until },
      capacity: 'acting',
    });
    const moved = 'login,name,department,position\nli.na,李娜娜,海城店,sales-rep\n';
    // A bare name that no department has would be a new legal entity; a path says where it belongs.
    const placed = moved.replace('海城店', '销售部/海城店');
    const { proposal } = await bring(placed, PART, { confirmed: true });
    expect(proposal.people[0]).toMatchObject({ nameBefore: '李娜', isNew: false });
    expect(proposal.departments).toHaveLength(1);
    expect((await posts())['li.na']).toEqual([
      '远山集团/销售部 store-manager',
      '远山集团/销售部/海城店 sales-rep',
    ]);
  });

  it('SET-9 asks before much would end, and does nothing until it is meant', async () => {
    const only = 'login,name,department,position\nwu.hao,吴昊,江城店,店长\n';
    const proposal = await roster.propose(system, file(only), WHOLE);
    expect(proposal).toMatchObject({ halted: true, counts: { ends: 1, emptied: 1, assignments: 2 } });
    const application = { ...WHOLE, digest: proposal.digest, confirmed: false, invite: false };
    const before = await posts();
    await expect(roster.apply(system, file(only), application)).rejects.toMatchObject({
      code: 'confirmation-needed',
    });
    expect(await posts()).toEqual(before);
    expect(company.log).toEqual([]);
    const answer = await roster.apply(system, file(only), { ...application, confirmed: true });
    expect(answer).toMatchObject({ ended: 1, begun: 0 });
    expect((await posts())['li.na']).toEqual(['远山集团/销售部 store-manager']);
  });

  it('SET-9 applies what was looked at, or nothing', async () => {
    const more = 'login,name,department,position\nxin.yi,新一,江城店,sales-rep\n';
    const { digest } = await roster.propose(system, file(more), PART);
    const application = { ...PART, digest, confirmed: true, invite: false };
    const other = more.replace('sales-rep', 'store-manager');
    await expect(roster.apply(system, file(other), application)).rejects.toMatchObject({
      code: 'version-conflict',
    });
    await company.organisation.createPerson(system, { login: 'xin.yi', name: '别人' });
    await expect(roster.apply(system, file(more), application)).rejects.toMatchObject({
      code: 'version-conflict',
    });
    expect(await posts()).toMatchObject({ 'xin.yi': [] });
  });

  it('SET-9 is the system administrator’s, and a refusal is on record', async () => {
    const security = company.officer['security-administrator'];
    await expect(roster.propose(security, file(FIRST), PART)).rejects.toMatchObject({ code: 'forbidden' });
    const application = { ...PART, digest: '0'.repeat(64), confirmed: true, invite: true };
    await expect(roster.apply(security, file(FIRST), application)).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('SET-10 leaves out rows that cannot be used, each with its reason', async () => {
    const text = [
      'login,name,department,position,from,until',
      'a b,甲,江城店,店长,,',
      'left,,江城店,店长,,',
      'jia,甲,江城店,飞行员,,',
      'yi,乙,,店长,,',
      'bing,丙,江城店,店长,03/04/2026,',
      'ding,丁,江城店,店长,2027-02-01,2027-01-01',
      'sysadmin,系统,江城店,店长,,',
      'wu,戊,江城店,店长,,',
      'wu,戊,江城店,店长,,',
      'wu,己,江城店,sales-rep,,',
    ].join('\n');
    const { unusable, people, departments } = await roster.propose(system, file(text), PART);
    expect(unusable.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6, 7, 8, 10, 11]);
    for (const { reason } of unusable) expect(reason.zh && reason.en).toBeTruthy();
    expect(people.map(({ login }) => login)).toEqual(['wu']);
    expect(departments).toEqual([]);
    await expect(roster.propose(system, file('甲,乙\n1,2\n'), PART)).rejects.toMatchObject({
      code: 'invalid-input',
    });
    const loop = 'login,name,department,parent,position\nx1,甲,A,B,店长\nx2,乙,B,A,店长\n';
    expect((await roster.propose(system, file(loop), PART)).unusable.map(({ line }) => line)).toEqual([2, 3]);
  });

  it('SET-10 ends nothing for somebody of whom a row cannot be used', async () => {
    const text = 'login,name,department,position\nwu.hao,吴昊,江城店,飞行员\nwu.hao,吴昊,销售部,店长\n';
    const { people, counts } = await roster.propose(system, file(text), WHOLE);
    expect(people.find(({ login }) => login === 'wu.hao')).toMatchObject({ ends: [] });
    expect(counts.begins).toBe(1);
  });
});

describe('a plan', () => {
  const NAMES = ['甲', '乙', '丙'];
  const row = fc.record({
    login: fc.constantFrom('a', 'b', 'c', 'd'),
    department: fc.constantFrom('总部', '总部/甲店', '甲店', '总部/乙店/丙组', '丙组'),
    position: fc.constantFrom('one', 'two', 'nowhere'),
    from: fc.constantFrom('', '2020-01-01', '2026-09-01', '2027-01-01'),
    until: fc.constantFrom('', '2026-01-01', '2027-06-01'),
  });
  const DAY = 86_400_000;

  /** The organisation as it is after a plan, by the words of the plan alone. */
  function after(view: OrganisationView, plan: ReturnType<typeof planRoster>, at: number): OrganisationView {
    const ids = new Map<number | string, number>(view.departments.map(({ id }) => [id, id]));
    const departments = [...view.departments];
    for (const { key, parent, name } of plan.departments) {
      const id = departments.length + 1;
      ids.set(key, id);
      const above = parent === null ? null : (ids.get(parent) ?? null);
      departments.push({ id, parent: above, code: `d${id}`, name: { zh: name, en: name }, closed: false });
    }
    const people = new Map(view.people.map((person) => [person.login, person]));
    let nextId = 1 + view.people.reduce((sum, { assignments }) => sum + assignments.length, 0);
    for (const { login, name, begins, ends, prolonged } of plan.people) {
      const known = people.get(login)?.assignments ?? [];
      const kept = known.map((post) => {
        const end = ends.find((each) => each.post.id === post.id);
        const longer = prolonged.find((each) => each.post.id === post.id);
        if (longer !== undefined) return { ...post, until: new Date(longer.until).toISOString() };
        if (end === undefined) return post;
        const until = Math.max(end.at ?? at, Date.parse(post.from));
        return { ...post, until: new Date(until).toISOString() };
      });
      const begun = begins.map(({ place, position, from, until }) => {
        nextId += 1;
        return {
          ...{ id: nextId, department: ids.get(place) ?? 0, position, capacity: 'regular' as const },
          from: new Date(from ?? at).toISOString(),
          until: until === null ? null : new Date(until).toISOString(),
        };
      });
      const id = people.get(login)?.id ?? people.size + 1;
      const person = { id, login, name, status: 'active' as const, office: null, trainedUntil: null };
      people.set(login, { ...person, assignments: [...kept, ...begun] });
    }
    return { ...view, departments, people: [...people.values()] };
  }

  it('SET-8 that was carried out leaves nothing to do, whatever the file', () => {
    const positions = ['one', 'two'].map((code) => ({ code, name: { zh: code, en: code } }));
    fc.assert(
      fc.property(
        fc.array(fc.array(row, { maxLength: 8 }), { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        (files, complete) => {
          let view: OrganisationView = { departments: [], positions, people: [] };
          let at = NOON;
          for (const rows of files) {
            const columns = ['login', 'name', 'department', 'position', 'from', 'until'] as const;
            const lines = rows.flatMap((each, index) => {
              const name = NAMES[each.login.charCodeAt(0) % NAMES.length] ?? '';
              const cells = [each.login, name, each.department, each.position, each.from, each.until];
              const line = readLine(index + 2, cells, columns);
              return line === null ? [] : [line];
            });
            view = after(view, planRoster(lines, view, { complete, at }), at);
            const again = planRoster(lines, view, { complete, at: at + 1 });
            expect(again.people).toEqual([]);
            expect(again.departments).toEqual([]);
            at += 40 * DAY;
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
