import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actOf, NO_SECOND_FACTOR } from '../../../test/support/company.ts';
import { createTestDatabase } from '../../../test/support/database.ts';
import { newPositionSchema } from '../../contract/organisation.ts';
import { purposeSchema, ruleSchema } from '../../contract/policy.ts';
import { OFFICES, type Office } from '../../contract/session.ts';
import { templatesViewSchema } from '../../contract/templates.ts';
import { type Fencun, openFencun } from '../../fencun.ts';
import { policyMatrix } from '../../kernel/policy/matrix.ts';
import type { Policy } from '../../kernel/policy/model.ts';
import { loadConfig } from '../../platform/config.ts';
import { SILENT } from '../../platform/log.ts';
import type { Act } from '../administration.ts';
import { checkFieldParts } from '../catalogue/refusals.ts';
import { writeSecurityPolicy } from '../identity/identity.ts';
import type { Template } from './template.ts';
import { TEMPLATES } from './templates.ts';

const problem = (code: string) => expect.objectContaining({ code });
const AT = Date.UTC(2026, 4, 6, 4, 0);

const policyOf = ({ rules, purposes }: Template): Policy => ({
  version: 1,
  rules,
  purposes,
  departments: [{ id: 1, parent: null }],
});

/** What each position sees at best of each field, from a department of its own company. */
function sightsOf(template: Template) {
  const groups = template.positions.map(({ code }, index) => ({
    key: code,
    posts: [{ id: index + 1, person: index + 1, department: 1, position: code, validity: {} }],
  }));
  return template.recordTypes.flatMap((type) => {
    const cells = policyMatrix(policyOf(template), type, groups, { at: AT });
    return type.fields.flatMap((field) =>
      groups.map(({ key }, index) => ({ type, field, position: key, cell: cells.get(field.name)?.[index] })),
    );
  });
}

describe.each(TEMPLATES)('the template $code', (template) => {
  const fieldsOf = (recordType: string) =>
    template.recordTypes
      .filter(({ name }) => recordType === '*' || recordType === name)
      .flatMap(({ fields }) => fields.map(({ name }) => name));

  it(`SET-4 is what an editor could write, and names only what it brings (${template.code})`, () => {
    const positions = new Set(template.positions.map(({ code }) => code));
    const purposes = new Set(template.purposes.map(({ code }) => code));
    for (const position of template.positions) newPositionSchema.parse(position);
    for (const purpose of template.purposes) {
      purposeSchema.parse(purpose);
      expect(purpose.who.positions?.filter((code) => !positions.has(code))).toEqual([]);
    }
    for (const rule of template.rules) {
      ruleSchema.parse(rule);
      expect(rule.who.departments, rule.id).toBeUndefined();
      expect(rule.who.positions?.filter((code) => !positions.has(code)) ?? [], rule.id).toEqual([]);
      expect(rule.purposes === '*' || rule.purposes.every((code) => purposes.has(code)), rule.id).toBe(true);
      const known = new Set(fieldsOf(rule.recordType));
      expect(rule.fields.names?.filter((name) => !known.has(name)) ?? [], rule.id).toEqual([]);
    }
    expect(new Set(template.rules.map(({ id }) => id)).size).toBe(template.rules.length);
    for (const type of template.recordTypes) for (const field of type.fields) checkFieldParts(field);
  });

  it(`SET-5 shows nobody sensitive information without a condition, and nobody everything (${template.code})`, () => {
    const sights = sightsOf(template);
    const open = sights.filter(
      ({ field, cell }) => field.sensitivity === 4 && cell?.disclosure === 'shown' && !cell.conditional,
    );
    expect(open.map(({ position, type, field }) => `${position} ${type.name}.${field.name}`)).toEqual([]);
    for (const { code } of template.positions) {
      const mine = sights.filter(({ position }) => position === code);
      expect(
        mine.some(({ cell }) => cell?.disclosure === 'withheld'),
        code,
      ).toBe(true);
    }
  });

  it(`SET-5 gives the outsourced agent what was shared, contacts masked, accounts never (${template.code})`, () => {
    const mine = sightsOf(template).filter(
      ({ position, cell }) => position === 'outsourced-agent' && cell?.disclosure !== 'withheld',
    );
    expect(mine.length).toBeGreaterThan(0);
    expect(mine.flatMap(({ cell }) => cell?.scopes ?? []).filter((scope) => scope !== 'shared')).toEqual([]);
    expect(mine.filter(({ field }) => field.sensitivity === 4 || field.category === 'finance')).toEqual([]);
    const contacts = mine.filter(({ field }) => ['phone', 'address', 'person-name'].includes(field.type));
    expect(contacts.map(({ cell }) => cell?.disclosure)).toEqual(contacts.map(() => 'masked'));
  });

  it(`SET-5 opens every purpose to somebody and every record type to some purpose (${template.code})`, () => {
    const used = new Set(template.rules.flatMap(({ purposes }) => (purposes === '*' ? [] : purposes)));
    expect(template.purposes.map(({ code }) => code).filter((code) => !used.has(code))).toEqual([]);
    const seen = new Set(
      sightsOf(template).flatMap(({ type, cell }) => (cell?.scopes.length ? [type.name] : [])),
    );
    expect([...seen]).toEqual(template.recordTypes.map(({ name }) => name));
  });
});

