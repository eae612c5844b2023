import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RecordTypeView } from '../../src/contract/catalogue.ts';
import type {
  AggregateAnswer,
  Explanation,
  HistoryAnswer,
  ListAnswer,
  MatchAnswer,
  ReadAnswer,
  ReleasedRecord,
} from '../../src/contract/records.ts';
import { chosenOptions } from '../../src/kernel/classify/options.ts';
import type { Disclosure } from '../../src/kernel/disclosure/level.ts';
import { mask } from '../../src/kernel/disclosure/masks.ts';
import type { Field } from '../../src/kernel/record-type.ts';
import { type Client, json, type Who } from './client.ts';
import { OPEN_PURPOSES, RECORD_TYPES, SERVICE, typeNamed } from './company.ts';
import { type Arrived, arrivalOf, isPermitted, isVisible, searchable, storedIn } from './expected.ts';
import { GROUPS, rightsOf } from './hunt.ts';
import { CUSTOMERS, canaryFields, ROWS, type Row, rowsOf, valueIn } from './records.ts';
import { type Authority, decisionOn, imaginable } from './rights.ts';
import { type Base, createBase, createWorld, type World } from './world.ts';

/**
 * The other half of the promise: what the policy allows does arrive, and exactly that. Every principal's answers are
 * compared with the interpreter of the policy, which never saw a database.
 */

let base: Base;
let world: World;
beforeAll(async () => {
  base = await createBase();
  world = await createWorld(base);
});
afterAll(async () => {
  await world.drop();
  await base.drop();
});

const PRINCIPALS = GROUPS.flat().filter((who) => who !== 'anonymous');

/** Runs for each principal; what is said of one is collected, so that a failure shows all of them. */
async function forEach(
  work: (who: Who, client: Client, authority: Authority) => Promise<void>,
): Promise<void> {
  for (const who of PRINCIPALS) await work(who, world.as(who), rightsOf(who));
}

function arrived(
  { id, values, disclosures, customer }: ReleasedRecord,
  usual: Readonly<Record<string, Disclosure>>,
): readonly [string, Arrived] {
  const fields = Object.fromEntries(
    Object.entries(values).map(
      ([name, value]) => [name, [disclosures?.[name] ?? usual[name] ?? 'withheld', value]] as const,
    ),
  );
  return [id, { customer: customer ?? null, fields }];
}

async function list(
  client: Client,
  type: string,
  purpose: string,
  body: object,
): Promise<ListAnswer | number> {
  const answer = await client.send({ method: 'POST', url: `/records/${type}/query`, purpose, body });
  return answer.status === 200 ? json<ListAnswer>(answer) : answer.status;
}

const idsOf = (answer: ListAnswer | number) =>
  typeof answer === 'number' ? [] : answer.records.map(({ id }) => id);

it('LEAK-41 a list holds exactly the records, fields and forms that the policy allows, and counts no other', async () => {
  await forEach(async (who, client, authority) => {
    for (const purpose of OPEN_PURPOSES) {
      for (const { name } of RECORD_TYPES) {
        const wanted = rowsOf(name).flatMap((row) => {
          const arrival = arrivalOf(authority, purpose, row);
          return arrival === null ? [] : [[row.id, arrival] as const];
        });
        const answer = await list(client, name, purpose, { limit: 200, count: true });
        const where = `${who} lists ${name} for ${purpose}`;
        if (typeof answer === 'number') {
          expect(wanted, where).toEqual([]);
          continue;
        }
        const got = answer.records.map((record) => arrived(record, answer.disclosures));
        expect(Object.fromEntries(got), where).toEqual(Object.fromEntries(wanted));
        expect(answer.count, where).toEqual({ value: wanted.length, atLeast: false });
      }
    }
  });
});

