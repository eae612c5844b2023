import type {
  AccessRule,
  AddField,
  CataloguePreview,
  CatalogueView,
  FieldChange,
  NewRecordType,
  RecordTypeChange,
} from '../../contract/catalogue-editing.ts';
import type { PolicyPreview } from '../../contract/policy.ts';
import { Problem } from '../../contract/problem.ts';
import { OFFICES, type Office } from '../../contract/session.ts';
import type { OpenCatalogue, StoredCatalogue } from '../../gateway/door.ts';
import type { Policy } from '../../kernel/policy/model.ts';
import { type Field, fieldOf, type Label, type RecordType } from '../../kernel/record-type.ts';
import { type Act, createAdministration, type Outcome } from '../administration.ts';
import { changedField, changedType, changeFacts, newField, newType, withPlaced } from './changes.ts';
import type { CatalogueParts, Revise, Revision } from './parts.ts';
import { checkAccess, checkFieldParts, invalid, taken } from './refusals.ts';
import { createStorageChanges, type StorageChanges } from './storage.ts';

/**
 * The catalogue of record types and fields. It describes customer data and holds none of it. Classifying is the
 * security administrator's; everybody who holds an office may look at it.
 */
export type Catalogue = StorageChanges &
  Readonly<{
    view(act: Act): Promise<CatalogueView>;
    /** The same for whoever the caller has been found to be entitled to it. */
    whole(): Promise<CatalogueView>;
    /**
     * Adds a field, of sensitivity 4, and the rules that open it, together or not at all; where another person has to
     * approve rules, they are proposed with it.
     *
     * @returns the version of the record type
     * @throws Problem `already-exists`, `not-found`, `invalid-input`
     */
    addField(act: Act, recordType: string, addition: AddField): Promise<number>;
    /** @returns the first version of the record type */
    addRecordType(act: Act, type: NewRecordType): Promise<number>;
    /** @throws Problem `version-conflict` when the type is no longer what the editor saw */
    changeRecordType(act: Act, name: string, change: RecordTypeChange, ifVersion: number): Promise<number>;
    changeField(
      act: Act,
      recordType: string,
      field: string,
      change: FieldChange,
      ifVersion: number,
    ): Promise<number>;
    /** Who would see more, and who less, by a change. Nothing of it is kept. */
    preview(act: Act, change: CataloguePreview): Promise<PolicyPreview>;
  }>;

const EDITORS: readonly Office[] = ['security-administrator'];

export function createCatalogue(parts: CatalogueParts): Catalogue {
  const { gateway, policies } = parts;
  const administration = createAdministration(parts);

  async function whole(): Promise<CatalogueView> {
    const [catalogue, { purposes }, positions] = await Promise.all([
      gateway.catalogue(),
      policies.load(),
      parts.positionNames(),
    ]);
    return viewOf(catalogue, purposes, positions);
  }

  return {
    whole,
    async view(act) {
      await administration.confirm(act, OFFICES);
      return whole();
    },
    ...adding(parts),
    ...changing(parts),
    ...createStorageChanges(parts, revising(parts)),
    async preview(act, asked) {
      await administration.confirm(act, EDITORS);
      const { types } = await gateway.catalogue();
      const { recordType, access } = asked;
      const next = typeAsAsked(typeIn(types, recordType), asked);
      const after = [...types.values()].map((each) => (each.name === recordType ? next : each));
      return policies.preview(act, { rules: [...access], removedRules: [], purposes: [] }, after);
    },
  };
}

function adding(parts: CatalogueParts): Pick<Catalogue, 'addField' | 'addRecordType'> {
  const revise = revising(parts);

  return {
    addField: (act, name, { field, access }) =>
      revise(act, 'field.add', async (revision) => {
        const type = typeIn(revision.catalogue.types, name);
        if (fieldOf(type, field.name) !== undefined) {
          throw taken({ zh: `字段“${field.name}”已存在。`, en: `There is a field “${field.name}” already.` });
        }
        const added = newField(field);
        checkFieldParts(added);
        const next = { ...type, fields: [...type.fields, added] };
        return storeWithAccess(parts, act, revision, next, [added.name], access, 'field');
      }),
    addRecordType: (act, wanted) =>
      revise(act, 'record-type.add', async (revision) => {
        const { name } = wanted;
        if (revision.catalogue.types.has(name)) {
          throw taken({ zh: `记录类型“${name}”已存在。`, en: `There is a record type “${name}” already.` });
        }
        const type = newType(wanted);
        for (const field of type.fields) checkFieldParts(field);
        const added = wanted.fields.map((field) => field.name);
        return storeWithAccess(parts, act, revision, type, added, wanted.access, 'record-type');
      }),
  };
}

