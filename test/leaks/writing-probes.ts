import { ERASURE, SERVICE } from './company.ts';
import { asking, type Probe } from './probe.ts';
import { ABSENT } from './records.ts';
import type { FieldTarget, Targets, TypeTarget } from './targets.ts';

/** Writes, and what they answer. */

/** Writes that may succeed; in both worlds they are made in the same order, one at a time. */
export function writingProbes({ types }: Targets): readonly Probe[] {
  return types.flatMap((type) => [
    ...type.fields.flatMap((target) => fieldWrites(type, target)),
    ...creations(type),
    ...rollbacks(type),
    ...decisions(type),
    ...previews(type),
    ...erasures(type),
  ]);
}

/** A value sent without being seen must not tell, by what is answered, whether it was the right one. */
function fieldWrites({ name, ids, fields }: TypeTarget, { field, value }: FieldTarget): readonly Probe[] {
  return ids.flatMap((id, index) => {
    const which = ['first', 'second', 'third'][index] ?? '';
    const url = `/records/${name}/${id}`;
    const edit = (what: string, version: number, written: string | null): Probe =>
      asking(18, 'editRecord', `${what} ${field.name} of the ${which} ${name}`, {
        method: 'PATCH',
        url,
        headers: { 'if-match': `"${version}"` },
        body: { values: { [field.name]: written } },
      });
    const several = fields.slice(0, 2).map(({ field: other }) => other.name);
    // What is not there to be seen is asked about once; what is, in every way.
    if (index > 0) return [edit('a value for', 2, value)];
    return [
      edit('an old version for', 1, value),
      edit('a mask for', 2, '13*****'),
      editCurrent(`a guess at the ${field.name} of the ${which} ${name}`, url, { [field.name]: value }),
      asking(34, 'editRecords', `${field.name} together with another's of the ${which} ${name}`, {
        method: 'POST',
        url: `/records/${name}/bulk-edit`,
        body: {
          records: [
            { id, version: 2, values: { [field.name]: value } },
            { id: ABSENT, version: 2, values: Object.fromEntries(several.map((each) => [each, value])) },
          ],
        },
      }),
    ];
  });
}

/** Edits whatever version is there, as far as the principal can read it. */
function editCurrent(name: string, url: string, values: Readonly<Record<string, string>>): Probe {
  return {
    leak: 18,
    operation: 'editRecord',
    name,
    verbs: ['edit'],
    async run(client) {
      const seen = await client.send({ method: 'GET', url, purpose: SERVICE });
      const version = seen.headers.etag ?? '"2"';
      const headers = { 'if-match': version };
      const request = { method: 'PATCH', url, purpose: SERVICE, headers, body: { values } } as const;
      const answers = [
        seen,
        await client.send(request),
        await client.send({ method: 'GET', url, purpose: SERVICE }),
      ];
      return answers;
    },
  };
}

/** The same as one of several records, which is another way into the vault. */
function editSeveral(
  name: string,
  type: string,
  id: string,
  values: Readonly<Record<string, string>>,
): Probe {
  return {
    leak: 18,
    operation: 'editRecords',
    name,
    verbs: ['edit'],
    async run(client) {
      const seen = await client.send({ method: 'GET', url: `/records/${type}/${id}`, purpose: SERVICE });
      const version = Number(/\d+/.exec(seen.headers.etag ?? '')?.[0] ?? 2);
      const body = { records: [{ id, version, values }] };
      const url = `/records/${type}/bulk-edit`;
      // What was read first is no bulk edit, and so does not count as one.
      return [await client.send({ method: 'POST', url, purpose: SERVICE, body })];
    },
  };
}

/** What an edit would do, asked of records that one sees, does not see, and that never were, with the value that is there. */
function previews({ name, ids, fields }: TypeTarget): readonly Probe[] {
  const url = `/records/${name}/bulk-edit/preview`;
  const ask = (what: string, records: readonly object[]) =>
    asking(
      40,
      'previewEdits',
      `${what} of ${name}`,
      { method: 'POST', url, body: { records } },
      { verbs: ['edit'] },
    );
  return [
    ...fields.map(({ field, value }) =>
      ask(
        `${field.name} guessed`,
        ids.map((id) => ({ id, version: 2, values: { [field.name]: value } })),
      ),
    ),
    ask(
      'an unknown field',
      ids.map((id) => ({ id, version: 2, values: { no_such_field: '1' } })),
    ),
    ask(
      'an old version',
      ids.map((id) => ({ id, version: 99, values: { name: 'Q' } })),
    ),
  ];
}

