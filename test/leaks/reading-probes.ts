import { AGGREGATE_FUNCTIONS, FILTER_OPERATORS, type FilterOperator } from '../../src/contract/records.ts';
import { operatorsOf } from '../../src/gateway/filters.ts';
import { mask } from '../../src/kernel/disclosure/masks.ts';
import type { Field } from '../../src/kernel/record-type.ts';
import { type Answer, json } from './client.ts';
import { SERVICE } from './company.ts';
import { outlookProbes } from './export-probes.ts';
import { asking, type Probe, PURPOSE_HEADERS, query } from './probe.ts';
import { ABSENT, CUSTOMERS } from './records.ts';
import type { FieldTarget, Targets, TypeTarget } from './targets.ts';

/** Every operator and function on every field, which takes half an hour; a part of them otherwise. */
const IS_DEEP = process.env.FENCUN_TEST_DEEP === '1';

/** Probes that read: whatever a query can say, each field can be asked for in. None of them changes anything. */

export function readingProbes({ types }: Targets): readonly Probe[] {
  return [
    ...types.flatMap((type) => [
      ...type.fields.flatMap((target) => filterProbes(type, target)),
      ...type.fields.flatMap((target) => orderProbes(type, target)),
      ...type.fields.flatMap((target) => figureProbes(type, target)),
      ...selectionProbes(type),
      ...recordProbes(type),
      ...trickProbes(type),
      ...outlookProbes(type),
    ]),
    ...relationProbes(types),
    ...catalogueProbes(),
  ];
}

function filterProbes({ name }: TypeTarget, { field, value, isUnsearchable }: FieldTarget): readonly Probe[] {
  const refuse = isUnsearchable ? ({ mustRefuse: true } as const) : {};
  const count = { count: true, limit: 3 };
  const probes = operatorsFor(field, name).map((operator) => {
    const values = operator === 'is-empty' ? [] : operator === 'last-four' ? [value.slice(-4)] : [value];
    const filters = [{ field: field.name, operator, values }];
    const traits = { verbs: [operator], ...refuse };
    return query(isUnsearchable ? 10 : 1, `${field.name} ${operator}`, name, { filters, ...count }, traits);
  });
  const begin = { field: field.name, operator: 'starts-with', values: [value.slice(0, 4)] };
  const inside = { field: field.name, operator: 'contains', values: [value.slice(2, 9)] };
  const text = { verbs: ['starts-with', 'contains'], ...refuse };
  return [
    ...probes,
    query(7, `begins ${field.name}`, name, { filters: [begin], ...count }, text),
    query(7, `inside ${field.name}`, name, { filters: [inside], ...count }, text),
    ...(field.mask === null
      ? []
      : [
          query(
            9,
            `mask of ${field.name}`,
            name,
            {
              filters: [{ field: field.name, operator: 'equals', values: [mask(field.mask, value)] }],
              ...count,
            },
            { verbs: ['equals'], ...refuse },
          ),
        ]),
  ];
}

/** Those that the field knows, and of the others one, another for each field; all of them where there is time. */
function operatorsFor(field: Field, type: string): readonly FilterOperator[] {
  if (IS_DEEP) return FILTER_OPERATORS;
  const own = operatorsOf(field);
  const foreign = FILTER_OPERATORS.filter((operator) => !own.includes(operator));
  return [...own, ...foreign.slice(...oneOf(foreign.length, `${type}.${field.name}`))];
}

function functionsFor(field: Field, type: string): readonly string[] {
  if (IS_DEEP || field.type === 'money' || field.type === 'number') return AGGREGATE_FUNCTIONS;
  return AGGREGATE_FUNCTIONS.slice(...oneOf(AGGREGATE_FUNCTIONS.length, `${type}.${field.name}`));
}

/** Bounds of a slice of one, chosen by the text. */
function oneOf(count: number, text: string): [number, number] {
  const sum = [...text].reduce((so, character) => so + character.charCodeAt(0), 0);
  return [sum % count, (sum % count) + 1];
}

