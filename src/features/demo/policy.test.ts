import { describe, expect, it } from 'vitest';
import { agreedToAll } from '../../kernel/policy/customer-facts.ts';
import { decide } from '../../kernel/policy/decide.ts';
import {
  ACTIONS,
  type Action,
  type Context,
  type Placement,
  type Policy,
  type Rule,
} from '../../kernel/policy/model.ts';
import { demoCompany } from './company.ts';
import { DEMO_DEPARTMENTS, DEMO_POSITIONS, DEPARTMENT } from './departments.ts';
import { DEMO_POLICY, DEMO_RULES } from './policy.ts';
import { DEMO_PURPOSES } from './purposes.ts';
import { DEMO_CATEGORIES, DEMO_RECORD_TYPES } from './record-types.ts';
import { DEMO_STORIES } from './stories.ts';

/** 10:00 in China, on a Monday. */
const AT = Date.UTC(2025, 10, 3, 2);
const company = demoCompany(AT);

function assignmentOf(login: string, index = 0): number {
  const person = company.people.find((one) => one.login === login);
  const held = company.assignments.filter((one) => one.person === person?.id)[index];
  if (held === undefined) throw new Error(`${login} holds no such assignment.`);
  return held.id;
}

function contextOf(login: string, purpose: string, change: Partial<Context> = {}): Context {
  const person = company.people.find((one) => one.login === login);
  if (person === undefined) throw new Error(`Nobody signs in as ${login}.`);
  return {
    person: person.id,
    assignments: company.assignments.filter((held) => held.person === person.id),
    grants: [],
    purpose,
    at: AT,
    network: '10.1.2.3',
    secondFactorAt: null,
    trainedUntil: person.trainedUntil,
    reasonGiven: false,
    narrowing: {},
    ...change,
  };
}

/** Of a customer who agreed to everything: the stories are about the policy. */
const NOWHERE: Placement = {
  ...{ owner: null, department: null, team: [], shares: [] },
  facts: agreedToAll(DEMO_PURPOSES),
};

type Asked = Readonly<{
  login: string;
  purpose: string;
  type?: string;
  action?: Action;
  where: Partial<Placement>;
  change?: Partial<Context>;
  /** Rules besides those of the demo company. */
  extra?: readonly Rule[];
  /** Opens these categories to every purpose, so that only the rules decide. */
  everyCategory?: readonly string[];
}>;

const EVERYTHING_TO_EVERYBODY: Rule = {
  id: 'everything-to-everybody',
  version: 1,
  name: { zh: '', en: '' },
  effect: 'allow',
  who: { anyone: true },
  recordType: '*',
  scope: 'all',
  fields: { all: true },
  actions: ACTIONS,
  disclosure: 'shown',
  purposes: '*',
  conditions: [],
  validity: {},
  obligations: [],
};

/** What each field becomes; withheld ones are left out. */
function seen(asked: Asked) {
  const {
    login,
    purpose,
    type = 'customer',
    action = 'see',
    where,
    change,
    extra = [],
    everyCategory,
  } = asked;
  const policy: Policy = {
    ...DEMO_POLICY,
    rules: [...DEMO_RULES, ...extra],
    purposes: DEMO_PURPOSES.map((one) => ({ ...one, categories: everyCategory ?? one.categories })),
  };
  const recordType = DEMO_RECORD_TYPES.find(({ name }) => name === type);
  if (recordType === undefined) throw new Error(`No record type ${type}.`);
  const placement: Placement = { ...NOWHERE, ...where };
  const { fields } = decide(policy, contextOf(login, purpose, change), recordType, action, placement);
  const open = [...fields].filter(([, { disclosure }]) => disclosure !== 'withheld');
  return Object.fromEntries(open.map(([name, { disclosure }]) => [name, disclosure]));
}

const SHARED: Partial<Placement> = {
  department: DEPARTMENT.onlineStore,
  shares: [{ kind: 'department', id: DEPARTMENT.callCentre, tree: true }],
};