it('LEAK-41 a record that is read alone is the record of the list, with the rights that the policy gives', async () => {
  await forEach(async (who, client, authority) => {
    for (const row of ROWS) {
      const answer = await client.send({
        method: 'GET',
        url: `/records/${row.type}/${row.id}`,
        purpose: SERVICE,
      });
      const arrival = arrivalOf(authority, SERVICE, row);
      const where = `${who} reads ${row.type} ${row.id}`;
      expect(answer.status === 200, where).toBe(arrival !== null);
      if (arrival === null) continue;
      const { record, disclosures, editable, erasable } = json<ReadAnswer>(answer);
      expect(arrived(record, disclosures)[1], where).toEqual(arrival);
      const type = typeNamed(row.type);
      const mayEdit = type.fields.filter(
        (field) =>
          field.derived === undefined &&
          field.name !== type.customerField &&
          isPermitted(authority, SERVICE, 'edit', row, field),
      );
      expect(editable, where).toEqual(mayEdit.map(({ name }) => name));
      const erasesAll = type.fields.every((field) => isPermitted(authority, SERVICE, 'erase', row, field));
      expect(erasable, where).toBe(erasesAll);
    }
  });
});

it('LEAK-41 a search finds all that may be searched and nothing else, whatever the field and the value', async () => {
  await forEach(async (who, client, authority) => {
    for (const type of RECORD_TYPES) {
      for (const field of type.fields.filter(({ derived }) => derived === undefined)) {
        const reach = searchable(authority, SERVICE, field, type.name);
        for (const target of sampleOf(type.name, field)) {
          const value = String(storedIn(target, field));
          const several = field.type === 'multi-choice' ? chosenOptions(value) : null;
          const condition = several === null ? { operator: 'equals' } : { operator: 'has-all' };
          const filters = [{ field: field.name, ...condition, values: several ?? [value] }];
          const isMeant = (text: string) =>
            several?.every((option) => chosenOptions(text).includes(option)) ?? text === value;
          const answer = await list(client, type.name, SERVICE, { filters, limit: 200, count: true });
          const wanted =
            field.encrypted && !field.lookups.includes('exact')
              ? []
              : reach.filter((row) => isMeant(String(storedIn(row, field)))).map(({ id }) => id);
          const where = `${who} searches ${type.name}.${field.name}`;
          expect(idsOf(answer).toSorted(), where).toEqual(wanted.toSorted());
          if (typeof answer !== 'number') expect(answer.count?.value, where).toBe(wanted.length);
        }
      }
    }
  });
});

/** Records whose value of the field is searched for: of each department one. */
function sampleOf(type: string, field: Field): readonly Row[] {
  const filled = rowsOf(type).filter((row) => storedIn(row, field) !== null);
  return [filled[0], filled[3], filled.at(-1)].filter((row) => row !== undefined);
}

it('LEAK-41 a sort shows the records that may be sorted by the field, all of them, page by page in its order', async () => {
  await forEach(async (who, client, authority) => {
    for (const type of RECORD_TYPES) {
      for (const field of type.fields.filter(
        ({ encrypted, derived }) => !encrypted && derived === undefined,
      )) {
        const reach = searchable(authority, SERVICE, field, type.name);
        if (reach.length === 0) continue;
        const sorted = await sortedIds(client, type.name, field.name);
        expect(sorted.toSorted(), `${who} sorts ${type.name} by ${field.name}`).toEqual(
          reach.map(({ id }) => id).toSorted(),
        );
        const values = sorted.map((id) => storedIn(reach.find((row) => row.id === id) as Row, field));
        const present = values.filter((value) => value !== null).map(String);
        const rank = (text: string) => (field.type === 'money' ? text.padStart(20, '0') : text);
        expect(present, `${who} sorts ${type.name} by ${field.name}`).toEqual(
          present.toSorted((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0)),
        );
        expect(values.slice(0, present.length).includes(null)).toBe(false);
      }
    }
  });
});

