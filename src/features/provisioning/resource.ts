import { createHash } from 'node:crypto';
import { isList, isObject, type Json, type JsonObject } from './attributes.ts';
import { type Filter, matches, parseFilter, pathOf } from './filter.ts';
import { badSyntax, ScimRefusal } from './refusal.ts';

/** What all resources share: their version, lists of them, and which attributes of them an answer holds. */

export const LIST_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const COUNT_MAX = 200;
const COUNT_DEFAULT = 100;

export type Resource = JsonObject;

export type ListQuery = Readonly<{
  filter?: string | undefined;
  startIndex?: number | undefined;
  count?: number | undefined;
  sortBy?: string | undefined;
  sortOrder?: string | undefined;
}> &
  Selection;

/** Names separated by commas: only those, or all but those. */
export type Selection = Readonly<{
  attributes?: string | undefined;
  excludedAttributes?: string | undefined;
}>;

/** The resource with its weak ETag (RFC 7644 section 3.14): a digest of all that it says. */
export function versioned(resource: Resource, meta: JsonObject): Resource {
  const digest = createHash('sha256').update(JSON.stringify(resource)).digest('base64url').slice(0, 22);
  return { ...resource, meta: { ...meta, version: `W/"${digest}"` } };
}

export function versionOf(resource: Resource): string {
  const { meta } = resource;
  return isObject(meta) ? String(meta.version) : '';
}

/** Whether one of the tags of an `If-Match` or `If-None-Match` header is the resource's, compared weakly. */
export function isNamedBy(header: string, resource: Resource): boolean {
  const opaque = (tag: string) => tag.trim().replace(/^W\//, '');
  const own = opaque(versionOf(resource));
  return header.split(',').some((tag) => tag.trim() === '*' || opaque(tag) === own);
}

/** @throws ScimRefusal 412 where the client saw another version */
export function mustMatch(header: string | null, resource: Resource): void {
  if (header !== null && !isNamedBy(header, resource)) {
    throw new ScimRefusal(412, null, 'The resource was changed since it was read.');
  }
}

/** Which schemas a body names; RFC 7643 section 3 requires the one of the resource. */
export function mustName(schema: string, body: unknown): void {
  const schemas = isObject(body) ? body.schemas : null;
  const isNamed =
    Array.isArray(schemas) && schemas.some((each) => String(each).toLowerCase() === schema.toLowerCase());
  if (!isNamed) throw badSyntax(`“schemas” names ${schema}.`);
}

export function filterOf({ filter }: Pick<ListQuery, 'filter'>): Filter | null {
  return filter === undefined || filter.trim() === '' ? null : parseFilter(filter);
}

export function listOf(resources: readonly Resource[], query: ListQuery): JsonObject {
  const filter = filterOf(query);
  const found = filter === null ? resources : resources.filter((each) => matches(filter, each));
  const sorted = query.sortBy === undefined ? found : sortedBy(found, query.sortBy, query.sortOrder);
  const startIndex = Math.max(1, query.startIndex ?? 1);
  const count = Math.min(COUNT_MAX, Math.max(0, query.count ?? COUNT_DEFAULT));
  const page = sorted.slice(startIndex - 1, startIndex - 1 + count).map((each) => selected(each, query));
  return {
    schemas: [LIST_RESPONSE],
    totalResults: found.length,
    startIndex,
    itemsPerPage: page.length,
    Resources: page,
  };
}

function sortedBy(resources: readonly Resource[], sortBy: string, order = 'ascending'): readonly Resource[] {
  const path = pathOf(sortBy);
  const keyed = resources.map((resource) => ({
    resource,
    key: firstAt(resource, path)?.toLowerCase() ?? null,
  }));
  const sign = order.toLowerCase() === 'descending' ? -1 : 1;
  return keyed
    .toSorted((a, b) => {
      if (a.key === b.key) return 0;
      // What has no value stands at the end when ascending (RFC 7644 section 3.4.2.3).
      if (a.key === null) return sign;
      if (b.key === null) return -sign;
      return a.key < b.key ? -sign : sign;
    })
    .map(({ resource }) => resource);
}

function firstAt(value: Json | undefined, path: readonly string[]): string | null {
  if (value === undefined || value === null) return null;
  if (isList(value)) {
    const primary = value.find((each) => isObject(each) && each.primary === true);
    return firstAt(primary ?? value[0], path);
  }
  const [name, ...rest] = path;
  if (isObject(value)) {
    const key = Object.keys(value).find((each) => each.toLowerCase() === (name ?? 'value'));
    return key === undefined ? null : firstAt((value as JsonObject)[key], rest);
  }
  return path.length === 0 ? String(value) : null;
}

/** What every answer holds whatever was asked for (RFC 7643 section 7, `returned: always`), and how clients find it. */
const ALWAYS = new Set(['schemas', 'id', 'meta']);

export function selected(resource: Resource, { attributes, excludedAttributes }: Selection): Resource {
  const wanted = namesOf(attributes);
  if (wanted.length > 0) {
    return Object.fromEntries(
      Object.entries(resource).flatMap(([name, value]) => {
        if (ALWAYS.has(name)) return [[name, value]];
        const below = wanted.filter(([first]) => first === name.toLowerCase());
        if (below.length === 0) return [];
        return below.some((path) => path.length === 1) ? [[name, value]] : [[name, partOf(value, below)]];
      }),
    );
  }
  const unwanted = new Set(
    namesOf(excludedAttributes).flatMap(([first, ...rest]) => (rest.length === 0 ? first : [])),
  );
  return Object.fromEntries(
    Object.entries(resource).filter(([name]) => ALWAYS.has(name) || !unwanted.has(name.toLowerCase())),
  );
}

function namesOf(list: string | undefined): readonly (readonly string[])[] {
  if (list === undefined || list.length > 2000) return [];
  return list
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
    .map((each) => pathOf(each));
}

function partOf(value: Json, paths: readonly (readonly string[])[]): Json {
  if (isList(value)) return value.map((each) => partOf(each, paths));
  if (!isObject(value)) return value;
  const names = new Set(paths.map(([, second]) => second));
  return Object.fromEntries(
    Object.entries(value as JsonObject).filter(([name]) => names.has(name.toLowerCase())),
  );
}

export const USER_PATH = 'Users';
export const GROUP_PATH = 'Groups';
export const locationOf = (base: string, path: string, id: string): string => `${base}/scim/v2/${path}/${id}`;