describe.each(TEMPLATES)('applying $code', ({ code, recordTypes, rules, purposes, positions }) => {
  let fencun: Fencun;
  let officer: Record<Office, Act>;
  let end: () => Promise<void>;
  beforeAll(async () => {
    const { url, drop } = await createTestDatabase([]);
    const folder = mkdtempSync(join(tmpdir(), 'fencun-templates-'));
    fencun = await openFencun(loadConfig({ DATABASE_URL: url, FENCUN_DATA: folder }, folder), SILENT);
    officer = await foundCompany(fencun);
    end = async () => {
      await fencun.close();
      await drop();
      rmSync(folder, { recursive: true, force: true });
    };
  });
  afterAll(() => end());

  it(`SET-6 takes two offices, each its own part, and happens once, whole (${code})`, async () => {
    const { templates, gateway, policies } = fencun;
    const {
      'system-administrator': system,
      'security-administrator': security,
      'audit-administrator': auditor,
    } = officer;
    await expect(templates.takePositions(security, code)).rejects.toEqual(problem('forbidden'));
    await expect(templates.apply(system, code)).rejects.toEqual(problem('forbidden'));
    // Without the positions nothing of it comes into force.
    await expect(templates.apply(security, code)).rejects.toEqual(problem('invalid-input'));
    expect((await gateway.catalogue()).types.size).toBe(0);

    await fencun.organisation.createPosition(
      system,
      positions[0] ?? { code: 'none', name: { zh: '', en: '' } },
    );
    await templates.takePositions(system, code);
    const view = await templates.view(auditor);
    expect(templatesViewSchema.parse(view)).toEqual(view);
    expect(view.applicable).toBe(true);
    expect(view.templates.find((each) => each.code === code)?.positions.every(({ known }) => known)).toBe(
      true,
    );

    const results = await Promise.allSettled([
      templates.apply(security, code),
      templates.apply(security, code),
    ]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect([...(await gateway.catalogue()).types.values()]).toEqual(recordTypes);
    const policy = await policies.load();
    expect(policy.rules.map(({ id }) => id).toSorted()).toEqual(rules.map(({ id }) => id).toSorted());
    expect(policy.purposes).toHaveLength(purposes.length);
    await expect(templates.apply(security, code)).rejects.toEqual(problem('already-exists'));
    expect((await templates.view(security)).applicable).toBe(false);
  });
});

async function foundCompany({ organisation, identity }: Fencun): Promise<Record<Office, Act>> {
  const passwords = new Map<Office, string>();
  await organisation.found({
    founders: OFFICES.map((office) => ({ office, login: office, name: office })),
    door: 'cli',
    network: null,
    async alsoWithin(client, officers, at) {
      await writeSecurityPolicy(client, NO_SECOND_FACTOR, 1, { at, by: null });
      for (const [office, person] of officers) {
        const account = { person, login: office, password: `quiet harbour of ${person} lanterns` };
        await identity.choosePasswordWithin(client, account, at);
        passwords.set(office, account.password);
      }
    },
  });
  const visit = { door: 'http', network: '10.0.0.1', request: null, userAgent: null } as const;
  const acts = {} as Record<Office, Act>;
  for (const [office, password] of passwords) {
    const { secret } = await identity.signIn({ login: office, password }, visit);
    acts[office] = await actOf(identity, secret);
  }
  return acts;
}
