import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { levelOf } from '../../src/kernel/disclosure/level.ts';
import { compile, type Plan } from '../../src/kernel/policy/compile.ts';
import { decide } from '../../src/kernel/policy/decide.ts';
import { departmentTree } from '../../src/kernel/policy/department-tree.ts';
import { holds } from '../../src/kernel/policy/expression.ts';
import { levelTable, permitsWhole } from '../../src/kernel/policy/level-table.ts';
import { lowerOf } from '../../src/kernel/policy/lower.ts';
import { ACTIONS } from '../../src/kernel/policy/model.ts';
import { fieldLevel, isAdmitted } from '../../src/kernel/policy/plan.ts';
import { raisedWhere } from '../../src/kernel/policy/raised.ts';
import { atomReaches, reachOf } from '../../src/kernel/policy/scope.ts';
import { world } from './world.ts';

/** `npm run test:deep` raises this; a failure prints its seed and the shrunk world. */
const WORLDS = Number(process.env.FENCUN_TEST_WORLDS ?? 5000);

describe('the compiled plan and the interpreter of the policy', () => {
  it('POL-1 agree on every field of every record, for every action', () => {
    const seen = { shown: 0, masked: 0, summary: 0, withheld: 0, varying: 0 };
    fc.assert(
      fc.property(
        world,
        fc.constantFrom(...ACTIONS),
        ({ policy, recordType, context, placements }, action) => {
          const tree = departmentTree(policy.departments);
          const plan = compile(policy, context, recordType, action);
          const names = recordType.fields.map(({ name }) => name);
          const table = levelTable(plan, names);
          for (const placement of placements) {
            const decision = decide(policy, context, recordType, action, placement);
            const reach = reachOf(placement, tree);
            expect(plan.refusal).toBe(decision.refusal);
            expect(isAdmitted(plan, reach)).toBe(decision.visible);
            const admittedByBranch = plan.branches.some(
              ({ atom, where }) => atomReaches(atom, reach) && holds(where, reach),
            );
            expect(admittedByBranch).toBe(decision.visible);
            if (!decision.visible) {
              expect(names.map((name) => fieldLevel(plan, name, reach))).toEqual(names.map(() => 0));
              expect(permitsWhole(recordType, plan, reach)).toBe(false);
              continue;
            }
            expect(table(reach)).toEqual(names.map((name) => fieldLevel(plan, name, reach)));
            for (const [name, { disclosure }] of decision.fields) {
              seen[disclosure] += 1;
              expect([name, fieldLevel(plan, name, reach)]).toEqual([name, levelOf(disclosure)]);
            }
          }
          if ([...plan.fields.values()].some((cases) => cases.some(({ when }) => when.kind !== 'true'))) {
            seen.varying += 1;
          }
        },
      ),
      { numRuns: WORLDS },
    );
    // The worlds must not be trivial: every disclosure, and disclosure that varies by record, has to occur often.
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(WORLDS / 100);
  });

  it('EXPO-1 agree on what leaves: each field at the lower of seeing and exporting, and no record that is closed to either', () => {
    let [left, kept] = [0, 0];
    fc.assert(
      fc.property(world, ({ policy, recordType, context, placements }) => {
        const tree = departmentTree(policy.departments);
        const plans = (['see', 'export'] as const).map((action) =>
          compile(policy, context, recordType, action),
        );
        const names = recordType.fields.map(({ name }) => name);
        const plan = lowerOf(plans[0] as Plan, plans[1] as Plan, names);
        for (const placement of placements) {
          const [see, leave] = (['see', 'export'] as const).map((action) =>
            decide(policy, context, recordType, action, placement),
          );
          const lower = names.map((name) =>
            Math.min(
              ...[see, leave].map((each) => levelOf(each?.fields.get(name)?.disclosure ?? 'withheld')),
            ),
          );
          const exists = see?.visible === true && leave?.visible === true && lower.some((level) => level > 0);
          const reach = reachOf(placement, tree);
          expect(isAdmitted(plan, reach)).toBe(exists);
          const byBranch = plan.branches.some(
            ({ atom, where }) => atomReaches(atom, reach) && holds(where, reach),
          );
          expect(byBranch).toBe(exists);
          expect(names.map((name) => fieldLevel(plan, name, reach))).toEqual(
            exists ? lower : names.map(() => 0),
          );
          if (exists) left += 1;
          else kept += 1;
        }
      }),
      { numRuns: WORLDS / 5 },
    );
    for (const count of [left, kept]) expect(count).toBeGreaterThan(WORLDS / 500);
  });

  it('POL-41 a change of policy raises exactly the records of which the interpreter discloses more', () => {
    let raised = 0;
    fc.assert(
      fc.property(world, fc.nat(), ({ policy, recordType, context, placements }, at) => {
        const without = { ...policy, rules: policy.rules.filter((_, i) => i !== at % policy.rules.length) };
        const tree = departmentTree(policy.departments);
        const names = recordType.fields.map(({ name }) => name);
        for (const [lower, higher] of [
          [without, policy],
          [policy, without],
        ] as const) {
          const plans = [lower, higher].map((each) => compile(each, context, recordType, 'see'));
          const [before, after] = plans;
          if (before === undefined || after === undefined) continue;
          const where = raisedWhere(before, after, names);
          for (const placement of placements) {
            const levels = [lower, higher].map((each) => {
              const { fields } = decide(each, context, recordType, 'see', placement);
              return names.map((name) => levelOf(fields.get(name)?.disclosure ?? 'withheld'));
            });
            const isRaised = names.some((_, i) => (levels[1]?.[i] ?? 0) > (levels[0]?.[i] ?? 0));
            expect(holds(where, reachOf(placement, tree))).toBe(isRaised);
            if (isRaised) raised += 1;
          }
        }
      }),
      { numRuns: WORLDS / 5 },
    );
    expect(raised).toBeGreaterThan(WORLDS / 100);
  });
});
