import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { CUSTOMER } from '../../../test/support/lab-company.ts';
import { refusal } from '../../../test/support/refusal.ts';
import type { RecordTypeView } from '../../contract/catalogue.ts';
import type { SavedViewBody } from '../../contract/views.ts';
import type { AccessRequest } from '../../gateway/door.ts';
import { PLATFORM_MIGRATIONS } from '../../platform/database/schema.ts';
import { ORGANISATION_MIGRATIONS } from '../organisation/schema.ts';
import { VIEWS_MIGRATIONS } from './schema.ts';
import { createSavedViews, type SavedViews } from './views.ts';

let test: TestDatabase;
let views: SavedViews;
beforeAll(async () => {
  test = await createTestDatabase([...PLATFORM_MIGRATIONS, ...ORGANISATION_MIGRATIONS, ...VIEWS_MIGRATIONS]);
  await test.database
    .pool('owner')
    .query(`INSERT INTO fencun.person (login, name, created_at) VALUES ('a', 'A', now()), ('b', 'B', now())`);
  // Of the customer's fields all are known to the caller but one.
  const fields = CUSTOMER.fields.filter(({ name }) => name !== 'passport').map(({ name }) => ({ name }));
  const known = { name: 'customer', fields } as RecordTypeView;
  views = createSavedViews({
    database: test.database,
    gateway: { typesFor: async () => [known], recordTypes: async () => new Map([['customer', CUSTOMER]]) },
    clock: () => 0,
    newId: randomUUID,
  });
});
afterAll(() => test.drop());

const by = (id: number) => ({ caller: { person: { id } } }) as AccessRequest;
const VIEW: SavedViewBody = {
  recordType: 'customer',
  name: 'Plain',
  columns: ['name', 'style'],
  filters: [{ field: 'style', operator: 'equals', values: ['plain'] }],
  sort: { field: 'visits', descending: true },
  mine: true,
};

describe('saved views', () => {
  it('VIEW-1 belong to whoever saved them, and nobody else sees, replaces or removes them', async () => {
    const saved = await views.save(by(1), VIEW);
    expect(saved).toEqual({ ...VIEW, id: saved.id });
    await views.save(by(2), { ...VIEW, columns: null });
    expect(await views.list(1)).toEqual([saved]);
    expect(await refusal(views.remove(2, saved.id))).toBe('not-found');
    const again = await views.save(by(1), { ...VIEW, mine: false });
    expect(again).toEqual({ ...VIEW, id: saved.id, mine: false });
    await views.remove(1, saved.id);
    expect(await views.list(1)).toEqual([]);
    expect(await views.list(2)).toHaveLength(1);
  });

  it.each([
    ['a condition by an encrypted field', { filters: [filter('phone', '19900001234')] }, 'invalid-input'],
    ['a condition by personal information', { filters: [filter('remark', 'x')] }, 'invalid-input'],
    ['a number in the name', { name: '19900001234' }, 'invalid-input'],
    ['a number in a condition', { filters: [filter('visits', '19900001234')] }, 'invalid-input'],
    ['a condition by an unknown field', { filters: [filter('passport', 'x')] }, 'unknown-field'],
    ['an unknown column', { columns: ['passport'] }, 'unknown-field'],
    ['an unknown order', { sort: { field: 'no_such', descending: false } }, 'unknown-field'],
    ['an unknown record type', { recordType: 'secret' }, 'not-found'],
  ])('VIEW-2 do not keep %s', async (_, change, code) => {
    expect(await refusal(views.save(by(1), { ...VIEW, ...change }))).toBe(code);
  });

  it('VIEW-2 may ask whether personal information is filled in, which says nothing of anybody', async () => {
    const empty = { field: 'phone', operator: 'is-empty' as const, values: [] };
    expect((await views.save(by(1), { ...VIEW, name: 'No phone', filters: [empty] })).filters).toEqual([
      empty,
    ]);
  });

  it('VIEW-1 end at fifty for one person', async () => {
    const names = Array.from({ length: 50 }, (_, i) => `View ${i}`);
    for (const name of names.slice(1)) await views.save(by(1), { ...VIEW, name });
    expect(await refusal(views.save(by(1), { ...VIEW, name: 'One more' }))).toBe('too-large');
    expect((await views.save(by(1), { ...VIEW, name: 'View 1', mine: false })).mine).toBe(false);
  });
});

function filter(field: string, value: string): SavedViewBody['filters'][number] {
  return { field, operator: 'equals', values: [value] };
}
