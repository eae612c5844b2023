import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { levelOf } from '../../src/kernel/disclosure/level.ts';
import { decide } from '../../src/kernel/policy/decide.ts';
import { ACTIONS, type Purpose, type Rule } from '../../src/kernel/policy/model.ts';
import { onlyTakesAway, type Replacement } from '../../src/kernel/policy/narrowing.ts';
import { type World, world } from './world.ts';

const WORLDS = Math.max(1000, Number(process.env.FENCUN_TEST_WORLDS ?? 5000) / 5);
const RULE_PARTS = [
  ...(['effect', 'who', 'recordType', 'scope', 'fields', 'actions', 'disclosure'] as const),
  ...(['purposes', 'conditions', 'validity'] as const),
];
const PURPOSE_PARTS = ['categories', 'who', 'validity', 'legalBasis', 'uses'] as const;

/** For every rule and purpose: leave it, take it away, or give it one part of another. */
type Fate = Readonly<{ kind: number; part: number; from: number }>;
const fate: fc.Arbitrary<Fate> = fc.record({
  kind: fc.nat(5),
  part: fc.nat(RULE_PARTS.length - 1),
  from: fc.nat(30),
});

function changed<T extends Rule | Purpose>(
  texts: readonly T[],
  fates: readonly Fate[],
  parts: readonly (keyof T)[],
): readonly Replacement<T>[] {
  return texts.map((before, index) => {
    const { kind, part, from } = fates[index % fates.length] as Fate;
    const donor = texts[from % texts.length] as T;
    const key = parts[part % parts.length] as keyof T;
    if (kind < 3) return { before, after: before };
    if (kind === 3 && 'effect' in before) return { before, after: null };
    return { before, after: { ...before, [key]: donor[key] } };
  });
}

const isText = <T>(text: T | null): text is T => text !== null;
const differs = ({ before, after }: Replacement<unknown>) => before !== after;

describe('a change that only takes away', () => {
  it('PAPP-3 discloses nothing more to anybody, of any record, by any action', () => {
    const seen = { takesAway: 0, differs: 0, refused: 0, less: 0 };
    const check = (
      { policy, recordType, context, placements }: World,
      fates: readonly Fate[],
      added: boolean,
    ): void => {
      const rules = [...changed(policy.rules, fates, RULE_PARTS)];
      const [first] = policy.rules;
      if (added && first !== undefined) rules.push({ before: null, after: { ...first, id: 'new' } });
      const purposes = changed(policy.purposes, fates, PURPOSE_PARTS);
      if (!rules.some(differs) && !purposes.some(differs)) return;
      if (!onlyTakesAway({ rules: rules.filter(differs), purposes: purposes.filter(differs) })) {
        seen.refused += 1;
        return;
      }
      seen.takesAway += 1;
      const after = {
        ...policy,
        rules: rules.map((each) => each.after).filter(isText),
        purposes: purposes.map((each) => each.after).filter(isText),
      };
      for (const action of ACTIONS) {
        for (const placement of placements) {
          const was = decide(policy, context, recordType, action, placement);
          const is = decide(after, context, recordType, action, placement);
          for (const [name, { disclosure }] of is.fields) {
            const levels = [disclosure, was.fields.get(name)?.disclosure ?? 'withheld'].map(levelOf);
            const [now = 0, before = 0] = levels;
            expect([name, action, now <= before]).toEqual([name, action, true]);
            if (now < before) seen.less += 1;
          }
        }
      }
    };
    fc.assert(fc.property(world, fc.array(fate, { minLength: 1, maxLength: 6 }), fc.boolean(), check), {
      numRuns: WORLDS,
    });
    for (const count of [seen.takesAway, seen.refused]) expect(count).toBeGreaterThan(WORLDS / 20);
    // A few worlds have most of it, as one rule stands for many fields and records.
    expect(seen.less).toBeGreaterThan(0);
  });
});
