import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Problem } from '../../src/contract/problem.ts';
import type { ListAnswer } from '../../src/contract/records.ts';
import { type Disclosure, levelOf } from '../../src/kernel/disclosure/level.ts';
import { mask } from '../../src/kernel/disclosure/masks.ts';
import { type Decision, decide } from '../../src/kernel/policy/decide.ts';
import type { Rule } from '../../src/kernel/policy/model.ts';
import type { RecordType } from '../../src/kernel/record-type.ts';
import { asSession, createGatewayLab, type GatewayLab } from '../support/gateway-lab.ts';
import { world as anyWorld, NOON, type World } from './world.ts';

/**
 * The whole way of a governed read (plan, SQL, stored forms, decryption, projection) against the interpreter of the
 * policy, which knows nothing of any of them.
 */
const WORLDS = Number(process.env.FENCUN_TEST_SQL_WORLDS ?? 250);

/** No request but a reveal states a reason. */
const REASON = { kind: 'reason-given' } as const;
const PROOF = { kind: 'second-factor-age', atMostSeconds: 300 } as const;
const world = anyWorld.map((one): World => ({ ...one, context: { ...one.context, reasonGiven: false } }));

let lab: GatewayLab;
beforeAll(async () => {
  lab = await createGatewayLab({ clock: () => NOON });
});
afterAll(() => lab.close());

/** The table has the columns of every world; what a world says of mask and summary is only metadata. */
async function storeType(type: RecordType): Promise<void> {
  const owner = lab.database.pool('owner');
  const known = await lab.door.recordTypes();
  if (!known.has(type.name)) {
    const widest = type.fields.map((field) => ({
      ...field,
      mask: 'text' as const,
      summary: 'filled' as const,
    }));
    await lab.door.define({ ...type, fields: widest });
  }
  await owner.query('UPDATE vault._record_type SET body = $1 WHERE name = $2', [type, type.name]);
  await owner.query('TRUNCATE vault.customer CASCADE');
}

function valuesOf(index: number): Record<string, string> {
  return {
    name: `Name number ${index}`,
    phone: `1990000${String(1000 + index)}`,
    identity: `identity-${index}`,
    spent: `${index}.50`,
    style: index % 2 === 0 ? 'plain' : 'striped',
    remark: `remark ${index}`,
  };
}

async function stage({ policy, recordType, placements }: World): Promise<readonly string[]> {
  await storeType(recordType);
  const widest = { ...recordType, fields: recordType.fields };
  const ids = await lab.load(
    widest,
    placements.map((placement, index) => ({ placement, values: valuesOf(index) })),
    policy.departments,
  );
  await lab.enact(policy);
  lab.takeRecords();
  return ids;
}

async function answerOrCode<T>(work: Promise<T>): Promise<T | string> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
}

/** What the interpreter allows of one record: each field's disclosure and the value in that form. */
function expected(
  type: RecordType,
  decision: Decision,
  index: number,
): Record<string, [Disclosure, unknown]> {
  const out: Record<string, [Disclosure, unknown]> = {};
  for (const [name, { disclosure }] of decision.fields) {
    const value = valuesOf(index)[name] ?? '';
    const field = type.fields.find((candidate) => candidate.name === name);
    if (disclosure === 'withheld' || field === undefined) continue;
    const form = disclosure === 'shown' ? value : disclosure === 'masked' ? mask('text', value) : 'yes';
    out[name] = [disclosure, form];
  }
  return out;
}

function received(answer: ListAnswer): ReadonlyMap<string, Record<string, [Disclosure, unknown]>> {
  return new Map(
    answer.records.map(({ id, values, disclosures }) => [
      id,
      Object.fromEntries(
        Object.entries(values).map(([name, value]) => [
          name,
          [disclosures?.[name] ?? answer.disclosures[name] ?? 'withheld', value],
        ]),
      ) as Record<string, [Disclosure, unknown]>,
    ]),
  );
}

/** Every other world opens its purposes to a reader who proved nothing yet: by chance alone hardly any would. */
function withinReach(one: World): World {
  const [purpose] = one.policy.purposes;
  if (purpose === undefined || one.placements.length % 2 === 0) return one;
  const purposes = one.policy.purposes.map((each) => ({
    ...each,
    who: { anyone: true as const },
    validity: {},
  }));
  const context = { ...one.context, purpose: purpose.code, secondFactorAt: null, narrowing: {} };
  return { ...one, policy: { ...one.policy, purposes }, context };
}

