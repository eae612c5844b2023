import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sensitivity } from '../record-type.ts';
import {
  type Approval,
  type ApprovalEvent,
  advance,
  begin,
  currentStep,
  decidersNow,
  type Setting,
} from './approval.ts';
import { askedBy, type Company } from './approvers.ts';
import { defaultFlow, emergencyReview } from './default-flow.ts';
import { type Approver, type Flow, flowFaults, NEEDS, type Step, type Subject, stepsFor } from './flow.ts';
import { isNarrower, type Terms } from './terms.ts';

const NOON = Date.UTC(2026, 4, 6, 4, 0);
const HOUR = 3_600_000;
const roles = { head: ['manager'], owner: ['steward'], dpo: ['officer'], outside: [] };

/** 1 ─ 2 ─ 3, and 1 ─ 4. The clerk 10 works in 3, whose manager is 20; above are 21 and 22. */
const company: Company = {
  departments: [
    { id: 1, parent: null },
    { id: 2, parent: 1 },
    { id: 3, parent: 2 },
    { id: 4, parent: 1 },
  ],
  posts: [
    { person: 10, department: 3, position: 'clerk' },
    { person: 20, department: 3, position: 'manager' },
    { person: 21, department: 2, position: 'manager' },
    { person: 22, department: 1, position: 'manager' },
    { person: 30, department: 4, position: 'steward' },
    { person: 31, department: 4, position: 'steward' },
    { person: 40, department: 4, position: 'officer' },
  ],
  deputies: [],
};
const subject: Subject = {
  requester: 10,
  department: 3,
  sensitivity: 3,
  customers: 1,
  export: false,
  outside: false,
};
const terms: Terms = { fields: ['phone', 'name'], disclosure: 'shown', days: 7, export: false };
const setting = (change: Partial<Subject> = {}, of: Partial<Company> = {}): Setting => ({
  flow: defaultFlow(roles),
  subject: { ...subject, ...change },
  company: { ...company, ...of },
  isReview: false,
});

function outcomeOf(
  at: Setting,
  ...events: readonly (ApprovalEvent | readonly [ApprovalEvent, number])[]
): Approval {
  let approval = begin(at, terms, NOON);
  for (const each of events) {
    const [event, hours] = 'kind' in each ? [each, 1] : each;
    const next = advance(at, approval, event, NOON + hours * HOUR);
    if (typeof next === 'string') throw new Error(next);
    approval = next;
  }
  return approval;
}
const approve = (by: number, narrower?: Terms): ApprovalEvent =>
  narrower === undefined ? { kind: 'approve', by } : { kind: 'approve', by, terms: narrower };
const who = (at: Setting, approval: Approval) => [...decidersNow(at, approval).keys()].toSorted();

describe('the flow that a company begins with', () => {
  const levels = (change: Partial<Subject>) =>
    stepsFor(defaultFlow(roles), { ...subject, ...change }).map(({ id }) => id);

  it('SHARE-1 asks the more people, the more sensitive it is, and the DPO always for sensitive information', () => {
    expect(levels({ sensitivity: 2 })).toEqual(['head']);
    expect(levels({ sensitivity: 3 })).toEqual(['head', 'owner']);
    expect(levels({ sensitivity: 4 })).toEqual(['head', 'owner', 'dpo']);
    expect(levels({ sensitivity: 1, customers: 100 })).toEqual(['head', 'owner']);
    expect(levels({ sensitivity: 3, export: true })).toEqual(['head', 'owner', 'dpo']);
    expect(levels({ sensitivity: 3, outside: true })).toEqual(['head', 'owner', 'dpo']);
    expect(flowFaults(defaultFlow(roles))).toEqual([]);
  });

  it('SHARE-1 takes the DPO in even where a flow leaves them out, or could go past them', () => {
    const [head] = defaultFlow(roles).steps;
    const forgetful: Flow = { ...defaultFlow(roles), steps: head === undefined ? [] : [head] };
    expect(stepsFor(forgetful, { ...subject, sensitivity: 4 }).map(({ id }) => id)).toEqual([
      'head',
      'dpo-by-law',
    ]);
    const evading = {
      ...forgetful,
      steps: defaultFlow(roles).steps.map((step) => ({
        ...step,
        escalateTo: [{ kind: 'head' } as const],
      })),
    };
    expect(stepsFor(evading, { ...subject, sensitivity: 4 }).at(-1)?.id).toBe('dpo-by-law');
  });
});