describe('the policy of the demo company', () => {
  it('DEMO-5 every rule names existing positions, departments, types, fields, categories and purposes', () => {
    const ids = DEMO_RULES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const rule of DEMO_RULES) expect(unknownNamesOf(rule), rule.id).toEqual([]);
  });

  it('DEMO-5 every rule matches at least one field of its types, and can be used under one of its purposes', () => {
    for (const rule of DEMO_RULES) {
      const types = DEMO_RECORD_TYPES.filter(
        ({ name }) => rule.recordType === '*' || rule.recordType === name,
      );
      const { names, categories, sensitivityAtMost = 4, sensitivityAtLeast = 1 } = rule.fields;
      const fields = types
        .flatMap((type) => type.fields)
        .filter(
          (field) =>
            (names?.includes(field.name) ?? true) &&
            (categories?.includes(field.category) ?? true) &&
            field.sensitivity <= sensitivityAtMost &&
            field.sensitivity >= sensitivityAtLeast,
        );
      expect(fields.length, rule.id).toBeGreaterThan(0);
      if (rule.effect === 'deny' || rule.purposes === '*') continue;
      for (const code of rule.purposes) {
        const purpose = DEMO_PURPOSES.find((one) => one.code === code);
        const pursued = rule.who.positions?.some((one) =>
          (purpose?.who.positions as readonly string[] | undefined)?.includes(one),
        );
        expect(pursued, `${rule.id} for ${code}`).toBe(true);
      }
    }
  });

  it('DEMO-5 every purpose has positions and categories that exist, and a DPV term', () => {
    const positions = DEMO_POSITIONS.map(({ code }) => code as string);
    const categories = DEMO_CATEGORIES.map(({ code }) => code);
    for (const { code, who, categories: opened, dpv } of DEMO_PURPOSES) {
      expect(code).toMatch(/^[a-z-]+$/);
      expect(dpv).toMatch(/^https:\/\/w3id\.org\/dpv#[A-Z][A-Za-z]+$/);
      for (const position of who.positions ?? []) expect(positions).toContain(position);
      for (const category of opened) expect(categories).toContain(category);
    }
  });

  it('DEMO-5 the printed accounts exist, may pursue their purpose, and number six to nine', () => {
    expect(DEMO_STORIES.length).toBeGreaterThanOrEqual(6);
    expect(DEMO_STORIES.length).toBeLessThanOrEqual(9);
    for (const { login, purpose } of DEMO_STORIES) {
      const person = company.people.find((one) => one.login === login);
      expect(person?.status, login).toBe('active');
      expect(purpose === null, login).toBe(person?.office !== null);
      if (purpose === null) continue;
      const customer = DEMO_RECORD_TYPES[0];
      if (customer === undefined) throw new Error('No record type.');
      const nowhere: Placement = NOWHERE;
      expect(decide(DEMO_POLICY, contextOf(login, purpose), customer, 'see', nowhere).refusal, login).toBe(
        null,
      );
    }
  });
});

