import { type Random, weighted } from '../src/features/demo/random.ts';
import type { Department, Placement, Purpose, RowScope, Rule } from '../src/kernel/policy/model.ts';
import { BENCH_TYPE, ENCRYPTED_FIELDS, MASKED_FIELDS, PLAIN_FIELDS } from './customer-type.ts';

/** How large a store is; stores of equal shape hold equal data. */
export type StoreShape = Readonly<{ rows: number; departments: number; rules: number; shares: number }>;

/** One who reads in the bench: person and assignment have the same number. */
export type Reader = Readonly<{ id: number; login: string; position: string; department: number }>;

export const LOADING = 'loading';
/** What the three purposes open: the 24 fields with every mask on, or one or four encrypted fields shown. */
export const PURPOSES = ['masks-only', 'one-decrypted', 'four-decrypted'] as const;
/** Open only with the customer's consent; of stores that sharing is laid over: sharing-store.ts. */
export const CONSENTED = 'consented';
export type BenchPurpose = (typeof PURPOSES)[number] | typeof CONSENTED;

const ROOT = 1;
const LARGE = 2;
const SMALL = 3;
const SMALL_CHILDREN = [4, 5, 6, 7];
/** Readers of a single department sit in the departments that hold the most rows. */
const DEPARTMENT_READERS = 16;
const LOADER_ID = 1;
const FIRST_READER_ID = 2;
/** Ids of assignments that own rows and work in teams, and that nobody reads through. */
const STAFF = { first: 1_000, count: 2_000 };
const FEW_SHARES = 10;

/**
 * Department 1 is the legal entity; 2 heads about half of the others, three levels deep; 3 heads four. The rest
 * stand directly below the entity.
 */
export function departmentsOf({ departments: count }: StoreShape): readonly Department[] {
  const made: Department[] = [{ id: ROOT, parent: null }];
  const large: number[] = [LARGE];
  for (let id = 2; id <= count; id += 1) {
    if (id === LARGE || id === SMALL) made.push({ id, parent: ROOT });
    else if (SMALL_CHILDREN.includes(id)) made.push({ id, parent: SMALL });
    else if (id % 2 === 0 || count <= 10) {
      made.push({ id, parent: large[Math.floor((large.length - 1) / 20)] ?? LARGE });
      large.push(id);
    } else made.push({ id, parent: ROOT });
  }
  return made;
}

/** Departments that hold rows, the fullest first: the n-th holds 1/n of what the first does (Zipf). */
export function rankedDepartments({ departments: count }: StoreShape): readonly number[] {
  const others = Array.from({ length: count }, (_, index) => index + 1).filter((id) => id > 7);
  const ranked = [...others.slice(0, 4), ...SMALL_CHILDREN, ...others.slice(4)];
  return ranked.filter((id) => id <= count);
}

export type Readers = Readonly<{
  loader: Reader;
  departments: readonly Reader[];
  treeSmall: Reader;
  treeLarge: Reader;
  entity: Reader;
  team: Reader;
  sharedFew: Reader;
  sharedMany: Reader;
  all: Reader;
  mixed: Reader;
  varying: Reader;
}>;

export function readersOf(shape: StoreShape): Readers {
  const ranked = rankedDepartments(shape);
  let next = FIRST_READER_ID;
  const reader = (login: string, position: string, department: number): Reader => {
    const id = next;
    next += 1;
    return { id, login, position, department };
  };
  const departments = ranked
    .slice(0, DEPARTMENT_READERS)
    .map((department, index) => reader(`department-${index + 1}`, 'department-reader', department));
  return {
    loader: { id: LOADER_ID, login: 'loader', position: 'loader', department: ROOT },
    departments,
    treeSmall: reader('tree-small', 'tree-reader', SMALL),
    treeLarge: reader('tree-large', 'tree-reader', LARGE),
    entity: reader('legal-entity', 'tree-reader', ROOT),
    team: reader('team', 'team-reader', ROOT),
    sharedFew: reader('shared-few', 'shared-reader', LARGE),
    sharedMany: reader('shared-many', 'shared-reader', SMALL),
    all: reader('all', 'all-reader', ROOT),
    mixed: reader('mixed', 'mixed-reader', ranked[4] ?? SMALL),
    varying: reader('varying', 'varying-reader', ranked[5] ?? SMALL),
  };
}

export function everyReader({ loader, departments, ...single }: Readers): readonly Reader[] {
  return [loader, ...departments, ...Object.values(single)];
}

export function purposesOf(): readonly Purpose[] {
  const categories = [...new Set(BENCH_TYPE.fields.map(({ category }) => category))];
  return [...PURPOSES, LOADING].map((code) => ({
    code,
    label: { zh: code, en: code },
    description: { zh: code, en: code },
    legalBasis: 'contract',
    dpv: 'https://w3id.org/dpv#ServiceProvision',
    categories,
    who: { anyone: true },
    validity: {},
  }));
}

/** Of the rules that pad the policy to its size, one in so many concerns the department readers. */
const FILLER_CONCERNS = 25;