describe('a request', () => {
  it('goes from the nearest head to the stewards, and is approved when each level agrees', () => {
    const at = setting();
    expect(who(at, begin(at, terms, NOON))).toEqual([20]);
    const half = outcomeOf(at, approve(20));
    expect(half.status).toBe('pending');
    expect(who(at, half)).toEqual([30, 31]);
    expect(outcomeOf(at, approve(20), approve(31)).status).toBe('approved');
  });

  it('SHARE-2 of a head goes to the head above, and never to whoever asks or stands in for them', () => {
    const own = setting({ requester: 20 });
    expect(who(own, begin(own, terms, NOON))).toEqual([21]);
    const deputised = setting({}, { deputies: [{ person: 10, deputy: 20 }] });
    expect(who(deputised, begin(deputised, terms, NOON))).toEqual([21]);
    const throughOther = setting({}, { deputies: [{ person: 20, deputy: 10 }] });
    expect(who(throughOther, begin(throughOther, terms, NOON))).toEqual([20]);
    expect(advance(own, begin(own, terms, NOON), approve(20), NOON)).toBe('not-asked');
  });

  it('is decided in absence by a deputy, in whose place it is recorded', () => {
    const at = setting({}, { deputies: [{ person: 20, deputy: 22 }] });
    expect(who(at, begin(at, terms, NOON))).toEqual([20, 22]);
    expect(outcomeOf(at, approve(22)).votes).toMatchObject([{ by: 22, inPlaceOf: [20] }]);
  });

  it('SHARE-3 is narrowed by approvers and never widened', () => {
    const at = setting();
    const narrower: Terms = { fields: ['phone'], disclosure: 'masked', days: 3, export: false };
    expect(outcomeOf(at, approve(20, narrower), approve(30)).terms).toEqual(narrower);
    const wide = (more: Partial<Terms>) =>
      advance(at, begin(at, terms, NOON), approve(20, { ...terms, ...more }), NOON);
    expect(wide({ days: 8 })).toBe('not-narrower');
    expect(wide({ fields: ['identity'] })).toBe('not-narrower');
    expect(wide({ fields: [] })).toBe('not-narrower');
    expect(wide({ export: true })).toBe('not-narrower');
  });

  it('SHARE-4 stays refused: whoever still needs it asks anew', () => {
    const at = setting();
    const refused = outcomeOf(at, { kind: 'refuse', by: 20 });
    expect(refused.status).toBe('refused');
    for (const event of [approve(20), approve(30), { kind: 'answer', by: 10 }, { kind: 'tick' }] as const)
      expect(advance(at, refused, event, NOON)).toBe('closed');
  });

  it('waits for its requester when an approver asks back, and may be withdrawn', () => {
    const at = setting();
    const waiting = outcomeOf(at, { kind: 'ask-back', by: 20 });
    expect(waiting.status).toBe('asked-back');
    expect(advance(at, waiting, approve(20), NOON)).toBe('closed');
    expect(advance(at, waiting, { kind: 'answer', by: 20 }, NOON)).toBe('not-the-requester');
    expect(
      outcomeOf(at, { kind: 'ask-back', by: 20 }, { kind: 'answer', by: 10 }, approve(20), approve(30))
        .status,
    ).toBe('approved');
    expect(outcomeOf(at, { kind: 'withdraw', by: 10 }).status).toBe('withdrawn');
    expect(outcomeOf(at, { kind: 'ask-back', by: 20 }, [{ kind: 'tick' }, 24 * 15]).status).toBe('lapsed');
  });

  it('SHARE-5 goes to others when its time is over or nobody is there, and lapses when they are silent too', () => {
    const at = setting();
    const late = outcomeOf(at, [{ kind: 'tick' }, 25]);
    expect(late).toMatchObject({ status: 'pending', escalated: true });
    expect(who(at, late)).toEqual([20, 30, 31]);
    expect(outcomeOf(at, [{ kind: 'tick' }, 25], [{ kind: 'tick' }, 50]).status).toBe('lapsed');
    const deserted = setting({}, { posts: company.posts.filter(({ position }) => position !== 'manager') });
    const begun = begin(deserted, terms, NOON);
    expect(who(deserted, begun)).toEqual([30, 31]);
    // Whoever decided at one level does not decide at the next.
    expect(who(deserted, outcomeOf(deserted, approve(30)))).toEqual([31]);
  });

  it('SHARE-5 leaves the only DPO to their own level when another level is silent, and asks the next head above', () => {
    const at = setting({ sensitivity: 4 });
    const late = outcomeOf(at, approve(20), [{ kind: 'tick' }, 50]);
    expect(late).toMatchObject({ status: 'pending', step: 1, escalated: true });
    expect(who(at, late)).toEqual([21, 30, 31]);
    expect(advance(at, late, approve(40), NOON + 50 * HOUR)).toBe('not-asked');
    const agreed = outcomeOf(at, approve(20), [{ kind: 'tick' }, 50], [approve(21), 51]);
    expect(who(at, agreed)).toEqual([40]);
    expect(advance(at, agreed, approve(40), NOON + 52 * HOUR)).toMatchObject({ status: 'approved' });
    const second = setting(
      { sensitivity: 4 },
      { posts: [...company.posts, { person: 41, department: 4, position: 'officer' }] },
    );
    expect(who(second, outcomeOf(second, approve(20), [{ kind: 'tick' }, 50]))).toEqual([30, 31, 40, 41]);
  });

  it('SHARE-15 for what is open already is judged, however late: neither withdrawn, nor narrowed, nor lapsed', () => {
    const at: Setting = { ...setting(), flow: emergencyReview(roles), isReview: true };
    expect(advance(at, begin(at, terms, NOON), { kind: 'withdraw', by: 10 }, NOON)).toBe('under-review');
    const narrower = { ...terms, fields: ['phone'] };
    expect(advance(at, begin(at, terms, NOON), approve(30, narrower), NOON)).toBe('under-review');
    const late = outcomeOf(at, [{ kind: 'tick' }, 25], [{ kind: 'tick' }, 5000]);
    expect(late.status).toBe('pending');
    expect(who(at, late)).toEqual([30, 31, 40]);
    const unanswered = outcomeOf(at, { kind: 'ask-back', by: 30 }, [{ kind: 'tick' }, 26]);
    expect(unanswered.status).toBe('pending');
    expect(advance(at, unanswered, { kind: 'refuse', by: 40 }, NOON)).toMatchObject({ status: 'refused' });
  });

  it('asks all of them, or more than half, where its flow says so', () => {
    const step = (needs: Step['needs']): Step => ({
      id: 'stewards',
      name: { zh: '', en: '' },
      approvers: [{ kind: 'owner' }, { kind: 'person', person: 22 }],
      needs,
      when: [],
      hours: 24,
      escalateTo: [],
    });
    const at = (needs: Step['needs']): Setting => ({
      ...setting(),
      flow: { ...defaultFlow(roles), steps: [step(needs)] },
    });
    expect(outcomeOf(at('all'), approve(30), approve(31)).status).toBe('pending');
    expect(outcomeOf(at('all'), approve(30), approve(31), approve(22)).status).toBe('approved');
    expect(outcomeOf(at('majority'), approve(30)).status).toBe('pending');
    expect(outcomeOf(at('majority'), approve(30), { kind: 'refuse', by: 22 }, approve(31)).status).toBe(
      'approved',
    );
    expect(outcomeOf(at('majority'), { kind: 'refuse', by: 30 }, { kind: 'refuse', by: 22 }).status).toBe(
      'refused',
    );
    expect(advance(at('all'), outcomeOf(at('all'), approve(30)), approve(30), NOON)).toBe('already-decided');
  });

  it('does not ask again who agreed at an earlier level, and waits for nobody who can no longer agree', () => {
    const flow = (needs: Step['needs']): Flow => {
      const [, owner] = defaultFlow(roles).steps;
      if (owner === undefined) throw new Error('there is no step of the owner');
      const dpo = { kind: 'dpo' } as const;
      const second = { ...owner, id: 'second', approvers: [...owner.approvers, dpo], needs, escalateTo: [] };
      return { ...defaultFlow(roles), steps: [owner, second] };
    };
    const at = (needs: Step['needs']): Setting => ({ ...setting(), flow: flow(needs) });
    const all = outcomeOf(at('all'), approve(30));
    expect(who(at('all'), all)).toEqual([31, 40]);
    expect(outcomeOf(at('all'), approve(30), approve(31)).status).toBe('pending');
    expect(outcomeOf(at('all'), approve(30), approve(31), approve(40)).status).toBe('approved');
    expect(outcomeOf(at('majority'), approve(30), approve(40)).status).toBe('approved');
    // Who refused at an earlier level and was outvoted can't agree at this one.
    const outvoted: Setting = {
      ...at('all'),
      flow: {
        ...flow('all'),
        steps: flow('all').steps.map((step, index) =>
          index === 0
            ? { ...step, needs: 'majority', approvers: [...step.approvers, { kind: 'person', person: 22 }] }
            : { ...step, escalateTo: [{ kind: 'person', person: 21 }] },
        ),
      },
    };
    const after = outcomeOf(outvoted, { kind: 'refuse', by: 30 }, approve(31), approve(22));
    expect(after).toMatchObject({ status: 'pending', step: 1, escalated: true });
    expect(who(outvoted, after)).toEqual([21, 40]);
  });
});