describe('the SQL of the gateway and the interpreter of the policy', () => {
  it('POL-2 agree on which records a list has, which fields, and in which form', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (one) => {
        const ids = await stage(one);
        const { policy, context, recordType, placements } = one;
        const decisions = placements.map((placement) =>
          decide(policy, context, recordType, 'see', placement),
        );
        const wanted = new Map(
          decisions.flatMap((decision, index) =>
            decision.visible ? [[ids[index] ?? '', expected(recordType, decision, index)] as const] : [],
          ),
        );
        const answer = await answerOrCode(
          lab.door.list(lab.requestOf(context), 'customer', { filters: [], limit: 50, count: true }),
        );
        if (typeof answer === 'string') {
          expect(wanted.size).toBe(0);
          return;
        }
        expect(Object.fromEntries(received(answer))).toEqual(Object.fromEntries(wanted));
        expect(answer.count).toEqual({ value: wanted.size, atLeast: false });
        const order = answer.records.map(({ id }) => id);
        expect(order).toEqual([...order].sort().reverse());
        recordMatchesAnswer(answer);
      }),
      { numRuns: WORLDS },
    );
  });

  it('POL-3 agree on every single record that is asked for, and hide the others as if they did not exist', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (one) => {
        const ids = await stage(one);
        const { policy, context, recordType, placements } = one;
        for (const [index, placement] of placements.entries()) {
          const decision = decide(policy, context, recordType, 'see', placement);
          const answer = await answerOrCode(
            lab.door.read(lab.requestOf(context), 'customer', ids[index] ?? ''),
          );
          if (typeof answer === 'string') {
            expect(decision.visible).toBe(false);
            continue;
          }
          expect(decision.visible).toBe(true);
          const got = received({ ...answer, records: [answer.record], nextCursor: null, obligations: [] });
          expect(got.get(ids[index] ?? '')).toEqual(expected(recordType, decision, index));
          const edit = decide(policy, context, recordType, 'edit', placement);
          const editable = [...edit.fields]
            .filter(([, { disclosure }]) => disclosure === 'shown')
            .map(([name]) => name);
          expect(answer.editable.toSorted()).toEqual(editable.toSorted());
        }
      }),
      { numRuns: Math.ceil(WORLDS / 4) },
    );
  });

  it('REV-1 agree on what a stated reason reveals of each field of each record, and on what it does not', async () => {
    const seen = { revealed: 0, 'step-up-needed': 0, 'field-not-revealable': 0 };
    // By chance alone few rules would ask for a reason and a proof at once.
    const conditions = fc.constantFrom([], [REASON], [REASON, PROOF], [PROOF, REASON]);
    await fc.assert(
      fc.asyncProperty(world, conditions, async (random, asking) => {
        const [first] = random.policy.rules;
        const open = {
          who: { anyone: true },
          recordType: '*',
          scope: 'all',
          fields: { all: true },
          purposes: '*',
          validity: {},
        } as const;
        const more = (rule: Pick<Rule, 'disclosure' | 'conditions'>): Rule[] =>
          first === undefined ? [] : [{ ...first, ...open, effect: 'allow', actions: ['see'], ...rule }];
        const rules = [
          ...random.policy.rules,
          ...more({ disclosure: 'masked', conditions: [] }),
          ...(asking.length === 0 ? [] : more({ disclosure: 'shown', conditions: asking })),
        ];
        const one = withinReach({ ...random, policy: { ...random.policy, rules } });
        const ids = await stage(one);
        const { policy, context, recordType, placements } = one;
        const under = (change: object, placement: (typeof placements)[number]) =>
          decide(policy, { ...context, ...change }, recordType, 'see', placement);
        for (const [index, placement] of placements.slice(0, 3).entries()) {
          const unasked = under({}, placement);
          const reasoned = under({ reasonGiven: true }, placement);
          const proof = under({ secondFactorAt: NOON }, placement);
          const both = under({ reasonGiven: true, secondFactorAt: NOON }, placement);
          for (const { name } of recordType.fields) {
            const level = ({ fields }: Decision) => levelOf(fields.get(name)?.disclosure ?? 'withheld');
            const answer = await answerOrCode(
              lab.door.reveal(asSession(lab.requestOf(context)), 'customer', ids[index] ?? '', {
                fields: [name],
                reason: 'the customer asked',
              }),
            );
            if (typeof answer !== 'string') {
              seen.revealed += 1;
              expect(unasked.visible).toBe(true);
              expect(level(reasoned) > level(unasked) || level(unasked) === 3).toBe(true);
              // A prohibition may wait for the reason: then less is left than before, and nothing is released.
              const form = expected(recordType, reasoned, index)[name] ?? ['withheld', undefined];
              expect([answer.disclosures[name], answer.values[name]]).toEqual(form);
              expect(Object.keys(answer.values)).toEqual(level(reasoned) === 0 ? [] : [name]);
              continue;
            }
            if (answer === 'step-up-needed') {
              seen[answer] += 1;
              expect(level(both)).toBeGreaterThan(Math.max(level(unasked), level(proof)));
            }
            if (answer === 'field-not-revealable') seen[answer] += 1;
            expect(unasked.visible && (level(reasoned) > level(unasked) || level(unasked) === 3)).toBe(false);
          }
        }
      }),
      { numRuns: Math.max(60, Math.ceil(WORLDS / 5)) },
    );
    for (const [what, count] of Object.entries(seen)) expect([what, count > 0]).toEqual([what, true]);
  });

  it('POL-4 agree on which records a search or a sort may reach, page by page', async () => {
    await fc.assert(
      fc.asyncProperty(
        world,
        fc.constantFrom('name', 'phone', 'identity', 'spent', 'style'),
        fc.boolean(),
        async (one, key, descending) => {
          const ids = await stage(one);
          const { policy, context, recordType, placements } = one;
          const sortable = key === 'name' || key === 'spent' || key === 'style';
          const sees = placements.map((placement) => decide(policy, context, recordType, 'see', placement));
          const finds = placements.map((placement) => decide(policy, context, recordType, 'find', placement));
          const reachable = placements.flatMap((_, index) => {
            const found = finds[index]?.fields.get(key)?.disclosure === 'shown';
            return found && sees[index]?.visible ? [index] : [];
          });
          const target = reachable[0] ?? 0;
          const value = valuesOf(target)[key] ?? '';
          const matching = reachable.filter((index) => valuesOf(index)[key] === value);
          const got = await answerOrCode(
            lab.door.list(lab.requestOf(context), 'customer', {
              filters: [{ field: key, operator: 'equals', values: [value] }],
              limit: 50,
              count: true,
            }),
          );
          if (typeof got === 'string') expect(matching).toEqual([]);
          else {
            const names = got.records.map(({ id }) => ids.indexOf(id)).toSorted();
            expect(names).toEqual(matching.toSorted());
            expect(got.count?.value).toBe(matching.length);
          }
          if (!sortable || typeof got === 'string') return;
          const sorted = await allPages(one, key, descending);
          expect(sorted.map((id) => ids.indexOf(id))).toEqual(inOrder(reachable, key, descending, ids));
        },
      ),
      { numRuns: Math.ceil(WORLDS / 2) },
    );
  });
});