export function rulesOf({ rules: count }: StoreShape): readonly Rule[] {
  const needed = [
    loaderRule(),
    ...disclosing('department-reader', 'department'),
    ...disclosing('shared-reader', 'shared'),
  ];
  const further = [
    ...disclosing('tree-reader', 'department-tree'),
    ...disclosing('team-reader', 'related-team'),
    ...disclosing('all-reader', 'all'),
    ...(['own', 'department', 'related-team', 'shared'] as const).flatMap((scope) =>
      disclosing('mixed-reader', scope),
    ),
    // Sees the department's rows masked, and the reader's own rows in full: the level varies from row to row.
    ...disclosing('varying-reader', 'department').slice(0, 2),
    rule('varying-own', 'varying-reader', 'own', { names: ENCRYPTED_FIELDS }, 'shown', '*'),
  ];
  const rules = count >= needed.length + further.length ? [...needed, ...further] : needed;
  for (let number = rules.length + 1; number <= count; number += 1) rules.push(filler(number));
  return rules;
}

function rule(
  id: string,
  position: string,
  scope: RowScope,
  fields: Rule['fields'],
  disclosure: Rule['disclosure'],
  purposes: Rule['purposes'],
): Rule {
  return {
    id,
    version: 1,
    name: { zh: id, en: id },
    effect: 'allow',
    who: { positions: [position] },
    recordType: 'customer',
    scope,
    fields,
    actions: ['see', 'find'],
    disclosure,
    purposes,
    conditions: [],
    validity: {},
    obligations: [],
  };
}

/** The four rules that let a position read through a scope, for each of the purposes as far as it goes. */
function disclosing(position: string, scope: RowScope): readonly Rule[] {
  const name = `${position}-${scope}`;
  const [first = ''] = ENCRYPTED_FIELDS;
  return [
    rule(`${name}-plain`, position, scope, { names: PLAIN_FIELDS }, 'shown', [...PURPOSES]),
    rule(`${name}-masked`, position, scope, { names: MASKED_FIELDS }, 'masked', [...PURPOSES]),
    rule(`${name}-one`, position, scope, { names: [first] }, 'shown', ['one-decrypted']),
    rule(`${name}-four`, position, scope, { names: ENCRYPTED_FIELDS }, 'shown', ['four-decrypted']),
  ];
}

function loaderRule(): Rule {
  return {
    ...rule('loader', 'loader', 'all', { all: true }, 'shown', [LOADING]),
    actions: ['create'],
  };
}

function filler(number: number): Rule {
  const concerns = number % FILLER_CONCERNS === 0;
  const position = concerns ? 'department-reader' : `other-${number % 40}`;
  const categories = [BENCH_TYPE.fields[number % BENCH_TYPE.fields.length]?.category ?? 'basic'];
  const scope: RowScope = number % 3 === 0 || concerns ? 'department' : 'department-tree';
  return rule(`filler-${number}`, position, scope, { categories }, 'summary', [...PURPOSES]);
}

export type Placer = (row: number, random: Random) => Placement;

/** Where rows stand: skewed departments, an owner and a colleague each, and the shares, evenly spread. */
export function placerOf(shape: StoreShape): Placer {
  const ranked = rankedDepartments(shape);
  const table = weighted(ranked.map((id, index) => [id, Math.ceil(10_000_000 / (index + 1))] as const));
  const pick = byBisection(table);
  const { team, sharedFew, sharedMany, mixed, varying } = readersOf(shape);
  const share = (id: number) => ({ kind: 'assignment' as const, id });
  const fewEvery = Math.max(1, Math.floor(shape.rows / FEW_SHARES));
  return (row, random) => {
    const department = pick(random);
    const own = [mixed, varying].find((reader) => reader.department === department && random.chance(100));
    const shares = [];
    if (sharesUpTo(shape, row + 1) > sharesUpTo(shape, row)) shares.push(share(sharedMany.id));
    if (row % fewEvery === 0 && row / fewEvery < FEW_SHARES) shares.push(share(sharedFew.id));
    if (random.chance(1)) shares.push(share(mixed.id));
    const colleagues = [STAFF.first + random.below(STAFF.count)];
    if (random.chance(10)) colleagues.push(team.id);
    if (random.chance(1)) colleagues.push(mixed.id);
    const owner = own?.id ?? STAFF.first + random.below(STAFF.count);
    return { owner, department, team: colleagues, shares };
  };
}

function sharesUpTo({ rows, shares }: StoreShape, row: number): number {
  return Math.floor((row * Math.min(shares, rows)) / rows);
}

/** `Random.draw` walks the table; with thousands of departments and a million rows that takes minutes. */
function byBisection({
  values,
  ends,
  total,
}: ReturnType<typeof weighted<number>>): (random: Random) => number {
  return (random) => {
    const drawn = random.below(total);
    let low = 0;
    let high = ends.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (drawn < (ends[middle] ?? 0)) high = middle;
      else low = middle + 1;
    }
    return values[low] ?? 1;
  };
}