async function sortedIds(client: Client, type: string, field: string): Promise<readonly string[]> {
  const ids: string[] = [];
  let cursor: string | null | undefined;
  do {
    const rest = cursor === undefined ? {} : { cursor };
    const answer = await list(client, type, SERVICE, { sort: { field }, limit: 5, ...rest });
    if (typeof answer === 'number') return ids;
    ids.push(...idsOf(answer));
    cursor = answer.nextCursor;
  } while (cursor !== null);
  return ids;
}

it('LEAK-41 figures speak of all records that may be counted by their fields, and of no others', async () => {
  await forEach(async (who, client, authority) => {
    const level = fieldOfCustomer('level');
    const spent = fieldOfCustomer('spent');
    const counted = (fields: readonly Field[]) =>
      CUSTOMERS.filter((row) =>
        fields.every((field) => isPermitted(authority, SERVICE, 'aggregate', row, field)),
      );
    const ask = async (body: object) => {
      const answer = await client.send({
        method: 'POST',
        url: '/records/customer/aggregate',
        purpose: SERVICE,
        body,
      });
      return answer.status === 200 ? json<AggregateAnswer>(answer).groups : [];
    };
    const byLevel = ['gold', 'silver'].flatMap((value) => {
      const count = counted([level]).filter((row) => storedIn(row, level) === value).length;
      return count >= 5 ? [{ key: [value], value: String(count) }] : [];
    });
    const groups = await ask({ groupBy: ['level'], measure: { function: 'count' } });
    expect(
      groups.toSorted((a, b) => String(a.key).localeCompare(String(b.key))),
      who,
    ).toEqual(byLevel);
    const spenders = counted([spent]);
    const cents = spenders.reduce((sum, row) => sum + Math.round(Number(storedIn(row, spent)) * 100), 0);
    const total = await ask({ measure: { function: 'sum', field: 'spent' } });
    expect(total, who).toEqual(spenders.length >= 5 ? [{ key: [], value: (cents / 100).toFixed(2) }] : []);
    // One customer has a bonus; whatever is made of it would be that customer's.
    expect(await ask({ measure: { function: 'sum', field: 'bonus' } }), who).toEqual([]);
  });
});

const fieldOfCustomer = (name: string): Field => {
  const field = typeNamed('customer').fields.find((candidate) => candidate.name === name);
  if (field === undefined) throw new Error(`no field ${name}`);
  return field;
};

it('LEAK-41 a value is confirmed to whom may search by it in a record that they see, and to nobody else', async () => {
  await forEach(async (who, client, authority) => {
    for (const row of [CUSTOMERS[2], CUSTOMERS[0]]) {
      if (row === undefined) continue;
      for (const field of canaryFields(row)) {
        const ask = async (value: string) => {
          const request = {
            method: 'POST',
            url: `/records/customer/${row.id}/match`,
            purpose: SERVICE,
          } as const;
          const answer = await client.send({ ...request, body: { field: field.name, value } });
          return answer.status === 200 ? json<MatchAnswer>(answer).matches : null;
        };
        const mayAsk =
          isVisible(authority, SERVICE, row) && isPermitted(authority, SERVICE, 'find', row, field);
        const where = `${who} asks for ${field.name} of ${row.id}`;
        expect(await ask(valueIn(row, field, 'match') ?? ''), where).toBe(mayAsk ? true : null);
        expect(await ask(valueIn(row, field, 'other') ?? ''), where).toBe(mayAsk ? false : null);
      }
    }
  });
});

