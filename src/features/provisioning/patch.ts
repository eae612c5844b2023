import {
  type Attribute,
  CORE_GROUP,
  CORE_USER,
  isKnownAndNotKept,
  isList,
  isObject,
  type Json,
  type JsonObject,
  objectOf,
  type Shape,
  sentValue,
} from './attributes.ts';
import { equalities, type Filter, matches, parseTarget, type Target } from './filter.ts';
import { badPath, badSyntax, badValue, ScimRefusal } from './refusal.ts';

/**
 * PATCH of RFC 7644 section 3.5.2, in every form that Okta and Microsoft Entra really send: operations in any case,
 * without a path, with dotted names or URNs as keys, "False" for false, `emails[type eq "work"].value` of an address
 * that is not there yet, and members to remove named in the value.
 */

export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const OPERATIONS_MAX = 1000;
/** Sent along by clients that send back what they read; only the server writes them. */
const IGNORED = new Set(['schemas', 'meta', 'id']);

type Draft = Record<string, Json>;
type Operation = Readonly<{ op: 'add' | 'replace' | 'remove'; path: string | null; value: unknown }>;

/** The resource after all operations. All of them apply, or none. @throws ScimRefusal as RFC 7644 table 9 names it */
export function patched(shape: Shape, resource: JsonObject, message: unknown): JsonObject {
  const draft: Draft = { ...resource };
  for (const operation of operationsOf(message)) apply(shape, draft, operation);
  return draft;
}

function operationsOf(message: unknown): readonly Operation[] {
  if (!isObject(message)) throw badSyntax('A PatchOp message was expected.');
  const { schemas } = message;
  if (!Array.isArray(schemas) || !schemas.includes(PATCH_OP)) throw badSyntax(`“schemas” names ${PATCH_OP}.`);
  const operations = Object.entries(message).find(([name]) => name.toLowerCase() === 'operations')?.[1];
  if (!Array.isArray(operations) || operations.length === 0)
    throw badSyntax('“Operations” is a list of operations.');
  if (operations.length > OPERATIONS_MAX) {
    throw new ScimRefusal(413, 'tooMany', `At most ${OPERATIONS_MAX} operations are taken at once.`);
  }
  return operations.map(operationOf);
}

function operationOf(sent: unknown): Operation {
  if (!isObject(sent)) throw badSyntax('An operation is an object.');
  const op = typeof sent.op === 'string' ? sent.op.toLowerCase() : null;
  if (op !== 'add' && op !== 'replace' && op !== 'remove') throw badSyntax('“op” is add, replace or remove.');
  const { path = null, value } = sent;
  if (path !== null && typeof path !== 'string') throw badPath('“path” is a text.');
  if (op !== 'remove' && value === undefined) throw badValue(`“${op}” needs a value.`);
  if (op === 'remove' && (path === null || path === '')) {
    throw new ScimRefusal(400, 'noTarget', '“remove” needs a path.');
  }
  return { op, path: path === '' ? null : path, value };
}

function apply(shape: Shape, draft: Draft, { op, path, value }: Operation): void {
  if (path !== null) {
    applyAt(shape, draft, op, path, value, 'strict');
    return;
  }
  if (!isObject(value)) throw badValue('Without a path the value is an object.');
  for (const [name, each] of Object.entries(value)) applyAt(shape, draft, op, name, each, 'lenient');
}

/** @param how names that nobody knows are refused in a path, and left out where they stand in a value */
function applyAt(
  shape: Shape,
  draft: Draft,
  op: Operation['op'],
  written: string,
  value: unknown,
  how: 'strict' | 'lenient',
): void {
  const target = targetOf(written, how);
  if (target === null) return;
  const [first = '', ...below] = target.path;
  if (first === '') {
    // The URN of the core schema as a key: what stands below it are attributes of the resource itself.
    if (!isObject(value)) throw badValue('An object was expected.');
    for (const [name, each] of Object.entries(value)) applyAt(shape, draft, op, name, each, 'lenient');
    return;
  }
  const attribute = shape.get(first);
  if (attribute === undefined || attribute.readOnly === true) {
    refuseUnknown(first, attribute, how);
    return;
  }
  const sub = target.sub === null ? below : [...below, target.sub];
  if (attribute.many === true) applyToMany(draft, attribute, op, target.filter, sub, value);
  else applyToOne(draft, attribute, op, sub, value);
}

function targetOf(written: string, how: 'strict' | 'lenient'): Target | null {
  try {
    return parseTarget(written);
  } catch (error) {
    if (how === 'lenient') return null;
    const detail = error instanceof ScimRefusal ? error.message : 'The path cannot be read.';
    throw /^urn:/i.test(written) && !isOurs(written) ? badPath('The schema is not known.') : badPath(detail);
  }
}

