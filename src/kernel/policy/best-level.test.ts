import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { world } from '../../../test/agreement/world.ts';
import { levelOf } from '../disclosure/level.ts';
import { bestLevel } from './best-level.ts';
import { compile } from './compile.ts';
import { decide } from './decide.ts';
import { departmentTree } from './department-tree.ts';

/** `npm run test:deep` raises this. */
const WORLDS = Number(process.env.FENCUN_WORLDS ?? 300);

describe('the best level of a field', () => {
  it('EXPL-1 is never less than what is disclosed in some record', () => {
    let reachedExactly = 0;
    fc.assert(
      fc.property(world, ({ policy, recordType, context, placements }) => {
        const tree = departmentTree(policy.departments);
        const plan = compile(policy, context, recordType, 'see');
        const decisions = placements.map((place) => decide(policy, context, recordType, 'see', place));
        for (const { name } of recordType.fields) {
          const best = bestLevel(plan, name, tree);
          for (const { fields } of decisions) {
            const level = levelOf(fields.get(name)?.disclosure ?? 'withheld');
            expect(level).toBeLessThanOrEqual(best);
            if (level > 0 && level === best) reachedExactly += 1;
          }
        }
      }),
      { numRuns: WORLDS },
    );
    expect(reachedExactly).toBeGreaterThan(100);
  });
});