describe('the stories of the demo company', () => {
  it("DEMO-6 sales: own phone shown, a colleague's masked, amounts as a band, no finance, no identity number", () => {
    const asked = { login: 'li.na', purpose: 'sales-follow-up' };
    const own = { owner: assignmentOf('li.na'), department: DEPARTMENT.shanghaiStore };
    const colleagues = { owner: 999, department: DEPARTMENT.shanghaiStore };
    expect(seen({ ...asked, where: own })).toMatchObject({ phone: 'shown', total_spent: 'summary' });
    expect(seen({ ...asked, where: colleagues })).toMatchObject({ phone: 'masked', name: 'shown' });
    for (const where of [own, colleagues]) {
      for (const hidden of ['resident_id', 'bank_card', 'credit_limit', 'tax_no']) {
        expect(seen({ ...asked, where })).not.toHaveProperty(hidden);
      }
      expect(seen({ ...asked, where, type: 'invoice' }).amount).toBeUndefined();
    }
    expect(seen({ ...asked, where: own, type: 'contract' })).toMatchObject({
      title: 'shown',
      amount: 'summary',
    });
    expect(seen({ ...asked, where: { department: DEPARTMENT.hangzhouStore } })).toEqual({});
    expect(seen({ ...asked, where: colleagues, action: 'find' })).toHaveProperty('phone');
    expect(seen({ ...asked, where: colleagues, action: 'export' })).toEqual({});
  });

  it('DEMO-6 a transferred employee sees preferences only, and nothing through the ended assignment', () => {
    const old = { owner: assignmentOf('zhou.min', 0), department: DEPARTMENT.shanghaiStore };
    const asked = { login: 'zhou.min', where: old };
    expect(seen({ ...asked, purpose: 'sales-follow-up' })).toEqual({});
    const marketing = seen({ ...asked, purpose: 'marketing' });
    expect(marketing).toMatchObject({
      name: 'masked',
      phone: 'masked',
      marketing_tags: 'shown',
      birth_date: 'summary',
    });
    for (const hidden of ['total_spent', 'order_count', 'address', 'resident_id', 'remark']) {
      expect(marketing).not.toHaveProperty(hidden);
    }
    expect(seen({ ...asked, purpose: 'marketing', type: 'contract' })).toEqual({});
    expect(
      seen({ login: 'zhou.min', purpose: 'marketing', where: { department: DEPARTMENT.onlineStore } }),
    ).toEqual({});
    expect(Object.keys(seen({ ...asked, purpose: 'marketing', action: 'aggregate' })).sort()).toEqual([
      'city',
      'member_level',
      'preferred_category',
      'preferred_channel',
      'registered_on',
      'source',
    ]);
  });

  it('DEMO-6 a temporary assignment opens the second store until the instant it ends', () => {
    const asked = {
      login: 'wang.jian',
      purpose: 'sales-follow-up',
      where: { department: DEPARTMENT.hangzhouStore },
    };
    const until = company.assignments[assignmentOf('wang.jian', 1) - 1]?.validity.until ?? 0;
    const trained = { trainedUntil: until + 1 };
    expect(seen({ ...asked, change: { ...trained, at: until - 1 } })).toMatchObject({ phone: 'shown' });
    expect(seen({ ...asked, change: { ...trained, at: until } })).toEqual({});
  });

  it('DEMO-6 finance: amounts of the whole legal entity; credit figures in full only after a second factor', () => {
    const books = { login: 'zhao.lei', purpose: 'invoicing' };
    expect(
      seen({ ...books, type: 'contract', where: { department: DEPARTMENT.shenzhenStore } }),
    ).toMatchObject({
      amount: 'shown',
      settlement_account: 'masked',
    });
    expect(
      seen({ ...books, type: 'invoice', where: { department: DEPARTMENT.ecommerceFinance } }),
    ).toMatchObject({
      amount: 'shown',
      tax_no: 'shown',
    });
    const credit = {
      login: 'zhao.lei',
      purpose: 'credit-check',
      where: { department: DEPARTMENT.suzhouStore },
    };
    expect(seen(credit)).toMatchObject({ resident_id: 'masked', credit_limit: 'masked' });
    const proved = seen({ ...credit, change: { secondFactorAt: AT - 60_000 } });
    expect(proved).toMatchObject({ resident_id: 'masked', credit_limit: 'shown' });
    expect(proved).not.toHaveProperty('marketing_tags');
    expect(proved).not.toHaveProperty('phone');
  });

  it('DEMO-6 after-sales: any caller masked; in full after a second factor, and only whom the agent handles', () => {
    const asked = { login: 'chen.jing', purpose: 'after-sales-service' };
    const fresh = { secondFactorAt: AT - 60_000 };
    const mine = { department: DEPARTMENT.shanghaiStore, team: [assignmentOf('chen.jing')] };
    const others = { department: DEPARTMENT.shanghaiStore };
    expect(seen({ ...asked, where: mine }).phone).toBe('masked');
    expect(seen({ ...asked, where: mine, change: fresh }).phone).toBe('shown');
    expect(seen({ ...asked, where: others, change: fresh }).phone).toBe('masked');
    expect(seen({ ...asked, where: others, action: 'find' })).toHaveProperty('phone');
    expect(
      seen({ ...asked, type: 'ticket', where: { department: DEPARTMENT.afterSalesDesk } }),
    ).toMatchObject({
      description: 'shown',
      callback_phone: 'masked',
    });
  });

  it("DEMO-6 a colleague's customer's phone opens to sales for a reason, an identity number to after-sales after a step-up", () => {
    const store = { department: DEPARTMENT.shanghaiStore };
    const reason = { reasonGiven: true };
    const sales = { login: 'li.na', purpose: 'sales-follow-up', where: { ...store, owner: 999 } };
    expect(seen(sales).phone).toBe('masked');
    expect(seen({ ...sales, change: reason }).phone).toBe('shown');
    for (const hidden of ['resident_id', 'bank_card', 'credit_limit']) {
      expect(seen({ ...sales, change: reason })).not.toHaveProperty(hidden);
    }
    expect(seen({ ...sales, where: { department: DEPARTMENT.hangzhouStore }, change: reason })).toEqual({});
    const service = { login: 'chen.jing', purpose: 'after-sales-service', where: store };
    const fresh = { secondFactorAt: AT - 60_000 };
    expect(seen({ ...service, change: reason })).not.toHaveProperty('resident_id');
    expect(seen({ ...service, change: fresh })).not.toHaveProperty('resident_id');
    expect(seen({ ...service, change: { ...reason, ...fresh } }).resident_id).toBe('shown');
    const outsourced = { login: 'wu.hao', purpose: 'after-sales-service', where: SHARED };
    expect(seen({ ...outsourced, change: { ...reason, ...fresh } })).toEqual(seen(outsourced));
  });

  it('DEMO-6 outsourced: only what was shared, masked, by day, and only for trained people', () => {
    const asked = { login: 'wu.hao', purpose: 'after-sales-service' };
    expect(seen({ ...asked, where: SHARED })).toEqual({ name: 'masked', phone: 'masked', address: 'masked' });
    expect(seen({ ...asked, where: { department: DEPARTMENT.onlineStore } })).toEqual({});
    const order = seen({ ...asked, type: 'order', where: SHARED });
    expect(order).toMatchObject({ status: 'shown', consignee_phone: 'masked', delivery_address: 'masked' });
    expect(order).not.toHaveProperty('amount');
    const evening = { at: Date.UTC(2025, 10, 3, 12) };
    expect(seen({ ...asked, where: SHARED, change: evening })).toEqual({});
    expect(seen({ ...asked, login: 'tang.qi', where: SHARED })).toEqual({});
  });

  it('DEMO-6 prohibitions hold against a rule that grants everything to everybody', () => {
    const generous = { extra: [EVERYTHING_TO_EVERYBODY] };
    const outsourced = { ...generous, login: 'wu.hao', purpose: 'after-sales-service', where: SHARED };
    for (const name of ['resident_id', 'bank_card', 'credit_limit', 'total_spent', 'tax_no']) {
      expect(seen(outsourced)[name], name).toBeUndefined();
    }
    expect(seen(outsourced)).toMatchObject({ name: 'shown', phone: 'masked', address: 'masked' });
    for (const action of ['export', 'print', 'share'] as const) {
      expect(seen({ ...outsourced, action })).toEqual({});
    }

    const where = { department: DEPARTMENT.shanghaiStore };
    const everyCategory = ['basic', 'transaction', 'preference', 'service', 'finance'];
    const sales = { ...generous, login: 'li.na', purpose: 'sales-follow-up', where, everyCategory };
    const marketing = { ...generous, login: 'zhou.min', purpose: 'marketing', where, everyCategory };
    expect(seen(sales)).toMatchObject({ resident_id: 'shown', total_spent: 'shown' });
    for (const name of ['bank_card', 'tax_no']) expect(seen(sales)[name], name).toBeUndefined();
    for (const name of ['total_spent', 'order_count', 'tax_no']) {
      expect(seen(marketing)[name], name).toBeUndefined();
    }
    const exported = seen({ ...sales, action: 'export' });
    expect(exported).toMatchObject({ phone: 'shown' });
    for (const name of ['resident_id', 'total_spent', 'remark']) expect(exported[name], name).toBeUndefined();
  });

  it('DEMO-6 nobody exports or prints sensitive information, whoever asks and for whatever purpose', () => {
    for (const person of company.people) {
      for (const { code } of DEMO_PURPOSES) {
        for (const action of ['export', 'print'] as const) {
          const where = { department: DEPARTMENT.shanghaiStore, owner: assignmentOf('li.na') };
          const change = { secondFactorAt: AT };
          const fields = seen({ login: person.login, purpose: code, action, where, change });
          for (const name of ['resident_id', 'bank_card', 'credit_limit', 'total_spent', 'remark']) {
            expect(fields[name], `${person.login} ${code} ${name}`).toBeUndefined();
          }
        }
      }
    }
  }, 120_000);

  it('DEMO-6 the protection officer sees everything of the company, and nothing personal in full', () => {
    for (const type of DEMO_RECORD_TYPES) {
      const fields = seen({
        login: 'lin.yue',
        purpose: 'compliance-audit',
        type: type.name,
        where: { department: DEPARTMENT.onlineStore },
      });
      expect(Object.keys(fields).length).toBeGreaterThan(0);
      for (const field of type.fields) {
        if (field.sensitivity >= 3) expect(fields[field.name], field.name).not.toBe('shown');
        if (field.sensitivity === 4) expect(['summary', undefined]).toContain(fields[field.name]);
      }
    }
  });

  it('DEMO-6 a steward finds duplicates by identity number without seeing it, and creates in every category', () => {
    const asked = {
      login: 'liu.yang',
      purpose: 'customer-onboarding',
      where: { department: DEPARTMENT.hangzhouStore },
    };
    expect(seen({ ...asked, action: 'find' })).toHaveProperty('resident_id');
    expect(seen(asked).resident_id).toBe('masked');
    expect(Object.keys(seen({ ...asked, action: 'create' }))).toHaveLength(27);
  });

  it('DEMO-6 the three administrators see nothing for any purpose', () => {
    for (const login of ['xu.gang', 'shen.yun', 'qin.shu']) {
      for (const { code } of DEMO_PURPOSES) {
        expect(seen({ login, purpose: code, where: { department: DEPARTMENT.shanghaiStore } })).toEqual({});
      }
    }
  });
});

