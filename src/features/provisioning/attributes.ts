import { badValue } from './refusal.ts';

/**
 * The attributes of RFC 7643 that Fencun keeps. Identity systems send many more (addresses, telephone numbers, photos):
 * those are accepted and not stored, for nothing here needs them.
 */

export const CORE_USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const CORE_GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE_USER = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

export type Attribute = Readonly<{
  name: string;
  type: 'string' | 'boolean' | 'complex' | 'reference';
  many?: true;
  caseExact?: true;
  required?: true;
  readOnly?: true;
  unique?: true;
  description: string;
  sub?: readonly Attribute[];
}>;

/** A resource, or a part of one, with the names and types of its schema: what is stored and compared. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export type JsonObject = Readonly<{ [name: string]: Json }>;

const text = (name: string, description: string, more: Partial<Attribute> = {}): Attribute => ({
  name,
  type: 'string',
  description,
  ...more,
});

const USER_ATTRIBUTES: readonly Attribute[] = [
  text('userName', 'The login. Compared without regard to case; stored as lower case letters.', {
    required: true,
    unique: true,
  }),
  {
    name: 'name',
    type: 'complex',
    description: 'The parts of the name.',
    sub: [
      text('formatted', 'The whole name as it is written.'),
      text('familyName', 'The family name.'),
      text('givenName', 'The given name.'),
      text('middleName', 'The middle name.'),
    ],
  },
  text('displayName', 'The name that colleagues see; otherwise name.formatted, or its parts.'),
  text('title', 'The position: its code, its name, or a word that the mapping names.'),
  { name: 'active', type: 'boolean', description: 'False ends everything that the person holds, at once.' },
  {
    name: 'emails',
    type: 'complex',
    many: true,
    description: 'Addresses at work.',
    sub: [
      text('value', 'The address.'),
      text('type', 'Such as work.'),
      text('display', 'How it is shown.'),
      { name: 'primary', type: 'boolean', description: 'Whether it is the one to write to.' },
    ],
  },
  {
    name: 'groups',
    type: 'complex',
    many: true,
    readOnly: true,
    description: 'Groups that the person is in; changed through the groups.',
    sub: [
      text('value', 'The id of the group.', { readOnly: true, caseExact: true }),
      text('display', 'Its name.', { readOnly: true }),
    ],
  },
];

const ENTERPRISE_ATTRIBUTES: readonly Attribute[] = [
  text('employeeNumber', 'The number of the employee.'),
  text('department', 'The department: its code, its name, a path of names, or a word of the mapping.'),
  {
    name: 'manager',
    type: 'complex',
    description: 'Who the person reports to.',
    sub: [
      text('value', 'The id of the manager.', { caseExact: true }),
      text('displayName', 'The manager’s name.', { readOnly: true }),
    ],
  },
];

const GROUP_ATTRIBUTES: readonly Attribute[] = [
  text('displayName', 'The name: that of a position or department, or a word of the mapping.', {
    required: true,
    unique: true,
  }),
  {
    name: 'members',
    type: 'complex',
    many: true,
    description: 'The people in the group.',
    sub: [
      text('value', 'The id of the person.', { caseExact: true }),
      text('display', 'The name of the person.', { readOnly: true }),
      text('type', 'Always User.'),
    ],
  },
];

const COMMON: readonly Attribute[] = [
  text('externalId', 'The id that the client gives it.', { caseExact: true }),
];

/** What a resource may hold: by lower case name, those of an extension below its URN. */
export type Shape = ReadonlyMap<string, Attribute>;

function shapeOf(attributes: readonly Attribute[]): Shape {
  return new Map(attributes.map((attribute) => [attribute.name.toLowerCase(), attribute]));
}

export const USER_SHAPE = shapeOf([
  ...COMMON,
  ...USER_ATTRIBUTES,
  { name: ENTERPRISE_USER, type: 'complex', description: 'Enterprise user', sub: ENTERPRISE_ATTRIBUTES },
]);
export const GROUP_SHAPE = shapeOf([...COMMON, ...GROUP_ATTRIBUTES]);

