import { describe, expect, it } from 'vitest';
import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import type { FieldView } from '../../app/api/record-types.ts';
import { columnsOf, defaultColumns, isSortable } from './columns.ts';

function field(name: string, part: Partial<FieldView> = {}): FieldView {
  return {
    name,
    label: { zh: name, en: name },
    type: 'text',
    category: 'basic',
    sensitivity: 2,
    required: false,
    derived: false,
    findable: false,
    operators: [],
    aggregatable: false,
    creatable: false,
    matchable: false,
    editable: false,
    disclosureAtMost: 'shown',
    ...part,
  };
}

const type: RecordTypeView = {
  name: 'order',
  label: { zh: '订单', en: 'Order' },
  customerField: 'customer',
  titleField: 'order_no',
  creatable: false,
  groups: [],
  fields: [
    field('customer', { type: 'relation' }),
    field('note', { type: 'long-text' }),
    field('secret', { disclosureAtMost: 'withheld' }),
    field('status'),
    field('order_no'),
    ...Array.from({ length: 10 }, (_, index) => field(`more_${index}`)),
  ],
};

describe('the columns of a list', () => {
  it('WEB-10 a list reads few columns until its reader asks for more: the title and the first short fields', () => {
    expect(defaultColumns(type)).toEqual([
      'order_no',
      'status',
      'more_0',
      'more_1',
      'more_2',
      'more_3',
      'more_4',
      'more_5',
    ]);
  });

  it('WEB-10 a chosen column that the reader no longer has is not asked for', () => {
    expect(columnsOf(type, ['status', 'gone']).map(({ name }) => name)).toEqual(['status']);
  });

  it('WEB-10 sorting is offered only by fields that may be searched in order', () => {
    expect(isSortable(field('a', { findable: true, operators: ['equals', 'at-least'] }))).toBe(true);
    expect(isSortable(field('a', { findable: true, operators: ['equals', 'last-four'] }))).toBe(false);
    expect(isSortable(field('a', { findable: false, operators: ['at-least'] }))).toBe(false);
  });
});
