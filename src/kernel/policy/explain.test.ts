import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { world } from '../../../test/agreement/world.ts';
import type { Field, RecordType } from '../record-type.ts';
import { decide } from './decide.ts';
import { explain } from './explain.ts';
import type { Context, Grant, Placement, Policy, Purpose, Rule } from './model.ts';

const NOON = Date.UTC(2026, 4, 6, 4, 0);
const label = (en: string) => ({ zh: en, en });

const field = (name: string, more: Partial<Field> = {}): Field => ({
  name,
  label: label(name),
  type: 'text',
  category: 'basic',
  sensitivity: 3,
  mask: 'text',
  summary: null,
  encrypted: false,
  lookups: [],
  required: false,
  ...more,
});
const customer: RecordType = {
  name: 'customer',
  label: label('Customer'),
  customerField: null,
  titleField: 'name',
  fields: [field('name'), field('spent', { category: 'transaction' }), field('tag', { mask: null })],
};
const purpose = (code: string, categories: readonly string[]): Purpose => ({
  code,
  label: label(code),
  description: label(code),
  legalBasis: 'contract',
  dpv: 'https://w3id.org/dpv#ServiceProvision',
  categories,
  who: { anyone: true },
  validity: {},
});
const rule = (id: string, more: Partial<Rule> = {}): Rule => ({
  id,
  version: 4,
  name: label(`The rule ${id}`),
  effect: 'allow',
  who: { anyone: true },
  recordType: 'customer',
  scope: 'department',
  fields: { all: true },
  actions: ['see'],
  disclosure: 'masked',
  purposes: '*',
  conditions: [],
  validity: {},
  obligations: [],
  ...more,
});
const policyOf = (...rules: Rule[]): Policy => ({
  version: 1,
  rules,
  purposes: [purpose('after-sales', ['basic']), purpose('credit', ['basic', 'transaction'])],
  departments: [{ id: 1, parent: null }],
});
const context: Context = {
  person: 7,
  assignments: [{ id: 11, person: 7, department: 1, position: 'clerk', validity: {} }],
  grants: [],
  purpose: 'after-sales',
  at: NOON,
  network: '203.0.113.5',
  secondFactorAt: null,
  trainedUntil: null,
  reasonGiven: false,
  narrowing: {},
};
const here: Placement = { owner: null, department: 1, team: [], shares: [] };
const ask = (
  policy: Policy,
  name = 'name',
  changes: Partial<Context> = {},
  audience: 'reader' | 'auditor' = 'reader',
) => explain(policy, { ...context, ...changes }, customer, 'see', here, name, audience);
const english = ({ reasons }: ReturnType<typeof ask>) => reasons.map(({ en }) => en).join(' ');

/** `npm run test:deep` raises this. */
const WORLDS = Number(process.env.FENCUN_WORLDS ?? 300);

