import type pg from 'pg';
import { purposeBodySchema, ruleBodySchema } from '../../contract/policy.ts';
import { Problem } from '../../contract/problem.ts';
import { OFFICES } from '../../contract/session.ts';
import { type TemplateCode, type TemplatesView, templatesViewSchema } from '../../contract/templates.ts';
import type { GatewayDoor, OpenCatalogue } from '../../gateway/door.ts';
import type { Label } from '../../kernel/record-type.ts';
import { type Act, type AdministrationParts, createAdministration } from '../administration.ts';
import type { Organisation } from '../organisation/organisation.ts';
import type { Enacted, Policies } from '../policies/policies.ts';
import { BANK } from './bank.ts';
import { E_COMMERCE } from './e-commerce.ts';
import { INSURANCE } from './insurance.ts';
import { RETAIL } from './retail.ts';
import type { Template } from './template.ts';

export type TemplatesParts = AdministrationParts &
  Readonly<{
    gateway: Pick<GatewayDoor, 'catalogue' | 'revise'>;
    policies: Pick<Policies, 'load' | 'enact'>;
    organisation: Pick<Organisation, 'view' | 'createMissingPositions'>;
  }>;

/**
 * Industry templates. Two offices put one in force, each its own part: the positions are the system administrator's,
 * the record types, purposes and rules the security administrator's. Neither could hand a right to themselves with it.
 */
export type Templates = Readonly<{
  /** For the offices. */
  view(act: Act): Promise<TemplatesView>;
  /** The system administrator takes over those positions of a template that the company does not have. */
  takePositions(act: Act, code: TemplateCode): Promise<void>;
  /**
   * The security administrator puts record types, purposes and rules in force, all in one transaction. Where another
   * person has to approve, purposes and rules are proposed in it.
   *
   * @throws Problem `already-exists` in a company that has record types or a policy; `invalid-input` while positions
   *   are missing
   */
  apply(act: Act, code: TemplateCode): Promise<void>;
}>;

export const TEMPLATES: readonly Template[] = [RETAIL, E_COMMERCE, BANK, INSURANCE];

export function createTemplates(parts: TemplatesParts): Templates {
  const { gateway, policies, organisation } = parts;
  const administration = createAdministration(parts);

  return {
    async view(act) {
      await administration.confirm(act, OFFICES);
      const [{ types }, { rules, purposes }, { positions }] = await Promise.all([
        gateway.catalogue(),
        policies.load(),
        organisation.view(act),
      ]);
      const known = new Set(positions.map(({ code }) => code));
      const templates = TEMPLATES.map((template) => ({
        ...template,
        positions: template.positions.map((each) => ({ ...each, known: known.has(each.code) })),
      }));
      const applicable = types.size === 0 && rules.length === 0 && purposes.length === 0;
      return templatesViewSchema.parse({ applicable, templates });
    },
    takePositions: (act, code) => organisation.createMissingPositions(act, templateOf(code).positions),
    apply(act, code) {
      const template = templateOf(code);
      let opening: () => Promise<OpenCatalogue> = () => Promise.reject(new Error('no transaction has begun'));
      return administration.perform(
        act,
        { action: 'template.apply', offices: ['security-administrator'] },
        async (client, at) => {
          const catalogue = await opening();
          await requireNothing(catalogue, policies);
          await storeTypes(catalogue, template);
          const { proposal, alone } = await storePolicy(parts, client, template, act.caller.person.id, at);
          const { recordTypes, purposes, rules } = template;
          const counts = { recordTypes: recordTypes.length, purposes: purposes.length, rules: rules.length };
          const how = { ...(proposal && { proposal }), ...(alone && { alone }) };
          return { answer: undefined, facts: { template: code, ...counts, ...how } };
        },
        (inner) =>
          gateway.revise((client, open) => {
            opening = open;
            return inner(client);
          }),
      );
    },
  };
}

function templateOf(code: TemplateCode): Template {
  const template = TEMPLATES.find((each) => each.code === code);
  if (template === undefined) throw new Problem('not-found');
  return template;
}

/** Administrative acts take turns, so whatever the policy is now it stays until this one ends. */
async function requireNothing({ types }: OpenCatalogue, policies: Pick<Policies, 'load'>): Promise<void> {
  const { rules, purposes } = await policies.load();
  if (types.size + rules.length + purposes.length === 0) return;
  throw withDetail('already-exists', {
    zh: '企业已有记录类型或授权规则，模板只能用于全新的企业。',
    en: 'The company has record types or rules already; a template is for a new one only.',
  });
}

/** Computed fields look at types that stand behind their own, so they come in a second round. */
async function storeTypes(catalogue: OpenCatalogue, { recordTypes }: Template): Promise<void> {
  for (const type of recordTypes) {
    const fields = type.fields.filter(({ derived }) => derived === undefined);
    await catalogue.save({ ...type, fields });
  }
  for (const type of recordTypes) {
    if (type.fields.some(({ derived }) => derived !== undefined)) await catalogue.save(type);
  }
}

async function storePolicy(
  { policies }: TemplatesParts,
  client: pg.PoolClient,
  { purposes, rules, recordTypes }: Template,
  by: number,
  at: number,
): Promise<Enacted> {
  // What is stored is checked like what an editor writes; a missing position is refused there, by name.
  return policies.enact(
    client,
    {
      purposes: purposes.map(({ code, ...body }) => ({ code, body: purposeBodySchema.parse(body) })),
      rules: rules.map(({ id, version: _version, ...body }) => ({ id, body: ruleBodySchema.parse(body) })),
      ...{ origin: 'template', by, at },
    },
    recordTypes,
  );
}

function withDetail(code: 'already-exists', { zh, en }: Label): Problem {
  return new Problem(code, { 'detail.zh': zh, 'detail.en': en });
}
