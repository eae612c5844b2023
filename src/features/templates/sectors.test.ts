import { describe, expect, it } from 'vitest';
import { agreedToAll } from '../../kernel/policy/customer-facts.ts';
import { decide } from '../../kernel/policy/decide.ts';
import { ACTIONS, type Context, type Placement, type Policy, type Rule } from '../../kernel/policy/model.ts';
import { BANK } from './bank.ts';
import { INSURANCE } from './insurance.ts';
import type { Template } from './template.ts';

/** 10:00 in China, on a Monday. */
const AT = Date.UTC(2025, 10, 3, 2);
/** Of the reader, in department 2 of company 1. */
const POST = 7;
const NOBODY: Placement = { owner: null, department: 2, team: [], shares: [] };
const OWN: Placement = { ...NOBODY, owner: POST };
const TEAM: Placement = { ...NOBODY, team: [POST] };
const SHARED: Placement = { ...NOBODY, department: 3, shares: [{ kind: 'assignment', id: POST }] };

type How = Partial<Pick<Context, 'secondFactorAt' | 'trainedUntil' | 'reasonGiven'>>;
const PLAIN: How = {};
const TRAINED: How = { trainedUntil: AT + 1 };
const PROVEN: How = { ...TRAINED, secondFactorAt: AT - 60_000 };
const REASONED: How = { ...PROVEN, reasonGiven: true };

function levels(
  template: Template,
  position: string,
  purpose: string,
  type: string,
  placement: Placement,
  {
    how = PLAIN,
    extra = [],
    every = false,
    hasAgreed = true,
  }: { how?: How; extra?: readonly Rule[]; every?: boolean; hasAgreed?: boolean } = {},
): Record<string, string> {
  const categories = template.recordTypes.flatMap(({ fields }) => fields.map(({ category }) => category));
  const policy: Policy = {
    version: 1,
    rules: [...template.rules, ...extra],
    purposes: template.purposes.map((each) => (every ? { ...each, categories } : each)),
    departments: [
      { id: 1, parent: null },
      { id: 2, parent: 1 },
      { id: 3, parent: 1 },
    ],
  };
  const context: Context = {
    person: 1,
    assignments: [{ id: POST, person: 1, department: 2, position, validity: {} }],
    purpose,
    at: AT,
    network: '10.0.0.1',
    secondFactorAt: null,
    trainedUntil: null,
    reasonGiven: false,
    grants: [],
    narrowing: {},
    ...how,
  };
  const recordType = template.recordTypes.find(({ name }) => name === type);
  if (recordType === undefined) throw new Error(`no type ${type}`);
  const facts = hasAgreed ? agreedToAll(template.purposes) : [];
  const { fields } = decide(policy, context, recordType, 'see', { ...placement, facts });
  return Object.fromEntries([...fields].map(([name, { disclosure }]) => [name, disclosure]));
}

type Row = readonly [
  position: string,
  purpose: string,
  type: string,
  where: Placement,
  how: How,
  expected: Readonly<Record<string, string>>,
];