describe('explaining a field', () => {
  it('says what is permitted, and leaves nothing to ask for where all is shown', () => {
    const all = ask(policyOf(rule('open', { disclosure: 'shown' })));
    expect(all).toMatchObject({ disclosure: 'shown', remedy: null, requestable: false });
    expect(english(all)).toContain('shown in full');
    expect(ask(policyOf(rule('open')))).toMatchObject({ disclosure: 'masked', requestable: true });
  });

  it('EXPL-9 says what the customer has decided, and that nobody inside can open it', () => {
    const [first, ...others] = policyOf(rule('open', { disclosure: 'shown' })).purposes;
    if (first === undefined) throw new Error('the policy has purposes');
    const policy = {
      ...policyOf(rule('open', { disclosure: 'shown' })),
      purposes: [{ ...first, legalBasis: 'consent' as const }, ...others],
    };
    const about = (...facts: string[]) =>
      explain(policy, context, customer, 'see', { ...here, facts }, 'name', 'reader');
    expect(about('consent:after-sales')).toMatchObject({ disclosure: 'shown' });
    const closed = about();
    expect(closed).toMatchObject({ disclosure: 'withheld', requestable: false, reveal: null });
    expect(closed.reasons[0]?.en).toContain('has not agreed');
    expect(closed.remedy?.en).toContain('ask the customer');
    expect(about('consent:after-sales', 'state:restricted').reasons[0]?.en).toContain('restricted');
  });

  it('EXPL-2 says why nothing at all is permitted', () => {
    expect(ask(policyOf(), 'name', { purpose: null }).remedy?.en).toContain('Choose a purpose');
    expect(english(ask(policyOf(), 'name', { purpose: 'unheard-of' }))).toContain(
      'do not carry this purpose',
    );
    expect(english(ask(policyOf(), 'name', { narrowing: { recordTypes: [] } }))).toContain('API token');
    expect(english(ask(policyOf()))).toContain('No rule permits it');
  });

  it('POL-40 tells an auditor that a field waits to be placed, and a reader what it tells of any closed field', () => {
    const fields = customer.fields.map((each) => ({ ...each, placed: false }));
    const about = (audience: 'reader' | 'auditor') =>
      explain(policyOf(rule('open')), context, { ...customer, fields }, 'see', here, 'name', audience);
    expect(english(about('auditor'))).toContain('has not been placed');
    // The same words; but a request for it would be refused.
    expect(about('reader')).toEqual({ ...ask(policyOf()), requestable: false });
  });

  it('EXPL-3 says that the purpose does not need it, and which purpose of the reader does', () => {
    const explanation = ask(policyOf(rule('open')), 'spent');
    expect(english(explanation)).toContain('“after-sales” does not need');
    expect(explanation.remedy?.en).toContain('“credit”');
  });

  it('EXPL-11 offers a request only for what can be asked for', () => {
    expect(ask(policyOf()).requestable).toBe(true);
    expect(ask(policyOf(rule('open')), 'spent').requestable).toBe(false);
    const { purposes, ...policy } = policyOf();
    const alone = ask({ ...policy, purposes: purposes.slice(0, 1) }, 'spent');
    expect(alone).toMatchObject({ requestable: false, remedy: null });
    expect(ask(policyOf(), 'name', { purpose: 'unheard-of' }).requestable).toBe(false);
  });

  it.each([
    [{ kind: 'second-factor-age', atMostSeconds: 300 }, 'second-factor'],
    [{ kind: 'network', cidrs: ['10.0.0.0/8'] }, 'network'],
    [
      { kind: 'time-of-day', weekdays: [7], fromMinute: 0, untilMinute: 1440, utcOffsetMinutes: 480 },
      'hours',
    ],
    [{ kind: 'training-valid' }, 'training'],
    [{ kind: 'reason-given' }, 'reason'],
  ] as const)('EXPL-4 says which condition keeps more closed: %j', (condition, word) => {
    const better = rule('better', { disclosure: 'shown', conditions: [condition] });
    const explanation = ask(policyOf(rule('open'), better));
    expect(explanation.disclosure).toBe('masked');
    expect(english(explanation)).toContain(word);
    expect(explanation.remedy).not.toBeNull();
  });

  it('EXPL-5 speaks of a prohibition, and offers no request against it', () => {
    const stop = rule('stop', { effect: 'deny', disclosure: 'shown', scope: 'all' });
    const explanation = ask(policyOf(rule('open', { disclosure: 'shown' }), stop));
    expect(explanation).toMatchObject({ disclosure: 'masked', requestable: false, remedy: null });
    expect(english(explanation)).toContain('prohibition');
  });

  it('says when a token, or a missing mask, makes it less', () => {
    const open = policyOf(rule('open', { disclosure: 'shown' }));
    expect(english(ask(open, 'name', { narrowing: { disclosureAtMost: 'masked' } }))).toContain('API token');
    expect(english(ask(policyOf(rule('open')), 'tag'))).toContain('this field has none');
  });

  it('EXPL-6 names rules to an auditor and to nobody else', () => {
    const policy = policyOf(
      rule('open'),
      rule('stop', { effect: 'deny', disclosure: 'shown' }),
      rule('late', { disclosure: 'shown', conditions: [{ kind: 'training-valid' }] }),
    );
    const reader = JSON.stringify(ask(policy));
    for (const { id } of policy.rules) expect(reader).not.toContain(id);
    const auditor = ask(policy, 'name', {}, 'auditor');
    expect(auditor.rules).toEqual(['open@4', 'stop@4']);
    expect(english(auditor)).toContain('“The rule stop” (stop@4) forbids');
  });

  it('explains a field that does not exist like one that no rule opens', () => {
    const { field: _, ...unknown } = ask(policyOf(), 'no_such_field');
    const { field: __, ...closed } = ask(policyOf());
    expect(unknown).toEqual(closed);
  });

  it('asked about no record in particular, says what is possible at best', () => {
    const policy = policyOf(rule('open', { scope: 'own', disclosure: 'shown' }));
    expect(ask(policy).disclosure).toBe('withheld');
    const best = explain(policy, context, customer, 'see', null, 'name', 'auditor');
    expect(best).toMatchObject({ disclosure: 'shown', rules: ['open@4'] });
  });

  it('speaks of other actions as permitted or not', () => {
    const policy = policyOf(rule('search', { actions: ['find'] }));
    const found = explain(policy, context, customer, 'find', here, 'name', 'reader');
    expect(english(found)).toBe('The assignment and the purpose permit it.');
    expect(explain(policy, context, customer, 'edit', here, 'name', 'reader').disclosure).toBe('withheld');
  });

  it('EXPL-8 says how more can be revealed: with a reason, or with a reason after a step-up', () => {
    const reason = { kind: 'reason-given' } as const;
    const proof = { kind: 'second-factor-age', atMostSeconds: 300 } as const;
    const better = (...conditions: Rule['conditions']) =>
      policyOf(rule('open'), rule('better', { disclosure: 'shown', conditions }));
    expect(ask(better(reason))).toMatchObject({ disclosure: 'masked', reveal: 'reason' });
    expect(ask(better(reason)).remedy?.en).toContain('State a reason');
    const stepUp = ask(better(reason, proof));
    expect(stepUp.reveal).toBe('reason-and-step-up');
    expect(stepUp.remedy?.en).toContain('second factor');
    expect(ask(better(reason, proof), 'name', { secondFactorAt: NOON }).reveal).toBe('reason');
    // What a step-up opens by itself, or what another condition keeps closed, is not a reason's to open.
    expect(ask(better(proof)).reveal).toBeNull();
    expect(ask(better(reason, { kind: 'training-valid' })).reveal).toBeNull();
    expect(ask(policyOf(rule('open', { disclosure: 'shown' }))).reveal).toBeNull();
    const stop = rule('stop', { effect: 'deny', disclosure: 'shown', scope: 'all' });
    expect(ask({ ...better(reason), rules: [...better(reason).rules, stop] }).reveal).toBeNull();
  });

  it('EXPL-10 tells its reader of a grant by its request and end, and an auditor by its reference', () => {
    const grant: Grant = {
      ...rule('grant-12', { disclosure: 'shown', validity: { until: NOON + 86_400_000 } }),
      effect: 'allow',
      scope: 'granted',
      grant: 12,
      name: { zh: '申请 7', en: 'Request 7' },
      who: { assignments: [11] },
    };
    const marked: Placement = { ...here, shares: [{ kind: 'grant', id: 12 }] };
    const asked = (audience: 'reader' | 'auditor', place = marked) =>
      explain(
        policyOf(rule('open')),
        { ...context, grants: [grant] },
        customer,
        'see',
        place,
        'name',
        audience,
      );
    expect(asked('reader')).toMatchObject({ disclosure: 'shown', rules: [] });
    expect(english(asked('reader'))).toContain('through “Request 7”, until 2026-05-07 04:00 (UTC)');
    expect(asked('auditor').rules).toContain('grant-12@4');
    expect(english(asked('auditor'))).toContain('The grant “');
    expect(english(asked('reader', here))).not.toContain('through');
  });

  it('EXPL-7 never disagrees with the decision, and always gives a reason in both languages', () => {
    fc.assert(
      fc.property(world, ({ policy, recordType, context, placements }) => {
        for (const placement of placements.slice(0, 2)) {
          const decision = decide(policy, context, recordType, 'see', placement);
          for (const { name } of recordType.fields) {
            for (const audience of ['reader', 'auditor'] as const) {
              const explanation = explain(policy, context, recordType, 'see', placement, name, audience);
              expect(explanation.disclosure).toBe(decision.fields.get(name)?.disclosure);
              expect(explanation.reasons.length).toBeGreaterThan(0);
              for (const { zh, en } of explanation.reasons) expect(zh !== '' && en !== '').toBe(true);
              if (audience === 'reader') expect(explanation.rules).toEqual([]);
            }
          }
        }
      }),
      { numRuns: WORLDS / 5 },
    );
  });
});