/** Sorted pages to the end, and the same with a cursor that somebody else was given. */
function orderProbes({ name }: TypeTarget, { field }: FieldTarget): readonly Probe[] {
  return [false, true].map((descending): Probe => {
    const body = { sort: { field: field.name, descending }, limit: 4 };
    return {
      leak: 4,
      operation: 'queryRecords',
      name: `sort by ${field.name} ${descending ? 'down' : 'up'}`,
      verbs: ['sort', 'cursor'],
      async run(client) {
        const answers: Answer[] = [];
        let cursor: string | null | undefined;
        do {
          const rest = cursor === undefined ? {} : { cursor };
          const request = { method: 'POST', url: `/records/${name}/query`, purpose: SERVICE } as const;
          const answer = await client.send({ ...request, body: { ...body, ...rest } });
          answers.push(answer);
          cursor = answer.status === 200 ? json<{ nextCursor: string | null }>(answer).nextCursor : null;
        } while (cursor !== null && answers.length < 6);
        return answers;
      },
    };
  });
}

function figureProbes({ name }: TypeTarget, { field, value }: FieldTarget): readonly Probe[] {
  const aggregate = (leak: number, what: string, body: object, verbs: readonly string[]) =>
    asking(
      leak,
      'aggregateRecords',
      `${what} of ${name}`,
      { method: 'POST', url: `/records/${name}/aggregate`, body },
      { verbs },
    );
  const filters = [{ field: field.name, operator: 'equals', values: [value] }];
  return [
    aggregate(5, `groups by ${field.name}`, { groupBy: [field.name], measure: { function: 'count' } }, [
      'group',
    ]),
    aggregate(5, `count where ${field.name}`, { measure: { function: 'count' }, filters }, [
      'group',
      'equals',
    ]),
    ...functionsFor(field, name).map((fn) =>
      aggregate(6, `${fn} of ${field.name}`, { measure: { function: fn, field: field.name } }, [fn]),
    ),
  ];
}

function selectionProbes({ name, fields, ids }: TypeTarget): readonly Probe[] {
  const names = fields.map(({ field }) => field.name);
  return [
    ...PURPOSE_HEADERS.flatMap((purpose) => [
      query(14, 'all that there is', name, { count: true }, { purpose, verbs: ['count'] }),
      asking(11, 'listRecords', `list for ${purpose}`, {
        method: 'GET',
        url: `/records/${name}?limit=200`,
        purpose,
      }),
    ]),
    query(11, 'of one’s own', name, { mine: true, count: true }),
    query(11, 'by their ids', name, { ids, count: true }),
    query(11, 'by the id of one that never was', name, { ids: [ABSENT] }),
    query(11, 'page by page', name, { limit: 1, count: true }),
    query(14, 'every field by name', name, { fields: names }),
    ...names.map((field) => query(14, `only ${field}`, name, { fields: [field] })),
    ...['*', 'id', '_owner', '_department', 'phone__ct', 'phone__mask', 'phone__exact', 'no_such_field'].map(
      (field) => query(14, `column ${field}`, name, { fields: [field] }, { mustRefuse: true }),
    ),
    ...['buyer.phone', 'caller.name', 'customer.phone', 'orders.amount'].map((field) =>
      query(15, `through ${field}`, name, { fields: [field] }, { mustRefuse: true }),
    ),
    query(15, 'expanded', name, { expand: ['buyer', 'caller'] }, { mustRefuse: true }),
  ];
}