function creations({ name, fields, visible, hidden }: TypeTarget): readonly Probe[] {
  const stored = fields.filter(({ field }) => field.derived === undefined);
  const values = Object.fromEntries(stored.map(({ field, value }) => [field.name, value]));
  const create = (leak: number, what: string, body: object, key?: string) =>
    asking(
      leak,
      'createRecord',
      `${what} ${name}`,
      {
        method: 'POST',
        url: `/records/${name}`,
        body: { values: body },
        ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
      },
      { verbs: ['create'] },
    );
  const link = name === 'order' ? 'buyer' : 'caller';
  return [
    create(13, 'a double of a', values),
    create(13, 'a named', { name: 'Q someone' }),
    create(18, 'once a', { name: 'Q twice', phone: '13900000001' }, 'leak-key-1'),
    create(18, 'again a', { name: 'Q twice', phone: '13900000001' }, 'leak-key-1'),
    create(18, 'with the same key another', { name: 'Q other', phone: '13900000002' }, 'leak-key-1'),
    ...(name === 'customer'
      ? []
      : [visible?.customer, hidden?.customer, ABSENT].map((customer, index) =>
          create(13, `about customer ${index} a`, { [link]: customer ?? ABSENT }),
        )),
    ...stored.map(({ field, value }) => create(12, `with only ${field.name} a`, { [field.name]: value })),
    create(12, 'with an unknown field a', { no_such_field: '1' }),
  ];
}

/** All or nothing: what fails at the end must not tell what became of the beginning. */
function rollbacks({ name, visible, fields }: TypeTarget): readonly Probe[] {
  if (visible === null) return [];
  const guesses = fields.slice(0, 3).map(({ field, value }) =>
    editSeveral(`${field.name} guessed among several of ${name}`, name, visible.id, {
      [field.name]: value,
    }),
  );
  const twice = fields.map(({ field, value }) =>
    asking(
      40,
      'editRecords',
      `${field.name} twice of one ${name}`,
      {
        method: 'POST',
        url: `/records/${name}/bulk-edit`,
        body: {
          records: [
            { id: visible.id, version: 2, values: { [field.name]: value } },
            { id: visible.id, version: 99, values: { [field.name]: value } },
          ],
        },
      },
      { verbs: ['edit'] },
    ),
  );
  return [...twice, ...guesses];
}

function erasures({ name, hidden, visible }: TypeTarget): readonly Probe[] {
  const erase = (which: string, id: string, version: number) =>
    asking(
      11,
      'eraseRecord',
      `${which} ${name}`,
      {
        method: 'DELETE',
        url: `/records/${name}/${id}`,
        headers: { 'if-match': `"${version}"` },
      },
      { verbs: ['erase'] },
    );
  return [
    erase('an absent', ABSENT, 2),
    ...(hidden === null ? [] : [erase('a hidden', hidden.id, 2), erase('an old hidden', hidden.id, 1)]),
    ...(visible === null ? [] : [erase('an old', visible.id, 99), eraseCurrent(name, visible.id)]),
  ];
}

function eraseCurrent(name: string, id: string): Probe {
  const url = `/records/${name}/${id}`;
  return {
    leak: 11,
    operation: 'eraseRecord',
    name: `the visible ${name}`,
    verbs: ['erase'],
    async run(client) {
      const seen = await client.send({ method: 'GET', url, purpose: SERVICE });
      const headers = { 'if-match': seen.headers.etag ?? '"2"' };
      const request = { method: 'DELETE', url, headers } as const;
      return [
        seen,
        await client.send({ ...request, purpose: SERVICE }),
        await client.send({ ...request, purpose: ERASURE }),
        await client.send({ method: 'GET', url, purpose: SERVICE }),
      ];
    },
  };
}

/** What customers decided is known to nobody here; who has the right is tried in gateway/decisions.test.ts. */
function decisions({ name, hidden, visible }: TypeTarget): readonly Probe[] {
  if (name !== 'customer') return [];
  const subject = { kind: 'consent', purpose: SERVICE };
  return [visible?.id, hidden?.id, ABSENT].flatMap((id, index) => {
    const url = `/customers/${id ?? ABSENT}/decisions`;
    const body = { decisions: [{ subject, holds: true, form: 'paper' }] };
    return [
      asking(11, 'readDecisions', `decisions of customer ${index}`, { method: 'GET', url }),
      asking(11, 'recordDecisions', `a decision of customer ${index}`, { method: 'POST', url, body }),
    ];
  });
}
