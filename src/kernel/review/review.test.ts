import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Company } from '../approval/approvers.ts';
import { USUAL_ROLES } from '../approval/default-flow.ts';
import { departmentTree } from '../policy/department-tree.ts';
import type { Sensitivity } from '../record-type.ts';
import { advise, type ReviewedRight, type ReviewFacts } from './recommend.ts';
import { REVIEW_KINDS, REVIEW_MODES, type ReviewSubject, reviewersOf } from './reviewers.ts';

const DAY = 86_400_000;
const AT = Date.UTC(2026, 5, 1, 9);
const OFFICER = 99;
const POSITIONS = ['store-manager', 'sales-director', 'data-steward', 'data-protection-officer', 'clerk'];

const person = fc.integer({ min: 1, max: 6 });
const company: fc.Arbitrary<Company> = fc.record({
  departments: fc.constant([
    { id: 1, parent: null },
    { id: 2, parent: 1 },
    { id: 3, parent: 2 },
  ]),
  posts: fc.array(
    fc.record({
      person,
      department: fc.integer({ min: 1, max: 3 }),
      position: fc.constantFrom(...POSITIONS),
    }),
    { maxLength: 10 },
  ),
  deputies: fc.array(
    fc.record({ person, deputy: person }).filter((one) => one.person !== one.deputy),
    { maxLength: 3 },
  ),
});
const subject: fc.Arbitrary<ReviewSubject> = fc.record({
  kind: fc.constantFrom(...REVIEW_KINDS),
  person,
  department: fc.constantFrom(1, 2, 3, null),
  owners: fc.constantFrom([], ['clerk']),
  used: fc.boolean(),
});

it('REVIEW-10 there is always somebody to review, never the person themself nor their deputy unless the log vouches for them, and the DPO only where nobody else is', () => {
  fc.assert(
    fc.property(company, subject, fc.constantFrom(...REVIEW_MODES), (firm, about, mode) => {
      const { role, deciders } = reviewersOf(about, mode, USUAL_ROLES, firm, [OFFICER]);
      expect(deciders.size).toBeGreaterThan(0);
      expect(role === 'self').toBe(mode === 'self' && about.used);
      if (role === 'self') {
        expect([...deciders.keys()]).toEqual([about.person]);
        return;
      }
      const isOwnDeputy = (one: number) =>
        firm.deputies.some((each) => each.person === about.person && each.deputy === one);
      for (const one of deciders.keys()) {
        expect(one).not.toBe(about.person);
        expect(isOwnDeputy(one)).toBe(false);
      }
      const free = (positions: readonly string[], within: readonly number[] | null) =>
        firm.posts.filter(
          (post) =>
            positions.includes(post.position) &&
            (within === null || within.includes(post.department)) &&
            post.person !== about.person &&
            !isOwnDeputy(post.person),
        );
      const above = departmentTree(firm.departments).selfAndAncestors(about.department ?? 0);
      const isOfData = about.kind === 'rule' || about.kind === 'grant';
      const owners = about.owners.length > 0 ? about.owners : USUAL_ROLES.owner;
      const first = isOfData ? free(owners, null) : free(USUAL_ROLES.head, above);
      const protection = free(USUAL_ROLES.dpo, null);
      const wanted = first.length > 0 ? (isOfData ? 'owner' : 'head') : protection.length > 0 ? 'dpo' : null;
      expect(role).toBe(wanted ?? 'security-administrator');
      if (role === 'head') {
        const nearest = above.find((id) => first.some(({ department }) => department === id));
        const asked = first.filter(({ department }) => department === nearest).map((post) => post.person);
        for (const places of deciders.values()) for (const one of places) expect(asked).toContain(one);
      }
      if (role === 'security-administrator') expect([...deciders.keys()]).toEqual([OFFICER]);
    }),
    { numRuns: 500 },
  );
});

const day = fc.option(
  fc.integer({ min: 0, max: 200 }).map((ago) => new Date(AT - ago * DAY).toISOString().slice(0, 10)),
);
const right: fc.Arbitrary<ReviewedRight> = fc.record({
  ...{ recordType: fc.constant('customer'), category: fc.constantFrom('basic', 'transaction') },
  ...{ sensitivity: fc.constantFrom<Sensitivity>(2, 4), lastUsed: day, days: fc.nat(90) },
  verdict: fc.constantFrom('used', 'unused', 'too-early'),
  ...{ peersUsing: fc.option(fc.nat(3)), rules: fc.constant([]) },
});
const moment = fc.integer({ min: 0, max: 300 }).map((ago) => AT - ago * DAY);
const facts: fc.Arbitrary<ReviewFacts> = fc.record({
  ...{ since: moment, watchedSince: fc.option(moment), lastUsed: day, days: fc.nat(90), reads: fc.nat() },
  ...{ peers: fc.nat(3), peersHaving: fc.nat(3), rights: fc.array(right, { maxLength: 4 }) },
  fields: fc.constant(['customer.a', 'customer.b']),
  fieldsUsed: fc.subarray(['customer.a', 'customer.b']),
  ...{ until: fc.constant(null), ownerActive: fc.boolean() },
});

it('REVIEW-11 what was used lately is never advised to go, nor what could not be watched long enough, and every narrowing leaves something', () => {
  fc.assert(
    fc.property(fc.constantFrom(...REVIEW_KINDS), facts, (kind, known) => {
      const { verdict, because } = advise(kind, known, AT);
      const isOrphan = kind === 'client' && !known.ownerActive;
      const ago = known.lastUsed === null ? null : AT - Date.parse(known.lastUsed);
      const watched = known.watchedSince === null ? 0 : AT - Math.max(known.since, known.watchedSince);
      if (verdict === 'remove' && !isOrphan) {
        expect(because).toBe('unused');
        expect(ago === null || ago > 90 * DAY).toBe(true);
        expect(watched).toBeGreaterThanOrEqual((kind === 'grant' ? 7 : 90) * DAY);
      }
      if (isOrphan) expect(verdict).toBe('remove');
      if (verdict === 'narrow') {
        expect(because).toBe('partly-unused');
        expect(['assignment', 'grant']).toContain(kind);
        expect(known.lastUsed).not.toBeNull();
        if (kind === 'grant') expect([1]).toContain(known.fieldsUsed.length);
        else expect(known.rights.some((each) => each.verdict === 'unused')).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});