function changing(parts: CatalogueParts): Pick<Catalogue, 'changeRecordType' | 'changeField'> {
  const revise = revising(parts);

  return {
    changeRecordType: (act, name, change, ifVersion) =>
      revise(act, 'record-type.change', async ({ catalogue }) => {
        const type = unchangedType(catalogue, name, ifVersion);
        const version = await catalogue.save(changedType(type, change));
        const placed = change.place === undefined ? {} : { placed: change.place.join(' ') };
        const facts = { recordType: name, version, changed: Object.keys(change).join(' '), ...placed };
        return { answer: version, facts };
      }),
    changeField: (act, name, fieldName, change, ifVersion) =>
      revise(act, 'field.change', async ({ catalogue }) => {
        const type = unchangedType(catalogue, name, ifVersion);
        const before = fieldIn(type, fieldName);
        const after = changedField(before, change);
        checkFieldParts(after);
        await mustBePosition(parts, change.dataOwner ?? null);
        const version = await catalogue.save(withField(type, after));
        const facts = { recordType: name, field: fieldName, version, ...changeFacts(before, after) };
        return { answer: version, facts };
      }),
  };
}

function revising(parts: CatalogueParts): Revise {
  const administration = createAdministration(parts);
  return async (act, action, work) => {
    let opening: () => Promise<OpenCatalogue> = () => Promise.reject(new Error('no transaction has begun'));
    return administration.perform(
      act,
      { action, offices: EDITORS },
      async (client, at) => work({ catalogue: await opening(), client, at }),
      (inner) =>
        parts.gateway.revise((client, open) => {
          opening = open;
          return inner(client);
        }),
    );
  };
}

async function storeWithAccess(
  { policies }: CatalogueParts,
  act: Act,
  { catalogue, client, at }: Revision,
  type: RecordType,
  added: readonly string[],
  access: readonly AccessRule[],
  origin: 'field' | 'record-type',
): Promise<Outcome<number>> {
  checkAccess(access, type, added, await policies.load());
  const version = await catalogue.save(type);
  const types = [...catalogue.types.values()].filter(({ name }) => name !== type.name);
  const rules = access.map(({ id, ...body }) => ({ id, body }));
  const by = act.caller.person.id;
  const enacted = await policies.enact(client, { rules, purposes: [], origin, by, at }, [...types, type]);
  const facts = { recordType: type.name, version, fields: added.join(' '), rules: '', ...enacted };
  return { answer: version, facts };
}

async function mustBePosition({ positionNames }: CatalogueParts, code: string | null): Promise<void> {
  if (code === null || (await positionNames()).has(code)) return;
  throw invalid({ zh: `岗位“${code}”不存在。`, en: `There is no position “${code}”.` });
}

function typeAsAsked(type: RecordType, asked: CataloguePreview): RecordType {
  const { field, added, change, form, place } = asked;
  const placed = withPlaced(type, place ?? []);
  if (added !== undefined) return { ...placed, fields: [...placed.fields, newField(added)] };
  if (field === undefined) return placed;
  return withField(placed, { ...changedField(fieldIn(placed, field), change ?? {}), ...form });
}

function typeIn(types: ReadonlyMap<string, RecordType>, name: string): RecordType {
  const type = types.get(name);
  if (type === undefined) throw new Problem('not-found');
  return type;
}

function unchangedType({ types, versions }: StoredCatalogue, name: string, ifVersion: number): RecordType {
  const type = typeIn(types, name);
  if (versions.get(name) !== ifVersion) throw new Problem('version-conflict');
  return type;
}

function fieldIn(type: RecordType, name: string): Field {
  const field = fieldOf(type, name);
  if (field === undefined) throw new Problem('not-found');
  return field;
}

function withField(type: RecordType, field: Field): RecordType {
  return { ...type, fields: type.fields.map((each) => (each.name === field.name ? field : each)) };
}

function viewOf(
  { types, versions }: StoredCatalogue,
  purposes: Policy['purposes'],
  positions: ReadonlyMap<string, Label>,
): CatalogueView {
  const view = {
    positions: [...positions].map(([code, label]) => ({ code, label })),
    recordTypes: [...types.values()].map((type) => ({ ...type, version: versions.get(type.name) ?? 1 })),
    purposes: purposes.map(({ code, label, categories }) => ({ code, label, categories })),
  };
  // The kernel's lists are readonly and the wire's are not; nobody changes either.
  return view as unknown as CatalogueView;
}
