import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { world } from '../../../test/agreement/world.ts';
import { levelOf } from '../disclosure/level.ts';
import { bestLevel } from './best-level.ts';
import { compile } from './compile.ts';
import { decide } from './decide.ts';
import { departmentTree } from './department-tree.ts';

describe('the best level of a field', () => {
  it('EXPL-1 is never less than what is disclosed in some record', () => {
    let reachedExactly = 0;
    fc.assert(
      fc.property(world, ({ policy, recordType, context, placements }) => {
        const tree = departmentTree(policy.departments);
        const plan = compile(policy, context, recordType, 'see');
        for (const { name } of recordType.fields) {
          const best = bestLevel(plan, name, tree);
          for (const placement of placements) {
            const decision = decide(policy, context, recordType, 'see', placement).fields.get(name);
            const level = levelOf(decision?.disclosure ?? 'withheld');
            expect(level).toBeLessThanOrEqual(best);
            if (level > 0 && level === best) reachedExactly += 1;
          }
        }
      }),
      { numRuns: 300 },
    );
    expect(reachedExactly).toBeGreaterThan(100);
  });
});
