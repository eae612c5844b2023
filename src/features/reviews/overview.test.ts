import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createReviewsCompany, type ReviewsCompany } from '../../../test/support/reviews-company.ts';
import { type SessionSpan, sharedLogins } from './shared-logins.ts';

const DAY = 86_400_000;
const forbidden = expect.objectContaining({ code: 'forbidden' });

let lab: ReviewsCompany;
beforeAll(async () => {
  lab = await createReviewsCompany();
});
afterAll(() => lab?.close());

it('REVIEW-4 unused authority is counted from the log, for whoever may know of it, and looking is on record', async () => {
  const { company, reviews } = lab;
  const start = company.time.now;
  await lab.phone('clerk', 0);
  const first = await reviews.overview(await lab.act('officer'));
  expect(first.use).toMatchObject({ unused: 0, listed: [] });
  expect(first.use?.tooEarly).toBeGreaterThan(0);
  expect(company.log.at(-1)).toMatchObject({ action: 'authority.read', outcome: 'released' });

  lab.wait(95 * DAY);
  await lab.phone('colleague', 0);
  lab.wait(5 * DAY);
  const later = await reviews.overview(await lab.act('officer'));
  const unused = later.use?.listed.map(({ person, category }) => `${person.name} ${category}`) ?? [];
  // Who read lately uses what they have; who read a hundred days ago does not.
  expect(unused).toContain('Name of clerk basic');
  expect(unused).not.toContain('Name of colleague basic');
  expect(later.use?.unused).toBe(unused.length);
  expect((later.use?.used ?? 0) + (later.use?.tooEarly ?? 0) + unused.length).toBe(later.use?.rights);
  const [row] = later.use?.listed.filter(({ person }) => person.name === 'Name of clerk') ?? [];
  expect(row?.lastUsed).toBe(new Date(start).toISOString().slice(0, 10));
  expect(row?.rules.map(({ id }) => id)).toContain('clerks-see');

  expect((await reviews.overview(await lab.act('security'))).use?.unused).toBe(unused.length);
  const system = await reviews.overview(await lab.act('sysadmin'));
  expect([system.use, system.shared]).toEqual([null, null]);
  await expect(reviews.overview(await lab.act('clerk'))).rejects.toEqual(forbidden);
  expect(company.log.at(-1)).toMatchObject({ action: 'authority.read', outcome: 'refused' });
});

it('REVIEW-5 people without an assignment, clients whose owner has none, logins in two places and differences from the source are found', async () => {
  const { company, reviews, differences } = lab;
  const system = await lab.act('sysadmin');
  const token = { name: 'reporting', expiresInDays: 300, narrowing: {} };
  const clerk = await lab.act('clerk');
  await company.identity.issueToken(clerk, token);
  await company.organisation.endAssignment(system, lab.assignment.clerk ?? 0);
  const visit = { door: 'http', network: '198.51.100.7', request: null, userAgent: 'curl/8' } as const;
  await lab.act('manager');
  company.time.now += 60_000;
  await company.identity.signIn({ login: 'manager', password: 'correct horse battery staple' }, visit);
  company.time.now += 60_000;
  await lab.act('manager');
  differences.push({
    person: clerk.caller.person.id,
    name: 'x',
    assignment: null,
    department: 1,
    position: 'clerk',
  });

  const {
    unassigned,
    clients,
    shared,
    differences: found,
  } = await reviews.overview(await lab.act('officer'));
  expect(unassigned).toMatchObject([{ login: 'clerk', kind: 'assignment-ended' }]);
  expect(unassigned[0]?.credentials).toBeGreaterThan(1);
  expect(clients).toMatchObject([{ name: 'reporting', kind: 'token', fault: 'owner-without-assignment' }]);
  expect(shared?.find(({ login }) => login === 'manager')).toMatchObject({ places: 2 });
  expect(found).toMatchObject([{ kind: 'missing', assignment: null }]);
});

it('REVIEW-6 a login is in two places at once exactly where two of its sessions overlap elsewhere', () => {
  const span = fc.record({
    person: fc.constantFrom(1, 2),
    from: fc.integer({ min: 0, max: 30 }),
    length: fc.integer({ min: 0, max: 10 }),
    place: fc.constantFrom('a', 'b', 'c'),
  });
  fc.assert(
    fc.property(fc.array(span, { maxLength: 8 }), (drawn) => {
      const sessions = drawn.map(
        ({ length, ...rest }): SessionSpan => ({ ...rest, until: rest.from + length }),
      );
      const overlaps = (one: SessionSpan, other: SessionSpan) =>
        one.person === other.person &&
        one.place !== other.place &&
        Math.max(one.from, other.from) < Math.min(one.until, other.until);
      const found = new Set(sharedLogins(sessions).map(({ person }) => person));
      for (const person of [1, 2]) {
        const own = sessions.filter((each) => each.person === person);
        const anywhere = own.some((one) => own.some((other) => overlaps(one, other)));
        // A session of no length touches another without overlapping it: it may count, and need not.
        if (anywhere) expect(found).toContain(person);
        if (found.has(person)) {
          expect(
            own.some((one) => own.some((other) => one.place !== other.place && one.from <= other.until)),
          ).toBe(true);
        }
      }
    }),
  );
});