/** Everything that a rule names and the demo company does not have. */
function unknownNamesOf(rule: Rule): readonly string[] {
  const types = DEMO_RECORD_TYPES.filter(({ name }) => rule.recordType === '*' || rule.recordType === name);
  const known = {
    position: new Set(DEMO_POSITIONS.map(({ code }) => code as string)),
    department: new Set(DEMO_DEPARTMENTS.map(({ id }) => String(id))),
    field: new Set(types.flatMap((type) => type.fields.map(({ name }) => name))),
    category: new Set(DEMO_CATEGORIES.map(({ code }) => code)),
    purpose: new Set<string>(DEMO_PURPOSES.map(({ code }) => code)),
  };
  const named = {
    position: rule.who.positions ?? [],
    department: (rule.who.departments ?? []).map(({ id }) => String(id)),
    field: rule.fields.names ?? [],
    category: rule.fields.categories ?? [],
    purpose: rule.purposes === '*' ? [] : rule.purposes,
  };
  const kinds = ['position', 'department', 'field', 'category', 'purpose'] as const;
  const unknown = kinds.flatMap((kind) =>
    named[kind].filter((name) => !known[kind].has(name)).map((name) => `${kind} ${name}`),
  );
  return types.length === 0 ? [`record type ${rule.recordType}`, ...unknown] : unknown;
}
