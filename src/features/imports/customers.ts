import { Problem } from '../../contract/problem.ts';
import type { ListQuery } from '../../contract/records.ts';
import type { AccessRequest, GatewayDoor } from '../../gateway/door.ts';
import { coerce } from '../../kernel/classify/coerce.ts';
import { type Field, fieldOf, type Label } from '../../kernel/record-type.ts';
import type { CustomerKey } from './agreement.ts';
import { comparableForm } from './rows.ts';

/** Which customer each cell names: an id, or why there is none. */
export type Customers = Readonly<{
  resolve(request: AccessRequest, cells: readonly string[]): Promise<ReadonlyMap<string, string | Label>>;
}>;

const KEYS_AT_ONCE = 100;
const REMEMBERED_MAX = 20_000;

/**
 * Looks customers up by a key through the gateway, a hundred keys a query, as the importer may: what they may not
 * find or see does not exist for them, and every look-up stands in the access log. Found ones are remembered; the
 * gateway still checks each when a record about it is stored.
 */
export function createCustomers(gateway: GatewayDoor, { field: keyName }: CustomerKey): Customers {
  const remembered = new Map<string, string>();

  async function find(
    request: AccessRequest,
    field: Field,
    values: readonly string[],
  ): Promise<Map<string, string[]>> {
    const found = new Map<string, string[]>();
    let cursor: string | undefined;
    do {
      const query: ListQuery = {
        fields: [field.name],
        filters: [{ field: field.name, operator: 'one-of', values: [...values] }],
        limit: 200,
        count: false,
        ...(cursor === undefined ? {} : { cursor }),
      };
      const answer = await gateway.list(request, 'customer', query);
      for (const { id, values: released, disclosures } of answer.records) {
        const value = released[field.name];
        const disclosure = disclosures?.[field.name] ?? answer.disclosures[field.name];
        if (disclosure !== 'shown' || value === null || value === undefined) continue;
        const form = comparableForm(field, String(value)) ?? '';
        found.set(form, [...(found.get(form) ?? []), id]);
      }
      cursor = answer.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return found;
  }

  return {
    async resolve(request, cells) {
      const customers = (await gateway.recordTypes()).get('customer');
      const field = customers === undefined ? undefined : fieldOf(customers, keyName);
      if (field === undefined) throw new Problem('unknown-field', { field: keyName });
      const answers = new Map<string, string | Label>();
      const wanted = new Map<string, { value: string; cells: string[] }>();
      for (const cell of new Set(cells)) {
        const coerced = coerce(field.type, cell);
        const value = coerced.ok ? coerced.value : null;
        const form = value === null ? null : comparableForm(field, value);
        const known = form === null ? undefined : remembered.get(form);
        if (known !== undefined) answers.set(cell, known);
        else if (value === null || form === null) answers.set(cell, coerced.ok ? UNNAMED : coerced.reason);
        else {
          const same = wanted.get(form) ?? { value, cells: [] };
          same.cells.push(cell);
          wanted.set(form, same);
        }
      }
      const forms = [...wanted];
      for (let start = 0; start < forms.length; start += KEYS_AT_ONCE) {
        const some = forms.slice(start, start + KEYS_AT_ONCE);
        const found = await find(
          request,
          field,
          some.map(([, { value }]) => value),
        );
        for (const [form, { cells: written }] of some) {
          const [only, other] = found.get(form) ?? [];
          const answer = only === undefined ? UNKNOWN : other === undefined ? only : AMBIGUOUS;
          if (typeof answer === 'string') remember(form, answer);
          for (const cell of written) answers.set(cell, answer);
        }
      }
      return answers;
    },
  };

  function remember(form: string, id: string): void {
    if (remembered.size >= REMEMBERED_MAX) remembered.clear();
    remembered.set(form, id);
  }
}

const UNNAMED: Label = { zh: '没有写明客户', en: 'it names no customer' };
const UNKNOWN: Label = {
  zh: '找不到对应的客户，或不在您的权限范围内',
  en: 'its customer does not exist, or is outside what you may see',
};
const AMBIGUOUS: Label = { zh: '对应到不止一位客户', en: 'more than one customer fits' };