describe('any order of events', () => {
  const people = [10, 20, 21, 22, 30, 31, 40];
  const person = fc.constantFrom(...people);
  const approver: fc.Arbitrary<Approver> = fc.oneof(
    fc.constantFrom<Approver>({ kind: 'head' }, { kind: 'owner' }, { kind: 'dpo' }),
    person.map((one) => ({ kind: 'person' as const, person: one })),
  );
  const step = (id: string): fc.Arbitrary<Step> =>
    fc.record({
      id: fc.constant(id),
      name: fc.constant({ zh: '', en: '' }),
      approvers: fc.array(approver, { minLength: 1, maxLength: 3 }),
      needs: fc.constantFrom(...NEEDS),
      when: fc.constantFrom([], [], [{ sensitivityAtLeast: 3 as const }]),
      hours: fc.constantFrom(1, 24),
      escalateTo: fc.array(approver, { maxLength: 2 }),
    });
  const settings: fc.Arbitrary<Setting> = fc.record({
    flow: fc.oneof(
      fc.constant(defaultFlow(roles)),
      fc
        .integer({ min: 1, max: 3 })
        .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => step(`step-${index}`))))
        .map((steps): Flow => ({ ...defaultFlow(roles), steps })),
    ),
    subject: fc.record({
      requester: person,
      department: fc.constantFrom(1, 2, 3, 4),
      sensitivity: fc.constantFrom<Sensitivity>(1, 2, 3, 4),
      customers: fc.constantFrom(1, 200, 2000),
      export: fc.boolean(),
      outside: fc.boolean(),
    }),
    isReview: fc.constant(false),
    company: fc
      .array(fc.record({ person, deputy: person }), { maxLength: 3 })
      .map((deputies): Company => ({ ...company, deputies })),
  });
  const event: fc.Arbitrary<ApprovalEvent> = fc.oneof(
    { weight: 8, arbitrary: person.map((by) => ({ kind: 'approve' as const, by })) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constantFrom('refuse' as const, 'ask-back' as const, 'answer' as const, 'withdraw' as const),
        by: person,
      }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'tick' as const }) },
  );

  it('SHARE-6 approves nothing without everybody whom each level needs, each level somebody else, never the requester', () => {
    const seen = { approved: 0, other: 0 };
    fc.assert(
      fc.property(
        settings,
        fc.array(event, { maxLength: 20 }),
        fc.integer({ min: 0, max: 20 }),
        (at, events, pace) => {
          let approval = begin(at, terms, NOON);
          const escalatedAt = new Set<string>();
          for (const [index, each] of events.entries()) {
            if (approval.escalated) escalatedAt.add(currentStep(at, approval)?.id ?? '');
            const next = advance(at, approval, each, NOON + index * pace * HOUR);
            if (typeof next === 'string') continue;
            expect(isNarrower(approval.terms, next.terms)).toBe(true);
            approval = next;
          }
          if (approval.status !== 'approved') {
            seen.other += 1;
            return;
          }
          seen.approved += 1;
          const { requester } = at.subject;
          const barred = at.company.deputies
            .filter((one) => one.person === requester)
            .map(({ deputy }) => deputy);
          const steps = stepsFor(at.flow, at.subject);
          expect(steps.length).toBeGreaterThan(0);
          if (at.subject.sensitivity === 4) {
            const voices = approval.votes.flatMap(({ inPlaceOf }) => inPlaceOf);
            expect(voices).toContain(40);
          }
          const voters: number[] = [];
          const agreedEarlier = new Set<number>();
          for (const taken of steps) {
            const agreed = approval.votes.filter(
              (vote) => vote.step === taken.id && vote.verdict === 'approve',
            );
            const by = agreed.map((vote) => vote.by);
            expect(by.length).toBeGreaterThan(0);
            expect(by.some((one) => one === requester || barred.includes(one))).toBe(false);
            expect(by.some((one) => voters.includes(one))).toBe(false);
            voters.push(...by);
            const asked = [...askedBy(taken.approvers, at.flow, at.subject, at.company)];
            // Who agreed at an earlier level has agreed; who was outvoted there has not.
            const covered = asked.filter(
              (one) => agreedEarlier.has(one) || agreed.some(({ inPlaceOf }) => inPlaceOf.includes(one)),
            );
            for (const one of by) agreedEarlier.add(one);
            if (escalatedAt.has(taken.id)) continue;
            expect(asked.some((one) => agreed.some(({ inPlaceOf }) => inPlaceOf.includes(one)))).toBe(true);
            if (taken.needs === 'all') expect(covered.length).toBe(asked.length);
            if (taken.needs === 'majority') expect(covered.length * 2).toBeGreaterThan(asked.length);
          }
        },
      ),
      { numRuns: Number(process.env.FENCUN_WORLDS ?? 3000) },
    );
    expect(seen.approved).toBeGreaterThan(50);
  });
});