const isOurs = (written: string) =>
  [CORE_USER, CORE_GROUP].some((urn) => written.toLowerCase().startsWith(urn.toLowerCase()));

function refuseUnknown(name: string, attribute: Attribute | undefined, how: 'strict' | 'lenient'): void {
  if (how === 'lenient' || isKnownAndNotKept(name)) return;
  if (attribute?.readOnly === true || IGNORED.has(name)) {
    throw new ScimRefusal(400, 'mutability', 'The attribute is written by the server only.');
  }
  throw badPath('The attribute is not known.');
}

function applyToOne(
  draft: Draft,
  attribute: Attribute,
  op: Operation['op'],
  sub: readonly string[],
  value: unknown,
): void {
  const { name } = attribute;
  const [next, ...below] = sub;
  const before = draft[name];
  if (next === undefined) {
    const isMerge = attribute.type === 'complex' && op !== 'remove' && isObject(before) && isObject(value);
    if (isMerge) {
      const inner: Draft = { ...(before as JsonObject) };
      const shape = subShape(attribute);
      for (const [key, each] of Object.entries(value)) applyAt(shape, inner, op, key, each, 'lenient');
      put(draft, name, inner);
      return;
    }
    put(draft, name, op === 'remove' ? undefined : sentValue(attribute, value));
    return;
  }
  const part = subShape(attribute).get(next);
  if (part === undefined) {
    // Extensions have attributes that are not kept either, such as costCenter.
    if (attribute.name.startsWith('urn:')) return;
    throw badPath('The attribute is not known.');
  }
  const inner: Draft = isObject(before) ? { ...(before as JsonObject) } : {};
  applyToOne(inner, part, op, below, value);
  put(draft, name, Object.keys(inner).length === 0 ? undefined : inner);
}

function subShape(attribute: Attribute): Shape {
  return new Map((attribute.sub ?? []).map((part) => [part.name.toLowerCase(), part]));
}

function put(draft: Draft, name: string, value: Json | undefined): void {
  if (value === undefined) delete draft[name];
  else draft[name] = value;
}

function applyToMany(
  draft: Draft,
  attribute: Attribute,
  op: Operation['op'],
  filter: Filter | null,
  sub: readonly string[],
  value: unknown,
): void {
  const { name } = attribute;
  const before = draft[name];
  const elements = (isList(before) ? before : []) as readonly JsonObject[];
  if (filter === null && sub.length === 0) {
    put(draft, name, allElements(attribute, elements, op, value));
    return;
  }
  const isMeant = (element: JsonObject) => filter === null || matches(filter, element, [name.toLowerCase()]);
  const part = sub[0] === undefined ? null : (subShape(attribute).get(sub[0]) ?? null);
  if (sub[0] !== undefined && part === null) throw badPath('The attribute is not known.');
  const write = (element: JsonObject): JsonObject => {
    if (part === null) return { ...element, ...objectOf(subShape(attribute), value) };
    const inner: Draft = { ...element };
    put(inner, part.name, op === 'remove' ? undefined : sentValue(part, value));
    return inner;
  };
  if (op === 'remove' && part === null) {
    put(
      draft,
      name,
      elements.filter((element) => !isMeant(element)),
    );
    return;
  }
  const isThere = elements.some(isMeant);
  if (op === 'remove' || isThere) {
    put(
      draft,
      name,
      elements.map((element) => (isMeant(element) ? write(element) : element)),
    );
    return;
  }
  if (filter === null) throw new ScimRefusal(400, 'noTarget', 'There is nothing to change at this path.');
  const made = objectOf(subShape(attribute), Object.fromEntries(equalities(filter)));
  put(draft, name, onePrimary([...elements, write(made)]));
}

function allElements(
  attribute: Attribute,
  elements: readonly JsonObject[],
  op: Operation['op'],
  value: unknown,
): Json | undefined {
  const sent = (sentValue(attribute, value) ?? []) as readonly JsonObject[];
  if (op === 'replace') return onePrimary(distinct(sent));
  if (op === 'add') return onePrimary(distinct([...elements, ...sent]));
  // With a value only those are meant. Taken for "all of them", it would empty the group.
  if (value === undefined || value === null) return [];
  const gone = new Set(sent.map((element) => element.value));
  return elements.filter((element) => !gone.has(element.value ?? null));
}

/** The last of those with the same value and type. */
function distinct(elements: readonly JsonObject[]): readonly JsonObject[] {
  const key = ({ value, type }: JsonObject) => JSON.stringify([value ?? null, type ?? null]);
  return [...new Map(elements.map((element) => [key(element), element])).values()];
}

/** The primary one is the last that was said to be it. */
function onePrimary(elements: readonly JsonObject[]): readonly JsonObject[] {
  const last = elements.findLastIndex((element) => element.primary === true);
  return elements.map((element, index) =>
    element.primary === true && index !== last ? { ...element, primary: false } : element,
  );
}
