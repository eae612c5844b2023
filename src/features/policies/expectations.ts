import type pg from 'pg';
import type { Expectation } from '../../contract/policy-files.ts';
import { Problem } from '../../contract/problem.ts';
import type { Disclosure } from '../../kernel/disclosure/level.ts';
import { agreedToAll } from '../../kernel/policy/customer-facts.ts';
import { decide } from '../../kernel/policy/decide.ts';
import type { Context, DepartmentId, Placement, Policy } from '../../kernel/policy/model.ts';
import type { RecordType } from '../../kernel/record-type.ts';
import { loadCodes, loadPositions } from './files.ts';

/** What a company expects of its policy, asked of the interpreter. No person and no record is looked at. */

export type Disappointment = Readonly<{
  expectation: string;
  field: string;
  expected: Disclosure;
  actual: Disclosure;
}>;

/** The same for one that names what does not exist: it is not met, and nothing more can be said. */
export type Failure = Readonly<{
  expectation: string;
  field: string | null;
  expected: Disclosure | null;
  actual: Disclosure | null;
}>;

export type World = Readonly<{
  policy: Policy;
  recordTypes: ReadonlyMap<string, RecordType>;
  /** By code. */
  departments: ReadonlyMap<string, DepartmentId>;
  /** Codes of the company's positions. */
  positions: ReadonlySet<string>;
  at: number;
}>;

/** An invented reader and a colleague; ids of real people and assignments are positive. */
const READER = -1;
const COLLEAGUE = -2;

export function disappointments(
  expectations: readonly Expectation[],
  world: World,
): readonly Disappointment[] {
  return expectations.flatMap((expectation) => {
    const recordType = known(world.recordTypes, expectation.recordType, '记录类型', 'record type');
    const fields = new Set(recordType.fields.map(({ name }) => name));
    const { policy } = world;
    mustBeKnown(expectation, world);
    const context = contextOf(expectation, world);
    const { fields: decided } = decide(
      policy,
      context,
      recordType,
      expectation.action,
      placementOf(expectation, world),
    );
    return Object.entries(expectation.fields).flatMap(([field, expected]) => {
      if (!fields.has(field)) throw unknown('字段', 'field', field);
      const actual = decided.get(field)?.disclosure ?? 'withheld';
      return actual === expected ? [] : [{ expectation: expectation.name, field, expected, actual }];
    });
  });
}

export async function worldOf(
  client: Pick<pg.Pool, 'query'>,
  policy: Policy,
  types: readonly RecordType[],
  at: number,
): Promise<World> {
  const codes = await loadCodes(client);
  return {
    policy,
    recordTypes: new Map(types.map((type) => [type.name, type])),
    departments: new Map([...codes].map(([id, code]) => [code, id])),
    positions: await loadPositions(client),
    at,
  };
}

/** Of expectations that were kept: what they name may have gone since. */
export function failuresIn(expectations: readonly Expectation[], world: World): readonly Failure[] {
  return expectations.flatMap((expectation): readonly Failure[] => {
    try {
      return disappointments([expectation], world);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return [{ expectation: expectation.name, field: null, expected: null, actual: null }];
    }
  });
}

/** A slip of the pen would have every field withheld, and be taken for what was expected. */
function mustBeKnown({ position, purpose }: Expectation, { policy, positions }: World): void {
  if (!positions.has(position)) throw unknown('岗位', 'position', position);
  if (purpose !== null && !policy.purposes.some(({ code }) => code === purpose)) {
    throw unknown('处理目的', 'purpose', purpose);
  }
}

function contextOf({ position, department, purpose, given }: Expectation, world: World): Context {
  const at = given.at === undefined ? world.at : Date.parse(given.at);
  const place = known(world.departments, department, '部门', 'department');
  return {
    person: READER,
    assignments: [{ id: READER, person: READER, department: place, position, validity: {} }],
    grants: [],
    purpose,
    at,
    network: given.network ?? null,
    secondFactorAt: given.secondFactor === true ? at : null,
    trainedUntil: given.trained === true ? at + 86_400_000 : null,
    reasonGiven: given.reason === true,
    narrowing: {},
  };
}

function placementOf({ record, department, given }: Expectation, { departments, policy }: World): Placement {
  const own = known(departments, department, '部门', 'department');
  // A customer who agreed to everything, unless the expectation is about one who did not.
  const facts = given.consent === false ? [] : agreedToAll(policy.purposes);
  const nobody = { team: [], shares: [], facts };
  if (record === 'own') return { owner: READER, department: own, ...nobody };
  if (record === 'same-department') return { owner: COLLEAGUE, department: own, ...nobody };
  if (record === 'shared') {
    return {
      owner: COLLEAGUE,
      department: null,
      team: [],
      shares: [{ kind: 'assignment', id: READER }],
      facts,
    };
  }
  return {
    owner: COLLEAGUE,
    department: known(departments, record.department, '部门', 'department'),
    ...nobody,
  };
}

function known<T>(values: ReadonlyMap<string, T>, name: string, zh: string, en: string): T {
  const value = values.get(name);
  if (value === undefined) throw unknown(zh, en, name);
  return value;
}

function unknown(zh: string, en: string, name: string): Problem {
  return new Problem('invalid-input', {
    'detail.zh': `没有这个${zh}：${name}。`,
    'detail.en': `There is no ${en} ${name}.`,
  });
}
