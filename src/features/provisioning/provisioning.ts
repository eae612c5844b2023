import type {
  HaltDecision,
  NewProvisioningClient,
  ProvisioningMapping,
  ProvisioningToken,
  ProvisioningView,
} from '../../contract/provisioning.ts';
import { type Act, createAdministration } from '../administration.ts';
import type { JsonObject } from './attributes.ts';
import { bulk } from './bulk.ts';
import { type Difference, differences } from './differences.ts';
import { createGroup, listGroups, patchGroup, readGroup, removeGroup, replaceGroup } from './groups.ts';
import type { ListQuery, Resource, Selection } from './resource.ts';
import { changeMapping, clientOf, decideHalt, endClient, issueClient, viewProvisioning } from './settings.ts';
import { createUser, listUsers, patchUser, readUser, removeUser, replaceUser } from './users.ts';
import type { ProvisioningClient, ProvisioningParts, ScimAct, Workshop } from './workshop.ts';

export type { Difference } from './differences.ts';
export { resourceType, resourceTypes, schema, schemas, serviceProviderConfig } from './discovery.ts';
export { errorOf } from './errors.ts';
export { ScimRefusal } from './refusal.ts';
export { isNamedBy, type ListQuery, type Resource, type Selection, versionOf } from './resource.ts';
export { endAllClients } from './settings.ts';
export { personByExternalId } from './users.ts';
export type { ProvisioningClient, ScimAct } from './workshop.ts';

/** Which resource, and the version that the client saw of it, where it says so. */
export type ScimChange = Readonly<{ id: string; ifMatch: string | null }>;

/** Resources of one type. Whatever is refused is a `ScimRefusal` or a `Problem`. */
export type Resources = Readonly<{
  list(base: string, query: ListQuery): Promise<JsonObject>;
  read(base: string, id: string, selection?: Selection): Promise<Resource>;
  create(act: ScimAct, body: unknown): Promise<Resource>;
  replace(act: ScimAct, change: ScimChange, body: unknown): Promise<Resource>;
  patch(act: ScimAct, change: ScimChange, body: unknown): Promise<Resource>;
  remove(act: ScimAct, change: ScimChange): Promise<void>;
}>;

/** An identity or HR system keeps people and their assignments, by SCIM 2.0 (RFC 7643 and 7644). */
export type Provisioning = Readonly<{
  clientOf(secret: string): Promise<ProvisioningClient | null>;
  users: Resources;
  groups: Resources;
  bulk(act: ScimAct, body: unknown): Promise<JsonObject>;
  /** Where assignments are not what the source says. Whoever calls has seen to who may know it. */
  differences(at: number): Promise<readonly Difference[]>;
  /** For the system administrator, as is all that follows. */
  view(act: Act): Promise<ProvisioningView>;
  issueClient(act: Act, client: NewProvisioningClient): Promise<ProvisioningToken>;
  endClient(act: Act, id: string): Promise<void>;
  /** Resolves to the new version. */
  changeMapping(act: Act, mapping: ProvisioningMapping, basis: number): Promise<number>;
  decideHalt(act: Act, decision: HaltDecision): Promise<void>;
}>;

export function createProvisioning(parts: ProvisioningParts): Provisioning {
  const workshop: Workshop = { ...parts, pool: parts.database.pool('application') };
  const administration = createAdministration(parts);
  return {
    clientOf: (secret) => clientOf(workshop, secret),
    users: {
      list: (base, query) => listUsers(workshop, base, query),
      read: (base, id, selection) => readUser(workshop, base, id, selection),
      create: (act, body) => createUser(workshop, act, body),
      replace: (act, change, body) => replaceUser(workshop, act, change, body),
      patch: (act, change, body) => patchUser(workshop, act, change, body),
      remove: (act, change) => removeUser(workshop, act, change),
    },
    groups: {
      list: (base, query) => listGroups(workshop, base, query),
      read: (base, id, selection) => readGroup(workshop, base, id, selection),
      create: (act, body) => createGroup(workshop, act, body),
      replace: (act, change, body) => replaceGroup(workshop, act, change, body),
      patch: (act, change, body) => patchGroup(workshop, act, change, body),
      remove: (act, change) => removeGroup(workshop, act, change),
    },
    bulk: (act, body) => bulk(workshop, act, body),
    differences: (at) => differences(workshop.pool, at),
    view: (act) => viewProvisioning(workshop, administration, act),
    issueClient: (act, client) => issueClient(workshop, administration, act, client),
    endClient: (act, id) => endClient(administration, act, id),
    changeMapping: (act, mapping, basis) => changeMapping(administration, act, mapping, basis),
    decideHalt: (act, decision) => decideHalt(administration, act, decision),
  };
}