it('LEAK-25 history tells old and new values at the disclosure of today, and nothing of fields that are withheld', async () => {
  await forEach(async (who, client, authority) => {
    for (const row of [CUSTOMERS[2], CUSTOMERS[0], CUSTOMERS[9]]) {
      if (row === undefined || !isVisible(authority, SERVICE, row)) continue;
      const { fields } = decisionOn(authority, SERVICE, 'see', row);
      const told = (field: Field, value: string | null) => {
        const disclosure = fields.get(field.name)?.disclosure;
        if (value === null || disclosure === 'summary') return null;
        return disclosure === 'shown' ? value : field.mask === null ? null : mask(field.mask, value);
      };
      const wanted = canaryFields(row)
        .filter(({ name }) => (fields.get(name)?.disclosure ?? 'withheld') !== 'withheld')
        .map((field) => [
          field.name,
          told(field, valueIn(row, field, 'before')),
          told(field, valueIn(row, field, 'match')),
        ]);
      const answer = await client.send({
        method: 'GET',
        url: `/records/customer/${row.id}/history`,
        purpose: SERVICE,
      });
      const changes = json<HistoryAnswer>(answer).changes.map(({ field, before, after }) => [
        field,
        before,
        after,
      ]);
      expect(changes.toSorted(), who).toEqual(wanted.toSorted());
    }
  });
});

it('LEAK-3 what is about a customer is listed where the reader sees both, and whom the record is about', async () => {
  await forEach(async (who, client, authority) => {
    for (const customer of CUSTOMERS) {
      for (const related of ['order', 'ticket']) {
        const link = typeNamed(related).customerField ?? '';
        const url = `/records/customer/${customer.id}/related/${related}`;
        const answer = await client.send({ method: 'GET', url, purpose: SERVICE });
        const wanted = !isVisible(authority, SERVICE, customer)
          ? []
          : rowsOf(related).filter(
              (row) =>
                row.customer === customer.id &&
                isVisible(authority, SERVICE, row) &&
                (decisionOn(authority, SERVICE, 'see', row).fields.get(link)?.disclosure === 'shown' ||
                  isPermitted(authority, SERVICE, 'find', row, { name: link })),
            );
        const got = answer.status === 200 ? idsOf(json<ListAnswer>(answer)) : [];
        expect(got.toSorted(), `${who}: ${related} of ${customer.id}`).toEqual(
          wanted.map(({ id }) => id).toSorted(),
        );
      }
    }
  });
});

it('LEAK-20 the catalogue names each field that is of use to the reader, and none that is withheld everywhere', async () => {
  await forEach(async (who, client, authority) => {
    for (const purpose of OPEN_PURPOSES) {
      const answer = await client.send({ method: 'GET', url: '/record-types', purpose });
      if (answer.status !== 200) continue;
      const views = json<{ recordTypes: RecordTypeView[] }>(answer).recordTypes;
      for (const type of RECORD_TYPES) {
        const named = views.find(({ name }) => name === type.name)?.fields.map(({ name }) => name) ?? [];
        const rows = [...rowsOf(type.name), ...imaginable(authority, type.name)];
        const seen = type.fields.filter((field) =>
          rows.some(
            (row) =>
              decisionOn(authority, purpose, 'see', row).fields.get(field.name)?.disclosure !== 'withheld',
          ),
        );
        const where = `${who}: fields of ${type.name} for ${purpose}`;
        for (const { name } of seen) expect(named, where).toContain(name);
        const usable = type.fields.filter((field) =>
          (['find', 'aggregate', 'create'] as const).some((action) =>
            rows.some((row) => isPermitted(authority, purpose, action, row, field)),
          ),
        );
        const known = new Set([...seen, ...usable].map(({ name }) => name));
        for (const name of named) expect(known.has(name), `${where}: ${name}`).toBe(true);
      }
    }
  });
});

it('LEAK-41 an explanation says of each field what the record shows of it', async () => {
  await forEach(async (who, client, authority) => {
    const row = CUSTOMERS.find((candidate) => isVisible(authority, SERVICE, candidate));
    if (row === undefined) return;
    const answer = await client.send({
      method: 'GET',
      url: `/records/customer/${row.id}/explain`,
      purpose: SERVICE,
    });
    const { explanations } = json<{ explanations: Explanation[] }>(answer);
    const { fields } = decisionOn(authority, SERVICE, 'see', row);
    for (const { field, disclosure, rules } of explanations) {
      expect(disclosure, `${who}: ${field}`).toBe(fields.get(field)?.disclosure);
      expect(rules, who).toEqual([]);
    }
  });
});
