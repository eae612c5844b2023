import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  any,
  type Expression,
  every,
  expressionKey,
  FALSE,
  holds,
  not,
  reached,
  TRUE,
} from './expression.ts';
import type { Reach } from './scope.ts';

const mine = reached({ kind: 'owner', id: 1 });
const here = reached({ kind: 'department', id: 2 });

const expression: fc.Arbitrary<Expression> = fc.letrec<{ node: Expression }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(TRUE, FALSE, mine, here, reached({ kind: 'all' })),
    fc.array(tie('node'), { maxLength: 3 }).map(any),
    fc.array(tie('node'), { maxLength: 3 }).map(every),
    tie('node').map(not),
  ),
})).node;

const reach: fc.Arbitrary<Reach> = fc.record({
  owner: fc.constantFrom(1, 9, null),
  department: fc.constantFrom(2, 9, null),
  legalEntity: fc.constant(null),
  tokens: fc.constant([]),
  facts: fc.constant([]),
});

describe('expressions', () => {
  it('are folded when they are made', () => {
    expect(any([])).toBe(FALSE);
    expect(every([])).toBe(TRUE);
    expect(any([mine, TRUE])).toBe(TRUE);
    expect(every([mine, FALSE])).toBe(FALSE);
    expect(any([FALSE, mine])).toBe(mine);
    expect(every([mine, mine])).toBe(mine);
    expect(not(not(mine))).toBe(mine);
    expect(not(TRUE)).toBe(FALSE);
    expect(reached({ kind: 'all' })).toBe(TRUE);
  });

  it('mean what logic says they mean, folded or not', () => {
    fc.assert(
      fc.property(fc.array(expression, { maxLength: 3 }), reach, (parts, place) => {
        expect(holds(any(parts), place)).toBe(parts.some((part) => holds(part, place)));
        expect(holds(every(parts), place)).toBe(parts.every((part) => holds(part, place)));
        for (const part of parts) expect(holds(not(part), place)).toBe(!holds(part, place));
      }),
    );
  });

  it('have the same key only when they are the same', () => {
    fc.assert(
      fc.property(expression, expression, (one, other) => {
        expect(expressionKey(one) === expressionKey(other)).toBe(
          JSON.stringify(one) === JSON.stringify(other),
        );
      }),
    );
  });
});
