import fc from 'fast-check';

/** Requests as somebody writes them who has read the description of the API and wishes us ill. */

export type Schema = Readonly<{
  $ref?: string;
  type?: string | readonly string[];
  enum?: readonly unknown[];
  const?: unknown;
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  allOf?: readonly Schema[];
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  items?: Schema;
  minItems?: number;
  minimum?: number;
  maximum?: number;
  format?: string;
  pattern?: string;
  additionalProperties?: boolean | Schema;
}>;

export type Resolve = (reference: string) => Schema;

/** Names and ids that exist, so that a good part of the requests gets past the first check. */
export type Vocabulary = Readonly<{ words: readonly string[]; ids: readonly string[] }>;

const HOSTILE_TEXTS: readonly string[] = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  '\u202etxt.exe',
  '＇；ＤＲＯＰ',
  "' OR '1'='1",
  "'; DROP TABLE vault.customer; --",
  '$1',
  '{{7*7}}',
  '#{7*7}',
  '../../../../etc/passwd',
  '%00',
  '%',
  '_',
  '\\',
  '<script>alert(1)</script>',
  '=cmd|/c calc',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'NaN',
  'Infinity',
  '-0',
  '1e309',
  '9'.repeat(400),
  `0.${'0'.repeat(400)}1`,
  '-99999999999999999999.99',
  '0000-00-00',
  '9999-99-99',
  '+275760-09-13',
  '292278994-08-17',
  '5874898-01-01',
  'infinity',
  'x'.repeat(5_000),
  '张'.repeat(600),
  '👨‍👩‍👧‍👦'.repeat(40),
  'e\u0301'.repeat(200),
  '{"$gt":""}',
  '[object Object]',
];

const HOSTILE_VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  2 ** 31,
  2 ** 53,
  -(2 ** 63),
  1e308,
  [],
  {},
  [[]],
  [null],
  { $gt: '' },
  { length: 1_000_000 },
  { toString: 'x', valueOf: 1 },
  Array.from({ length: 300 }, (_, index) => index),
];

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...HOSTILE_TEXTS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
);

/** Deeper than any schema of ours, some of it deeper than a parser likes. */
const nested = fc.constantFrom(5, 31, 33, 200, 3_000).map((depth) => {
  let value: unknown = 'deep';
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
});

export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...HOSTILE_VALUES) },
  { weight: 4, arbitrary: hostileText },
  { weight: 1, arbitrary: nested },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

/** Mostly what the schema asks for; now and then something else in its place, at any depth. */
export function fromSchema(
  schema: Schema,
  resolve: Resolve,
  vocabulary: Vocabulary,
  depth = 0,
): fc.Arbitrary<unknown> {
  const proper = properValue(schema, resolve, vocabulary, depth);
  return fc.oneof({ weight: 30, arbitrary: proper }, { weight: 1, arbitrary: hostileValue });
}

function properValue(
  schema: Schema,
  resolve: Resolve,
  vocabulary: Vocabulary,
  depth: number,
): fc.Arbitrary<unknown> {
  if (depth > 8) return fc.constant(null);
  const inner = (part: Schema) => fromSchema(part, resolve, vocabulary, depth + 1);
  if (schema.$ref !== undefined) return properValue(resolve(schema.$ref), resolve, vocabulary, depth + 1);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (choices !== undefined) return fc.oneof(...choices.map(inner));
  const type = typeof schema.type === 'string' ? schema.type : schema.type?.[0];
  switch (type) {
    case 'object':
      return properObject(schema, inner, vocabulary);
    case 'array': {
      const minLength = schema.minItems ?? 0;
      return fc.array(inner(schema.items ?? {}), { minLength, maxLength: minLength + 2 });
    }
    case 'integer':
    case 'number':
      return fc.integer({
        min: Math.max(schema.minimum ?? -10, -(2 ** 31)),
        max: Math.min(schema.maximum ?? 1_000, 2 ** 31 - 1),
      });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      return properText(schema, vocabulary);
    default:
      return hostileValue;
  }
}

function properObject(
  { properties = {}, required = [], additionalProperties }: Schema,
  inner: (schema: Schema) => fc.Arbitrary<unknown>,
  { words }: Vocabulary,
): fc.Arbitrary<unknown> {
  const parts = Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, inner(part)]));
  const known = required.filter((name) => name in parts);
  const proper = fc.record(parts, { requiredKeys: known });
  const open = typeof additionalProperties === 'object' ? inner(additionalProperties) : hostileValue;
  const name = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...words) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('__proto__', 'constructor', 'prototype', 'hasOwnProperty', '', 'a.b'),
    },
  );
  const others = fc.dictionary(name, open, { maxKeys: 3 });
  if (Object.keys(properties).length === 0) return others;
  return fc
    .tuple(proper, others, fc.nat(12))
    .map(([object, more, lot]) => (lot === 0 ? { ...object, ...more } : object));
}

function properText({ format, pattern }: Schema, { words, ids }: Vocabulary): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.constantFrom(...ids);
  if (format === 'date-time')
    return fc.constantFrom('2026-05-06T04:00:00Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z');
  if (format === 'uri') return fc.constantFrom('https://w3id.org/dpv#ServiceProvision', 'https://x/');
  const usual = fc.constantFrom(...words);
  return pattern === undefined
    ? fc.oneof({ weight: 3, arbitrary: usual }, { weight: 2, arbitrary: hostileText })
    : usual;
}

/** One segment of a path or one value of a query, in a form that a URL can carry. */
export function urlPart(good: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...good) },
    {
      weight: 2,
      arbitrary: hostileText
        .filter((text) => !/\p{Cs}/u.test(text) && text !== '' && text.length < 1_000)
        .map((text) => encodeURIComponent(text)),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '%00',
        '%ff',
        '%2e%2e%2f',
        '..',
        '%',
        '%c0%ae',
        'a%2fb',
        '-1',
        '1e3',
        '2147483648',
      ),
    },
  );
}

export const hostileHeaders: fc.Arbitrary<Readonly<Record<string, string>>> = fc.record(
  {
    'if-match': fc.constantFrom(
      '"1"',
      '"2"',
      '*',
      'W/"1"',
      '"-1"',
      '"99999999999999999"',
      '""',
      '1',
      '"1", "2"',
    ),
    'idempotency-key': fc.constantFrom(
      'key',
      'k'.repeat(200),
      'k'.repeat(201),
      '',
      'a b',
      'schlüssel',
      "';--",
    ),
    'fencun-purpose': fc.constantFrom(
      'service',
      'delivery',
      'SERVICE',
      '',
      'service,delivery',
      '__proto__',
      'x'.repeat(300),
    ),
    'content-type': fc.constantFrom(
      'application/json',
      'text/plain',
      'application/xml',
      '',
      'application/json; charset=utf-16',
      'multipart/form-data',
      'multipart/form-data; boundary=x',
      'application/x-www-form-urlencoded',
    ),
    'accept-language': fc.constantFrom('en', 'zh-CN', '*', 'xx;q=9', ';;;', 'en'.repeat(500)),
    'x-forwarded-for': fc.constantFrom('10.0.0.1', "' OR 1", '::1, ::2'),
    'x-http-method-override': fc.constantFrom('DELETE', 'PUT'),
    range: fc.constantFrom('bytes=0-1', 'bytes=99999-'),
    expect: fc.constantFrom('100-continue'),
    'content-encoding': fc.constantFrom('gzip', 'br'),
  },
  { requiredKeys: [] },
);
