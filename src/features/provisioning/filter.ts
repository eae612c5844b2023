import {
  CORE_GROUP,
  CORE_USER,
  ENTERPRISE_USER,
  isList,
  isObject,
  type Json,
  type JsonObject,
} from './attributes.ts';
import { ScimRefusal } from './refusal.ts';

/** Filters of RFC 7644 section 3.4.2.2: read with their precedence, and asked of resources. */

const OPERATORS = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const;
type Operator = (typeof OPERATORS)[number];
type Literal = string | number | boolean | null;

export type Filter =
  | Readonly<{ kind: 'and' | 'or'; parts: readonly Filter[] }>
  | Readonly<{ kind: 'not'; part: Filter }>
  | Readonly<{ kind: 'present'; path: Path }>
  | Readonly<{ kind: 'compare'; path: Path; operator: Operator; value: Literal }>
  | Readonly<{ kind: 'within'; path: Path; filter: Filter }>;

/** Names from the outside in, in lower case; an extension's URN is one name. */
export type Path = readonly string[];

/** `attribute[filter].sub`, as PATCH names what it changes. */
export type Target = Readonly<{ path: Path; filter: Filter | null; sub: string | null }>;

const LENGTH_MAX = 4000;
const DEPTH_MAX = 20;

const refused = (detail: string) => new ScimRefusal(400, 'invalidFilter', detail);

/** @throws ScimRefusal `invalidFilter` */
export function parseFilter(text: string): Filter {
  const reader = readerOf(text);
  const filter = anyOf(reader, 0);
  if (reader.peek() !== null) throw refused('The filter goes on after its end.');
  return filter;
}

/** @throws ScimRefusal `invalidFilter` for what is no path */
export function parseTarget(text: string): Target {
  const reader = readerOf(text);
  const path = pathOf(reader.word());
  if (!reader.take('[')) {
    if (reader.peek() !== null) throw refused('The path cannot be read.');
    return { path, filter: null, sub: null };
  }
  const filter = anyOf(reader, 0);
  if (!reader.take(']')) throw refused('A bracket is missing.');
  const rest = reader.peek() === null ? null : reader.word();
  if (reader.peek() !== null || (rest !== null && !/^\.[A-Za-z$][\w$-]*$/.test(rest))) {
    throw refused('The path cannot be read.');
  }
  return { path, filter, sub: rest === null ? null : rest.slice(1).toLowerCase() };
}

const TOKENS = /\s*(?:([()[\]])|("(?:[^"\\]|\\.)*")|([^\s()[\]"]+))/y;

type Reader = Readonly<{
  peek(): string | null;
  take(token: string): boolean;
  word(): string;
}>;

function readerOf(text: string): Reader {
  if (text.length > LENGTH_MAX) throw refused(`A filter has at most ${LENGTH_MAX} characters.`);
  const tokens: string[] = [];
  const whole = text.trimEnd();
  TOKENS.lastIndex = 0;
  while (TOKENS.lastIndex < whole.length) {
    const found = TOKENS.exec(whole);
    if (found === null) throw refused('The filter cannot be read.');
    tokens.push(found[1] ?? found[2] ?? found[3] ?? '');
  }
  let at = 0;
  return {
    peek: () => tokens[at] ?? null,
    take(token) {
      if (tokens[at]?.toLowerCase() !== token) return false;
      at += 1;
      return true;
    },
    word() {
      const token = tokens[at];
      if (token === undefined) throw refused('The filter ends too early.');
      at += 1;
      return token;
    },
  };
}

function anyOf(reader: Reader, depth: number): Filter {
  return joined(reader, 'or', () => allOf(reader, depth));
}

function allOf(reader: Reader, depth: number): Filter {
  return joined(reader, 'and', () => single(reader, depth));
}

function joined(reader: Reader, kind: 'and' | 'or', next: () => Filter): Filter {
  const first = next();
  const parts = [first];
  while (reader.take(kind)) parts.push(next());
  return parts.length === 1 ? first : { kind, parts };
}

function single(reader: Reader, depth: number): Filter {
  if (depth > DEPTH_MAX) throw refused('The filter is nested too deeply.');
  if (reader.take('not')) {
    if (reader.peek() !== '(') throw refused('“not” stands before a parenthesis.');
    return { kind: 'not', part: single(reader, depth + 1) };
  }
  if (reader.take('(')) {
    const inner = anyOf(reader, depth + 1);
    if (!reader.take(')')) throw refused('A parenthesis is missing.');
    return inner;
  }
  const path = pathOf(reader.word());
  if (reader.take('[')) {
    const filter = anyOf(reader, depth + 1);
    if (!reader.take(']')) throw refused('A bracket is missing.');
    return { kind: 'within', path, filter };
  }
  if (reader.take('pr')) return { kind: 'present', path };
  const word = reader.word().toLowerCase();
  const operator = OPERATORS.find((each) => each === word);
  if (operator === undefined) throw refused('The operator is not known.');
  return { kind: 'compare', path, operator, value: literalOf(reader.word()) };
}

