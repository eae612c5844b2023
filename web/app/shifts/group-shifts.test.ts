import { expect, it } from 'vitest';
import { groupShifts } from './group-shifts.ts';

it('shifts are told by person and by what becomes of the fields, whatever the purposes', () => {
  const shift = (person: number, field: string, purpose: string, after: 'shown' | 'masked' = 'shown') => ({
    ...{ person: { id: person, name: `P${person}` }, recordType: 'customer', field, purpose },
    ...{ before: 'withheld' as const, after, scopes: [] },
  });
  const told = groupShifts([
    shift(1, 'name', 'sales'),
    shift(1, 'name', 'service'),
    shift(1, 'phone', 'sales', 'masked'),
    shift(1, 'city', 'sales'),
    shift(2, 'name', 'sales'),
  ]);
  expect(told.map(({ id, lines }) => [id, lines.map(({ after, fields }) => [after, fields])])).toEqual([
    [
      1,
      [
        ['shown', ['name', 'city']],
        ['masked', ['phone']],
      ],
    ],
    [2, [['shown', ['name']]]],
  ]);
});