export const SCHEMAS = [
  { id: CORE_USER, name: 'User', description: 'A person', attributes: USER_ATTRIBUTES },
  {
    id: ENTERPRISE_USER,
    name: 'EnterpriseUser',
    description: 'A person in a company',
    attributes: ENTERPRISE_ATTRIBUTES,
  },
  { id: CORE_GROUP, name: 'Group', description: 'A position or department', attributes: GROUP_ATTRIBUTES },
] as const;

/** Attributes of RFC 7643 that clients send and Fencun does not keep. */
const NOT_KEPT = new Set(
  [
    ...['nickName', 'profileUrl', 'userType', 'preferredLanguage', 'locale', 'timezone', 'password'],
    ...['phoneNumbers', 'ims', 'photos', 'addresses', 'entitlements', 'roles', 'x509Certificates'],
  ].map((name) => name.toLowerCase()),
);
export const isKnownAndNotKept = (name: string): boolean => NOT_KEPT.has(name.toLowerCase());

const TEXT_MAX = 500;
const VALUES_MAX = 10_000;

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

/**
 * What a client sent, as its schema knows it: names in their right case, the text "False" as false, one value of many
 * as a list. Empty means absent. What the schema does not know is left out, and so is what clients may not write.
 *
 * @throws ScimRefusal `invalidValue` for a value of another type
 */
export function objectOf(shape: Shape, sent: unknown): JsonObject {
  if (!isObject(sent)) throw badValue('An object was expected.');
  const kept: Record<string, Json> = {};
  for (const [name, value] of Object.entries(sent)) {
    const attribute = shape.get(name.toLowerCase());
    if (attribute === undefined || attribute.readOnly === true) continue;
    const coerced = sentValue(attribute, value);
    if (coerced !== undefined) kept[attribute.name] = coerced;
  }
  return kept;
}

/** Undefined where it is absent. */
export function sentValue(attribute: Attribute, sent: unknown): Json | undefined {
  if (sent === null || sent === undefined) return undefined;
  if (attribute.many !== true) return oneOf(attribute, Array.isArray(sent) ? onlyOf(sent) : sent);
  const values = Array.isArray(sent) ? sent : [sent];
  if (values.length > VALUES_MAX) throw badValue(`“${attribute.name}” has too many values.`);
  return values.flatMap((each) => oneOf(attribute, each) ?? []);
}

function onlyOf(sent: readonly unknown[]): unknown {
  if (sent.length > 1) throw badValue('One value was expected.');
  return isObject(sent[0]) && 'value' in sent[0] ? sent[0].value : sent[0];
}

function oneOf(attribute: Attribute, sent: unknown): Json | undefined {
  switch (attribute.type) {
    case 'boolean':
      return booleanOf(attribute.name, sent);
    case 'complex': {
      if (typeof sent === 'string' && sent.trim() === '') return undefined;
      // Some send the bare id where an object with a value belongs.
      const whole = typeof sent === 'string' ? { value: sent } : sent;
      const kept = objectOf(shapeOf(attribute.sub ?? []), whole);
      return Object.keys(kept).length === 0 ? undefined : kept;
    }
    default:
      return textOf(attribute.name, sent);
  }
}

function booleanOf(name: string, sent: unknown): boolean {
  const word = typeof sent === 'string' ? sent.trim().toLowerCase() : sent;
  if (word === true || word === 'true') return true;
  if (word === false || word === 'false') return false;
  throw badValue(`“${name}” is true or false.`);
}

function textOf(name: string, sent: unknown): string | undefined {
  if (typeof sent !== 'string' && typeof sent !== 'number') throw badValue(`“${name}” is a text.`);
  const written = String(sent).trim();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is refused
  if (/[\u0000-\u001f\u007f]/.test(written)) throw badValue(`“${name}” holds a control character.`);
  if (written.length > TEXT_MAX) throw badValue(`“${name}” is longer than ${TEXT_MAX} characters.`);
  return written === '' ? undefined : written;
}