function literalOf(token: string): Literal {
  if (/^(?:true|false|null)$/i.test(token)) return JSON.parse(token.toLowerCase()) as Literal;
  if (!token.startsWith('"') && !/^-?\d/.test(token)) throw refused('A value stands in double quotes.');
  let value: Literal;
  try {
    value = JSON.parse(token) as Literal;
  } catch {
    throw refused('The value cannot be read.');
  }
  // Escapes can say what no stored text holds: NUL, or half a surrogate pair.
  if (typeof value === 'string' && /\0|\p{Cs}/u.test(value)) throw refused('The value cannot be read.');
  return value;
}

const URNS = [ENTERPRISE_USER, CORE_USER, CORE_GROUP].map((urn) => urn.toLowerCase());

/** @throws ScimRefusal `invalidFilter` */
export function pathOf(written: string): Path {
  const text = written.toLowerCase();
  const urn = URNS.find((each) => text === each || text.startsWith(`${each}:`));
  const rest = urn === undefined ? text : text.slice(urn.length + 1);
  const names = rest === '' ? [] : rest.split('.');
  const isName = (name: string) => /^[a-z$][\w$-]*$/.test(name);
  if (!names.every(isName) || names.length > 3 || (urn === undefined && names.length === 0)) {
    throw refused('The attribute path cannot be read.');
  }
  return urn === ENTERPRISE_USER.toLowerCase() ? [urn, ...names] : names;
}

const CASE_EXACT = new Set(['id', 'externalid', 'members.value', 'groups.value', 'manager.value']);

/** Whether a resource, in the names of its schema, passes. */
export function matches(filter: Filter, resource: JsonObject, above: Path = []): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.parts.every((part) => matches(part, resource, above));
    case 'or':
      return filter.parts.some((part) => matches(part, resource, above));
    case 'not':
      return !matches(filter.part, resource, above);
    case 'present':
      return valuesAt(resource, filter.path).some((value) => value !== null && value !== '');
    case 'within':
      return valuesAt(resource, filter.path).some(
        (value) => isObject(value) && matches(filter.filter, value as JsonObject, [...above, ...filter.path]),
      );
    case 'compare': {
      const values = valuesAt(resource, filter.path).map((value) =>
        isObject(value) ? ((value as JsonObject).value ?? null) : value,
      );
      const isExact = CASE_EXACT.has([...above, ...filter.path].slice(-2).join('.'));
      const holds = (value: Json) => compare(value, filter.operator, filter.value, isExact);
      // Nothing at all equals nothing (RFC 7644: an unassigned attribute and null are the same).
      if (values.length === 0)
        return filter.operator === 'ne'
          ? filter.value !== null
          : filter.operator === 'eq' && filter.value === null;
      return filter.operator === 'ne' ? values.every(holds) : values.some(holds);
    }
  }
}

/** The values at a path, of every element of a list on the way. */
function valuesAt(value: Json | undefined, path: Path): readonly Json[] {
  if (value === undefined || value === null) return [];
  if (isList(value)) return value.flatMap((each) => valuesAt(each, path));
  const [name, ...rest] = path;
  if (name === undefined) return [value];
  if (!isObject(value)) return name === 'value' && rest.length === 0 ? [value] : [];
  const key = Object.keys(value).find((each) => each.toLowerCase() === name);
  return key === undefined ? [] : valuesAt((value as JsonObject)[key], rest);
}

function compare(value: Json, operator: Operator, wanted: Literal, isExact: boolean): boolean {
  if (typeof value === 'boolean') {
    const word = String(wanted).toLowerCase();
    return operator === 'eq' ? word === String(value) : operator === 'ne' && word !== String(value);
  }
  if (typeof value !== 'string' || typeof wanted !== 'string') {
    const isSame = value === wanted;
    return operator === 'eq' ? isSame : operator === 'ne' && !isSame;
  }
  const [a, b] = isExact ? [value, wanted] : [value.toLowerCase(), wanted.toLowerCase()];
  switch (operator) {
    case 'eq':
      return a === b;
    case 'ne':
      return a !== b;
    case 'co':
      return a.includes(b);
    case 'sw':
      return a.startsWith(b);
    case 'ew':
      return a.endsWith(b);
    case 'gt':
      return a > b;
    case 'ge':
      return a >= b;
    case 'lt':
      return a < b;
    case 'le':
      return a <= b;
  }
}

/** What a filter asks of one attribute by `eq` alone: what most clients ask, and an index answers. */
export function soleEquality(filter: Filter): Readonly<{ name: string; value: string }> | null {
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || typeof filter.value !== 'string') return null;
  const [name] = filter.path;
  return filter.path.length === 1 && name !== undefined ? { name, value: filter.value } : null;
}

/** The attributes that a filter requires to be equal to something: an element that it does not find is made of them. */
export function equalities(filter: Filter): ReadonlyMap<string, Literal> {
  const parts = filter.kind === 'and' ? filter.parts : [filter];
  return new Map(
    parts.flatMap((part) =>
      part.kind === 'compare' &&
      part.operator === 'eq' &&
      part.path.length === 1 &&
      part.path[0] !== undefined
        ? [[part.path[0], part.value] as const]
        : [],
    ),
  );
}