function recordProbes({ name, ids, fields }: TypeTarget): readonly Probe[] {
  return ids.flatMap((id, index) => {
    const which = ['first', 'second', 'third'][index] ?? '';
    const url = `/records/${name}/${id}`;
    return [
      ...PURPOSE_HEADERS.map((purpose) =>
        asking(19, 'readRecord', `${which} ${name} for ${purpose}`, { method: 'GET', url, purpose }),
      ),
      asking(25, 'readHistory', `history of ${which} ${name}`, { method: 'GET', url: `${url}/history` }),
      asking(25, 'explainRecord', `why of ${which} ${name}`, { method: 'GET', url: `${url}/explain` }),
      asking(25, 'readStanding', `owner of ${which} ${name}`, { method: 'GET', url: `${url}/standing` }),
      asking(
        25,
        'listAccesses',
        `accesses to ${which} ${name}`,
        { method: 'GET', url: `${url}/accesses` },
        { incomparable: true },
      ),
      ...fields.map(({ field, value }) =>
        asking(
          7,
          'matchValue',
          `is it the ${field.name} of the ${which} ${name}`,
          { method: 'POST', url: `${url}/match`, body: { field: field.name, value } },
          { verbs: ['match'] },
        ),
      ),
      ...fields
        .filter(({ revealable }) => !revealable.has(id))
        .map(({ field }) =>
          asking(19, 'revealFields', `reveal ${field.name} of the ${which} ${name}`, {
            method: 'POST',
            url: `${url}/reveal`,
            body: { fields: [field.name], reason: 'because the customer asked' },
          }),
        ),
      ...fields.flatMap(({ field }) =>
        [false, true].map((revealed) =>
          asking(19, 'noteCopy', `copy ${field.name} (${revealed}) of the ${which} ${name}`, {
            method: 'POST',
            url: `${url}/copied`,
            body: { field: field.name, revealed },
          }),
        ),
      ),
      ...PURPOSE_HEADERS.map((purpose) =>
        asking(19, 'printRecord', `print ${which} ${name} for ${purpose}`, {
          method: 'POST',
          url: `${url}/print`,
          purpose,
        }),
      ),
      asking(
        19,
        'revealFields',
        `reveal all of the ${which} ${name} at once`,
        { method: 'POST', url: `${url}/reveal`, body: { fields: ['*'], reason: 'because' } },
        { mustRefuse: true },
      ),
    ];
  });
}

/** Ways around the front: names of columns, operators of other dialects, conditions where none are looked for. */
function trickProbes({ name, fields }: TypeTarget): readonly Probe[] {
  const [{ value } = { value: '1' }] = fields;
  const refused = { mustRefuse: true } as const;
  const filter = (field: string, operator: string, values: unknown = [value]) => ({
    filters: [{ field, operator, values }],
    count: true,
  });
  const list = `/records/${name}`;
  return [
    ...[
      'phone__exact',
      'phone__mask',
      '_owner',
      'id',
      'phone__ct',
      'name.phone',
      'phone::text',
      "phone' or '1'='1",
    ].map((field) => query(2, `column ${field}`, name, filter(field, 'equals'), refused)),
    ...['EQUALS', '$ne', 'not-equals', 'like', 'equals; --', 'starts-with__not', '__proto__'].map(
      (operator) => query(2, `operator ${operator}`, name, filter('name', operator), refused),
    ),
    query(2, 'an operator as an object', name, filter('phone', 'equals', { $gt: '' }), refused),
    query(4, 'a function to sort by', name, { sort: { field: 'length(phone)', descending: true } }, refused),
    query(4, 'a column to sort by', name, { sort: { field: 'phone__exact' } }, refused),
    query(8, 'a stored filter', name, { view: 'mine', filters: [] }, refused),
    query(10, 'a misspelt condition', name, { filter: [{ field: 'name', operator: 'equals' }] }, refused),
    asking(
      10,
      'listRecords',
      'a condition in the URL',
      { method: 'GET', url: `${list}?name=${value}` },
      refused,
    ),
    asking(30, 'listRecords', 'fields in the URL', { method: 'GET', url: `${list}?fields=phone` }, refused),
    asking(30, 'readRecord', 'another method in disguise', {
      method: 'GET',
      url: `${list}/${ABSENT}`,
      headers: { 'x-http-method-override': 'DELETE' },
    }),
    asking(
      30,
      'queryRecords',
      'form-encoded',
      {
        method: 'POST',
        url: `${list}/query`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'limit=1',
      },
      refused,
    ),
    asking(
      39,
      'queryRecords',
      'two purposes at once',
      {
        method: 'POST',
        url: `${list}/query`,
        purpose: 'delivery, stewardship',
        body: {},
      },
      refused,
    ),
    asking(
      39,
      'queryRecords',
      'a list as the field',
      {
        method: 'POST',
        url: `${list}/query`,
        body: { filters: [{ field: ['phone'], operator: 'equals', values: [value] }] },
      },
      refused,
    ),
    query(40, 'one field a hundred times', name, { fields: Array.from({ length: 100 }, () => 'name') }),
    cursorOfAnother(name),
    cursorForAnother(name),
  ];
}