const BANK_STORIES: readonly Row[] = [
  [
    ...(['teller', 'account-service', 'customer', NOBODY, PLAIN] as const),
    { name: 'masked', resident_id: 'masked', city: 'shown', remark: 'withheld', has_active_loan: 'withheld' },
  ],
  [
    ...(['teller', 'account-service', 'account', NOBODY, REASONED] as const),
    { account_no: 'shown', balance: 'shown', status: 'shown' },
  ],
  [
    ...(['relationship-manager', 'relationship-management', 'customer', OWN, PLAIN] as const),
    { name: 'shown', phone: 'shown', resident_id: 'withheld', remark: 'withheld' },
  ],
  [
    ...(['relationship-manager', 'relationship-management', 'customer', NOBODY, PROVEN] as const),
    { name: 'withheld', phone: 'withheld', city: 'withheld' },
  ],
  [
    ...(['relationship-manager', 'relationship-management', 'account', OWN, PLAIN] as const),
    { kind: 'shown', balance: 'summary', account_no: 'withheld' },
  ],
  [
    ...(['relationship-manager', 'due-diligence', 'due_diligence', OWN, PROVEN] as const),
    { conclusion: 'shown', money_laundering_risk: 'withheld', politically_exposed: 'withheld' },
  ],
  [
    ...(['branch-manager', 'relationship-management', 'customer', NOBODY, PLAIN] as const),
    { name: 'masked', phone: 'masked', tier: 'shown', resident_id: 'withheld' },
  ],
  [
    ...(['credit-officer', 'lending', 'loan', NOBODY, TRAINED] as const),
    { amount: 'withheld', credit_score: 'withheld' },
  ],
  [
    ...(['credit-officer', 'lending', 'loan', NOBODY, PROVEN] as const),
    { amount: 'shown', credit_score: 'shown', loan_no: 'shown' },
  ],
  [
    ...(['credit-officer', 'lending', 'due_diligence', NOBODY, PROVEN] as const),
    { annual_income: 'summary', money_laundering_risk: 'withheld', source_of_funds: 'withheld' },
  ],
  [
    ...(['aml-analyst', 'risk-monitoring', 'risk_alert', NOBODY, PROVEN] as const),
    { kind: 'shown', details: 'shown', reported: 'shown' },
  ],
  [...(['aml-analyst', 'risk-monitoring', 'risk_alert', NOBODY, TRAINED] as const), { kind: 'withheld' }],
  [
    ...(['risk-manager', 'collection', 'customer', NOBODY, PROVEN] as const),
    { name: 'masked', phone: 'masked', resident_id: 'withheld' },
  ],
  [
    ...(['outsourced-collector', 'collection', 'loan', SHARED, TRAINED] as const),
    { overdue_stage: 'shown', loan_no: 'withheld', amount: 'withheld', credit_score: 'withheld' },
  ],
  [
    ...(['outsourced-collector', 'collection', 'customer', SHARED, REASONED] as const),
    { name: 'masked', phone: 'masked', resident_id: 'withheld', address: 'withheld' },
  ],
  [
    ...(['outsourced-collector', 'collection', 'loan', NOBODY, PROVEN] as const),
    { overdue_stage: 'withheld' },
  ],
  [
    ...(['service-agent', 'customer-service', 'account', NOBODY, PROVEN] as const),
    { account_no: 'withheld', balance: 'withheld' },
  ],
];

const INSURANCE_STORIES: readonly Row[] = [
  [
    ...(['insurance-agent', 'insurance-sales', 'customer', OWN, PROVEN] as const),
    { name: 'shown', phone: 'shown', annual_income: 'withheld', payment_account: 'withheld' },
  ],
  [
    ...(['insurance-agent', 'policy-servicing', 'insured', OWN, REASONED] as const),
    { name: 'shown', medical_history: 'withheld', resident_id: 'withheld' },
  ],
  [
    ...(['agency-manager', 'insurance-sales', 'policy', NOBODY, PLAIN] as const),
    { status: 'shown', premium: 'masked', beneficiary: 'masked', beneficiary_id: 'withheld' },
  ],
  [
    ...(['policy-clerk', 'policy-servicing', 'customer', NOBODY, PLAIN] as const),
    { phone: 'shown', resident_id: 'masked', payment_account: 'masked' },
  ],
  [
    ...(['underwriter', 'underwriting', 'insured', NOBODY, TRAINED] as const),
    { name: 'masked', medical_history: 'withheld', birth_date: 'masked' },
  ],
  [
    ...(['underwriter', 'underwriting', 'insured', NOBODY, PROVEN] as const),
    { name: 'masked', medical_history: 'shown', health_declaration: 'shown', birth_date: 'shown' },
  ],
  [
    ...(['underwriter', 'underwriting', 'insured', NOBODY, { secondFactorAt: AT }] as const),
    { medical_history: 'withheld' },
  ],
  [
    ...(['underwriter', 'underwriting', 'claim', NOBODY, PROVEN] as const),
    { diagnosis: 'withheld', hospital: 'withheld', payee_account: 'withheld' },
  ],
  [
    ...(['claims-handler', 'claims-handling', 'claim', TEAM, TRAINED] as const),
    { claim_no: 'shown', contact_phone: 'shown', diagnosis: 'withheld', payee_account: 'masked' },
  ],
  [...(['claims-handler', 'claims-handling', 'claim', TEAM, PROVEN] as const), { diagnosis: 'shown' }],
  [
    ...(['claims-handler', 'claims-handling', 'claim', NOBODY, PROVEN] as const),
    { status: 'shown', diagnosis: 'withheld', contact_phone: 'masked' },
  ],
  [
    ...(['claims-manager', 'claims-handling', 'claim', NOBODY, PROVEN] as const),
    { diagnosis: 'withheld', amount_claimed: 'shown' },
  ],
  [...(['claims-manager', 'claims-handling', 'claim', NOBODY, REASONED] as const), { diagnosis: 'shown' }],
  [...(['claims-manager', 'claims-fraud', 'claim', NOBODY, REASONED] as const), { diagnosis: 'withheld' }],
  [
    ...(['accountant', 'policy-servicing', 'claim', NOBODY, PLAIN] as const),
    { amount_paid: 'shown', payee_account: 'masked', diagnosis: 'withheld' },
  ],
  [
    ...(['outsourced-surveyor', 'claims-handling', 'claim', SHARED, PROVEN] as const),
    { scene: 'shown', damage: 'shown', contact_phone: 'masked', diagnosis: 'withheld' },
  ],
  [...(['outsourced-surveyor', 'claims-handling', 'claim', NOBODY, PROVEN] as const), { scene: 'withheld' }],
  [
    ...(['data-protection-officer', 'compliance-audit', 'claim', NOBODY, PLAIN] as const),
    { diagnosis: 'summary', contact_phone: 'masked' },
  ],
];