async function allPages({ context }: World, field: string, descending: boolean): Promise<readonly string[]> {
  const collected: string[] = [];
  let cursor: string | undefined;
  do {
    const page: ListAnswer = await lab.door.list(lab.requestOf(context), 'customer', {
      filters: [],
      sort: { field, descending },
      limit: 2,
      count: false,
      ...(cursor === undefined ? {} : { cursor }),
    });
    collected.push(...page.records.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return collected;
}

function inOrder(
  indexes: readonly number[],
  key: string,
  descending: boolean,
  ids: readonly string[],
): readonly number[] {
  const rank = (index: number): [string | number, string] => {
    const value = valuesOf(index)[key] ?? '';
    return [key === 'spent' ? Number(value) : value, ids[index] ?? ''];
  };
  const ascending = indexes.toSorted((a, b) => {
    const [valueA, idA] = rank(a);
    const [valueB, idB] = rank(b);
    if (valueA !== valueB) return valueA < valueB ? -1 : 1;
    return idA < idB ? -1 : 1;
  });
  return descending ? ascending.toReversed() : ascending;
}

/** Every released value stands in the access record that the answer names, and nothing else does. */
function recordMatchesAnswer(answer: ListAnswer): void {
  const [record] = lab.takeRecords().filter(({ id }) => id === answer.accessRecord);
  expect(record?.outcome).toBe('released');
  const recorded = new Map<string, Record<string, string>>();
  for (const { records, shown, masked, summary } of record?.releases ?? []) {
    const fields = [
      ...shown.map((name) => [name, 'shown']),
      ...masked.map((name) => [name, 'masked']),
      ...summary.map((name) => [name, 'summary']),
    ];
    for (const id of records) recorded.set(id, Object.fromEntries(fields));
  }
  const released = new Map(
    [...received(answer)].map(([id, fields]) => [
      id,
      Object.fromEntries(Object.entries(fields).map(([name, [disclosure]]) => [name, disclosure])),
    ]),
  );
  expect(Object.fromEntries(recorded)).toEqual(Object.fromEntries(released));
}