/** A cursor opens only for the person and the query that it was given to. */
function cursorOfAnother(name: string): Probe {
  const request = { method: 'POST', url: `/records/${name}/query`, purpose: SERVICE } as const;
  return {
    leak: 4,
    operation: 'queryRecords',
    name: 'the cursor of another person',
    verbs: ['cursor'],
    mustRefuse: true,
    async run(client, peer) {
      const other = client.who === 'seer' || client.who === 'token' ? peer('viewer') : peer('seer');
      const first = await other.send({ ...request, body: { limit: 1 } });
      const { nextCursor } = json<{ nextCursor: string | null }>(first);
      // Where the peer sees a single record the cursor is invented: it must not open either.
      return [await client.send({ ...request, body: { limit: 1, cursor: nextCursor ?? 'AQAC' } })];
    },
  };
}

function cursorForAnother(name: string): Probe {
  const url = `/records/${name}/query`;
  return {
    leak: 4,
    operation: 'queryRecords',
    name: 'a cursor taken to another purpose, order and type',
    verbs: ['cursor'],
    async run(client) {
      const first = await client.send({ method: 'POST', url, purpose: SERVICE, body: { limit: 1 } });
      if (first.status !== 200) return [first];
      const { nextCursor: cursor } = json<{ nextCursor: string | null }>(first);
      if (cursor === null) return [first];
      const again = (purpose: string, to: string, rest: object) =>
        client.send({ method: 'POST', url: to, purpose, body: { limit: 1, cursor, ...rest } });
      const others = [
        await again('delivery', url, {}),
        await again(SERVICE, url, { sort: { field: 'name' } }),
        await again(SERVICE, `/records/${name === 'order' ? 'ticket' : 'order'}/query`, {}),
        await again(SERVICE, url, { filters: [{ field: 'name', operator: 'is-empty' }] }),
      ];
      const opened = others.filter(({ status }) => status === 200);
      if (opened.length > 0) throw new Error('a cursor opened another query');
      return others;
    },
  };
}

function relationProbes(types: readonly TypeTarget[]): readonly Probe[] {
  const customers = types.find(({ name }) => name === 'customer')?.ids ?? [];
  const some = CUSTOMERS.filter((_, index) => IS_DEEP || [2, 3, 7, 10].includes(index));
  const all = [...new Set([...customers, ...some.map(({ id }) => id)])];
  return all.flatMap((id) => [
    ...['order', 'ticket', 'customer'].map((related) =>
      asking(3, 'listRelated', `${related} of ${id}`, {
        method: 'GET',
        url: `/records/customer/${id}/related/${related}?limit=50`,
      }),
    ),
    ...['amount', 'phone', 'code', 'spent', 'id'].map((field) =>
      asking(4, 'listRelated', `orders of ${id} by ${field}`, {
        method: 'GET',
        url: `/records/customer/${id}/related/order?newestBy=${field}&count=true`,
      }),
    ),
    query(3, `orders of ${id} by filter`, 'order', {
      filters: [{ field: 'buyer', operator: 'equals', values: [id] }],
      count: true,
    }),
  ]);
}

function catalogueProbes(): readonly Probe[] {
  return [
    ...PURPOSE_HEADERS.map((purpose) =>
      asking(20, 'listRecordTypes', `types for ${purpose}`, { method: 'GET', url: '/record-types', purpose }),
    ),
    asking(20, 'listPurposes', 'purposes', { method: 'GET', url: '/purposes' }),
    asking(20, 'openapi', 'the description of the API', { method: 'GET', url: '/openapi.json' }),
    asking(20, 'reference', 'the reference', { method: 'GET', url: '//api/docs' }, { incomparable: true }),
    asking(
      16,
      'queryRecords',
      'a type that is not there',
      {
        method: 'POST',
        url: '/records/no_such_type/query',
        body: {},
      },
      { mustRefuse: true },
    ),
  ];
}