const SECTORS = [
  { template: BANK, stories: BANK_STORIES, outsiders: ['outsourced-agent', 'outsourced-collector'] },
  { template: INSURANCE, stories: INSURANCE_STORIES, outsiders: ['outsourced-agent', 'outsourced-surveyor'] },
] as const;

describe.each(SECTORS)('the template $template.code', ({ template, stories, outsiders }) => {
  it(`SET-11 gives each position what its work needs (${template.code})`, () => {
    for (const [position, purpose, type, where, how, expected] of stories) {
      const found = levels(template, position, purpose, type, where, { how });
      const asked = Object.fromEntries(Object.keys(expected).map((name) => [name, found[name]]));
      expect(asked, `${position} · ${purpose} · ${type}`).toEqual(expected);
    }
  });

  it(`SET-11 gives outsiders nothing sensitive, even beside a rule that grants everything (${template.code})`, () => {
    const everything: Rule = {
      ...{ id: 'everything', version: 1, name: { zh: '', en: '' }, effect: 'allow', who: { anyone: true } },
      ...{ recordType: '*', scope: 'all', fields: { all: true }, actions: ACTIONS, disclosure: 'shown' },
      ...{ purposes: '*', conditions: [], validity: {}, obligations: [] },
    };
    for (const position of outsiders) {
      const mine = template.purposes.filter(({ who }) => who.positions?.includes(position));
      for (const purpose of mine) {
        for (const type of template.recordTypes) {
          const how = { how: REASONED, extra: [everything], every: true };
          const found = levels(template, position, purpose.code, type.name, SHARED, how);
          for (const field of type.fields) {
            const isClosed = field.sensitivity === 4 || ['finance', 'health', 'kyc'].includes(field.category);
            if (isClosed)
              expect(found[field.name], `${position} ${type.name}.${field.name}`).toBe('withheld');
            const isContact = ['phone', 'person-name', 'email'].includes(field.type);
            if (isContact && found[field.name] !== 'withheld') expect(found[field.name]).toBe('masked');
          }
        }
      }
    }
  });

  it(`SET-11 opens what rests on consent only where the customer agreed (${template.code})`, () => {
    for (const [position, purpose, type, where, how] of stories) {
      if (template.purposes.find(({ code }) => code === purpose)?.legalBasis !== 'consent') continue;
      const found = Object.values(
        levels(template, position, purpose, type, where, { how, hasAgreed: false }),
      );
      expect(
        found.filter((level) => level !== 'withheld'),
        `${position} · ${purpose}`,
      ).toEqual([]);
    }
  });

  it(`SET-4 has no rule that says nothing, or that none of its purposes lets apply (${template.code})`, () => {
    const { rules, recordTypes, purposes } = template;
    for (const { id, effect, recordType, fields, purposes: codes, who } of rules) {
      const { names, categories, sensitivityAtMost = 4, sensitivityAtLeast = 1 } = fields;
      const meant = recordTypes
        .filter(({ name }) => recordType === '*' || recordType === name)
        .flatMap((type) => type.fields)
        .filter(
          (field) =>
            (names?.includes(field.name) ?? true) &&
            (categories?.includes(field.category) ?? true) &&
            field.sensitivity <= sensitivityAtMost &&
            field.sensitivity >= sensitivityAtLeast,
        );
      expect(meant.length, id).toBeGreaterThan(0);
      for (const name of names ?? [])
        expect(
          meant.some((field) => field.name === name),
          `${id} ${name}`,
        ).toBe(true);
      if (effect === 'deny' || codes === '*') continue;
      for (const position of who.positions ?? []) {
        const open = purposes.filter(
          ({ code, who: by }) => codes.includes(code) && by.positions?.includes(position),
        );
        const useful = open.some((each) => meant.some(({ category }) => each.categories.includes(category)));
        expect(useful, `${id} for ${position}`).toBe(true);
      }
    }
  });
});
