import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ListAnswer, ReadAnswer } from '../../src/contract/records.ts';
import { type Answer, type Client, json, type Who } from './client.ts';
import {
  DELIVERY,
  EAST_SALES,
  EAST_SERVICE,
  OFFICERS,
  READERS,
  type Reader,
  RULES,
  SERVICE,
  WEST,
} from './company.ts';
import { arrivalOf } from './expected.ts';
import { probesFor, rightsOf } from './hunt.ts';
import { CUSTOMERS, type Row, rowsOf } from './records.ts';
import { fingerprintOf } from './stored.ts';
import { targetsOf } from './targets.ts';
import { type Base, createBase, createWorld, type Instance, signIn, type World } from './world.ts';
import { writingProbes } from './writing-probes.ts';

/** What changes while people work: caches, sessions, rights; and two processes that share nothing but the database. */

const PATIENCE_MS = 240_000;

let base: Base;
beforeAll(async () => {
  base = await createBase();
});
afterAll(() => base.drop());

async function withWorld(work: (world: World, other: Instance) => Promise<void>): Promise<void> {
  const world = await createWorld(base);
  try {
    await work(world, await world.another());
  } finally {
    await world.drop();
  }
}

const listCustomers = (client: Client, purpose: string = SERVICE, body: object = { limit: 200 }) =>
  client.send({ method: 'POST', url: '/records/customer/query', purpose, body });

const idsIn = (answer: Answer): readonly string[] =>
  answer.status === 200 ? json<ListAnswer>(answer).records.map(({ id }) => id) : [];

async function officer(
  instance: Instance,
  who: Who,
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  url: string,
  body?: unknown,
  headers = {},
) {
  const answer = await instance
    .as(who)
    .send({ method, url, headers, ...(body === undefined ? {} : { body }) });
  expect(answer.status, `${method} ${url}: ${answer.body}`).toBeLessThan(300);
  return answer;
}

it('LEAK-31 caches warmed by who may see more, or for another purpose, give nobody else any of it', async () => {
  await withWorld(async (world, other) => {
    const order: readonly (readonly [Reader, string])[] = [
      ['viewer', SERVICE],
      ['masked', SERVICE],
      ['viewer', DELIVERY],
      ['viewer', SERVICE],
      ['summary', SERVICE],
      ['mixed', SERVICE],
      ['mixed', DELIVERY],
      ['seer', SERVICE],
      ['finder', SERVICE],
      ['nobody', SERVICE],
      ['masked', DELIVERY],
    ];
    for (const instance of [world, other, world]) {
      for (const [who, purpose] of order) {
        const answer = await listCustomers(instance.as(who), purpose);
        const got = answer.status === 200 ? json<ListAnswer>(answer).records : [];
        const wanted = CUSTOMERS.flatMap((row) => {
          const arrival = arrivalOf(rightsOf(who), purpose, row);
          return arrival === null ? [] : [[row.id, valuesOf(arrival.fields)] as const];
        });
        expect(
          Object.fromEntries(got.map(({ id, values }) => [id, values])),
          `${who} for ${purpose}`,
        ).toEqual(Object.fromEntries(wanted));
      }
    }
  });
});

const valuesOf = (fields: Readonly<Record<string, readonly [unknown, unknown]>>) =>
  Object.fromEntries(Object.entries(fields).map(([name, [, value]]) => [name, value]));

it('LEAK-32 an ended session, an ended token and a person who has left are refused at once by every process', async () => {
  await withWorld(async (world, other) => {
    const both = [world, other];
    const statuses = async (who: Who) =>
      Promise.all(both.map(async (instance) => (await listCustomers(instance.as(who))).status));
    for (const who of ['viewer', 'token', 'finder', 'mixed'] as const)
      expect(await statuses(who)).toEqual([200, 200]);

    await officer(world, 'viewer', 'DELETE', '/session');
    expect(await statuses('viewer')).toEqual([401, 401]);

    const { credentials } = json<{ credentials: { id: string; kind: string }[] }>(
      await world.as('seer').send({ method: 'GET', url: '/credentials' }),
    );
    const token = credentials.find(({ kind }) => kind === 'token')?.id ?? '';
    await officer(other, 'seer', 'DELETE', `/credentials/${token}`);
    expect(await statuses('token')).toEqual([401, 401]);

    await officer(world, 'system-administrator', 'PATCH', `/people/${READERS.finder.id}`, { status: 'left' });
    expect(await statuses('finder')).toEqual([401, 401]);

    await officer(other, 'system-administrator', 'POST', `/people/${READERS.mixed.id}/password`);
    expect(await statuses('mixed')).not.toContain(200);
    for (const instance of both) {
      await expect(signIn(instance, 'finder')).rejects.toThrow('cannot sign in');
    }
  });
});

it('SCIM-6 whom a provisioning client deactivates reads nothing more, at any process', async () => {
  await withWorld(async (world, other) => {
    const statuses = async (who: Who) =>
      Promise.all([world, other].map(async (each) => (await listCustomers(each.as(who))).status));
    expect(await statuses('viewer')).toEqual([200, 200]);
    const body = { name: 'HR', expiresInDays: 1 };
    const made = await officer(world, 'system-administrator', 'POST', '/provisioning/clients', body);
    const { secret } = json<{ secret: string }>(made);
    const deactivated = await other.as('anonymous').send({
      method: 'PATCH',
      url: `//scim/v2/Users/${READERS.viewer.id}`,
      headers: { authorization: `Bearer ${secret}` },
      body: {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [{ op: 'Replace', path: 'active', value: 'False' }],
      },
    });
    expect(deactivated.status, deactivated.body).toBe(200);
    expect(await statuses('viewer')).toEqual([401, 401]);
    // The token of the source opens nothing but people.
    const answer = await world
      .as('anonymous')
      .send({ method: 'GET', url: '/record-types', headers: { authorization: `Bearer ${secret}` } });
    expect(answer.status).toBe(401);
  });
});

it('LEAK-44 an assignment that has ended opens nothing from the next request on, at any process, with any cursor', async () => {
  await withWorld(async (world, other) => {
    const pages = await Promise.all(
      [world, other].map(async (instance) =>
        json<ListAnswer>(await listCustomers(instance.as('viewer'), SERVICE, { limit: 1 })),
      ),
    );
    await officer(world, 'system-administrator', 'POST', `/assignments/${READERS.viewer.id}/end`, {});
    for (const [index, instance] of [other, world].entries()) {
      const client = instance.as('viewer');
      const cursor = pages[index]?.nextCursor ?? '';
      expect((await listCustomers(client)).status).toBe(403);
      expect((await listCustomers(client, SERVICE, { limit: 1, cursor })).status).toBe(403);
      const url = `/records/customer/${CUSTOMERS[0]?.id}`;
      for (const path of [url, `${url}/history`, `${url}/explain`, `${url}/accesses`]) {
        const answer = await client.send({ method: 'GET', url: path, purpose: SERVICE });
        expect(answer.status, path).toBeGreaterThanOrEqual(403);
      }
      const { recordTypes } = json<{ recordTypes: unknown[] }>(
        await client.send({ method: 'GET', url: '/record-types', purpose: SERVICE }),
      );
      expect(recordTypes).toEqual([]);
    }
  });
});

it('LEAK-44 a rule that is removed or narrowed holds from the next request on, at any process', async () => {
  await withWorld(async (world, other) => {
    const rule = RULES.find(
      ({ who, scope }) => who.positions?.includes('viewer') && scope === 'legal-entity',
    );
    if (rule === undefined) throw new Error('no such rule');
    const { id, version: _, ...body } = rule;
    for (const instance of [world, other])
      expect((await listCustomers(instance.as('viewer'))).status).toBe(200);

    const narrowed = { ...body, scope: 'department', disclosure: 'masked' };
    const put = await officer(world, 'security-administrator', 'PUT', `/policy/rules/${id}`, narrowed, {
      'if-match': '"1"',
    });
    const version = put.headers.etag ?? '';
    for (const instance of [other, world]) {
      const { records, disclosures } = json<ListAnswer>(await listCustomers(instance.as('viewer')));
      expect(disclosures.phone).toBe('masked');
      expect(records.map((record) => record.values.phone)).toEqual(
        records.map(() => expect.stringMatching(/^\d{3}\*{4}\d{4}$/)),
      );
      const inDepartment = CUSTOMERS.filter(({ placement }) => placement.department === EAST_SALES);
      expect(records).toHaveLength(inDepartment.length);
    }

    await officer(other, 'security-administrator', 'DELETE', `/policy/rules/${id}`, undefined, {
      'if-match': version,
    });
    for (const instance of [world, other])
      expect((await listCustomers(instance.as('viewer'))).status).toBe(403);
  });
});

it('LEAK-44 a department that moves takes its records out of reach of those it has left, and a transfer its person', async () => {
  await withWorld(async (world, other) => {
    const service = CUSTOMERS.filter(({ placement }) => placement.department === EAST_SERVICE).map(
      ({ id }) => id,
    );
    for (const instance of [world, other]) {
      expect(idsIn(await listCustomers(instance.as('viewer')))).toEqual(expect.arrayContaining(service));
    }
    await officer(world, 'system-administrator', 'PATCH', `/departments/${EAST_SERVICE}`, { parent: WEST });
    for (const instance of [other, world]) {
      const seen = idsIn(await listCustomers(instance.as('viewer')));
      expect(seen.filter((id) => service.includes(id))).toEqual([]);
      expect(seen.length).toBeGreaterThan(0);
      const answer = await instance
        .as('viewer')
        .send({ method: 'GET', url: `/records/customer/${service[0]}`, purpose: SERVICE });
      expect(answer.status).toBe(404);
    }

    const { id } = READERS.seer;
    await officer(other, 'system-administrator', 'POST', '/transfers', {
      assignment: id,
      department: EAST_SERVICE,
      position: 'seer',
    });
    for (const instance of [world, other]) {
      expect(idsIn(await listCustomers(instance.as('seer'))).toSorted()).toEqual(service.toSorted());
    }
  });
});

it(
  'LEAK-34 a write that is refused has saved nothing, whoever tried it and however it was refused',
  async () => {
    await withWorld(async ({ as, fencun }) => {
      const before = await fingerprintOf(fencun.database);
      const barred: readonly Who[] = [
        'viewer',
        'outsider',
        'nobody',
        'token',
        ...(Object.keys(OFFICERS) as Who[]),
      ];
      for (const [share, who] of barred.entries()) {
        const probes = writingProbes(targetsOf(rightsOf(who))).filter((_, index) => index % 3 === share % 3);
        for (const probe of probes) await probe.run(as(who), as);
      }
      expect(await fingerprintOf(fencun.database)).toBe(before);

      let known = before;
      for (const [share, who] of (['masked', 'creator'] as const).entries()) {
        const probes = writingProbes(targetsOf(rightsOf(who))).filter((_, index) => index % 2 === share);
        for (const probe of probes) {
          const answers = await probe.run(as(who), as);
          const now = await fingerprintOf(fencun.database);
          if (answers.every(({ status }) => status >= 400)) expect(now, `${who}: ${probe.name}`).toBe(known);
          known = now;
        }
      }
      expect(known).not.toBe(before);
    });
  },
  PATIENCE_MS,
);

it('LEAK-37 a record sent back as it was shown, masks and summaries and all, changes nothing but what was changed', async () => {
  await withWorld(async ({ as, fencun }) => {
    const row = CUSTOMERS[2] as Row;
    const url = `/records/customer/${row.id}`;
    const whole = async () =>
      json<ReadAnswer>(await as('seer').send({ method: 'GET', url, purpose: SERVICE })).record;
    const before = await whole();
    for (const [who, changed] of [
      ['masked', { name: 'Q renamed' }],
      ['summary', { style: 'k entirely different' }],
    ] as const) {
      const seen = json<ReadAnswer>(await as(who).send({ method: 'GET', url, purpose: SERVICE }));
      const shown = Object.entries(seen.record.values).filter(([name]) => seen.editable.includes(name));
      const sentBack = Object.fromEntries(
        shown.map(([name, value]) => [name, value === null ? null : String(value)]),
      );
      const answer = await as(who).send({
        method: 'PATCH',
        url,
        purpose: SERVICE,
        headers: { 'if-match': `"${seen.record.version}"` },
        body: { values: { ...sentBack, ...changed } },
      });
      expect(answer.status, `${who}: ${answer.body}`).toBe(200);
    }
    const after = await whole();
    expect(after.values).toEqual({ ...before.values, name: 'Q renamed', style: 'k entirely different' });
    const { rows } = await fencun.database
      .pool('owner')
      .query<{ hidden: boolean }>(
        'SELECT grade IS NOT NULL AND blacklist IS NOT NULL AS hidden FROM vault.customer WHERE id = $1',
        [row.id],
      );
    expect(rows).toEqual([{ hidden: true }]);
  });
});

it('LEAK-18 the key of a request that somebody else has made repeats nothing of it', async () => {
  await withWorld(async ({ as }) => {
    const request = {
      method: 'POST',
      url: '/records/customer',
      purpose: SERVICE,
      headers: { 'idempotency-key': 'one-key' },
      body: { values: { name: 'Q repeated', phone: '13900000009' } },
    } as const;
    const first = await as('seer').send(request);
    expect(first.status).toBe(201);
    const again = await as('seer').send(request);
    const ids = [first, again].map((answer) => json<ListAnswer>(answer).records[0]?.id);
    expect(ids[0]).toBe(ids[1]);
    // Who may create and not see gets a record of their own, and nothing of it back.
    const other = await as('creator').send(request);
    expect(other.status).toBe(201);
    expect(json<ListAnswer>(other).records).toEqual([]);
    expect(other.body).not.toContain(String(ids[0]));
    const barred = await as('viewer').send(request);
    expect(barred.status).toBe(403);
    const changed = await as('seer').send({ ...request, body: { values: { name: 'Q else' } } });
    expect(changed.status).toBe(422);
  });
});

it('LEAK-17 a computed field is governed by itself, and cannot be searched, sorted or counted by', async () => {
  await withWorld(async ({ as }) => {
    const answer = json<ListAnswer>(await listCustomers(as('partial')));
    const orders = await as('partial').send({ method: 'GET', url: '/records/order', purpose: SERVICE });
    expect(idsIn(orders).length).toBeGreaterThan(0);
    for (const name of ['orders', 'has_open', 'last_order']) {
      expect(answer.disclosures[name]).toBeUndefined();
      expect(answer.records.every(({ values }) => !(name in values))).toBe(true);
      for (const who of ['seer', 'partial', 'viewer'] as const) {
        const filter = { filters: [{ field: name, operator: 'equals', values: ['1'] }] };
        expect((await listCustomers(as(who), SERVICE, filter)).status).toBeGreaterThanOrEqual(400);
        expect(
          (await listCustomers(as(who), SERVICE, { sort: { field: name } })).status,
        ).toBeGreaterThanOrEqual(400);
        const body = { groupBy: [name], measure: { function: 'count' } };
        const figures = await as(who).send({
          method: 'POST',
          url: '/records/customer/aggregate',
          purpose: SERVICE,
          body,
        });
        expect(figures.status).toBeGreaterThanOrEqual(400);
      }
    }
    expect(rowsOf('order').length).toBeGreaterThan(0);
  });
});

it('LEAK-12 a record that may not be seen is answered exactly like one that never was', async () => {
  await withWorld(async ({ as }) => {
    for (const who of ['viewer', 'masked', 'outsider', 'mixed', 'eraser', 'seer'] as const) {
      const { types } = targetsOf(rightsOf(who));
      expect(probesFor(who).reading.length).toBeGreaterThan(0);
      for (const { name, hidden } of types) {
        if (hidden === null) continue;
        const absent = `${hidden.id.slice(0, -2)}ee`;
        for (const [method, suffix, body] of [
          ['GET', '', undefined],
          ['GET', '/history', undefined],
          ['GET', '/explain', undefined],
          ['GET', '/accesses', undefined],
          ['GET', '/related/order', undefined],
          ['POST', '/match', { field: 'name', value: 'x' }],
          ['PATCH', '', { values: { name: 'x' } }],
          ['DELETE', '', undefined],
        ] as const) {
          const [one, other] = await Promise.all(
            [hidden.id, absent].map((id) =>
              as(who).send({
                method,
                url: `/records/${name}/${id}${suffix}`,
                purpose: SERVICE,
                headers: { 'if-match': '"2"' },
                ...(body === undefined ? {} : { body }),
              }),
            ),
          );
          const steady = (answer: Answer | undefined) => ({
            status: answer?.status,
            length: answer?.raw.length,
            body: answer?.body.replace(/"(request|instance|evaluation_id)":"[^"]*"/g, ''),
            etag: answer?.headers.etag,
          });
          expect(steady(one), `${who} ${method} ${name}${suffix}`).toEqual(steady(other));
          expect(one?.status).toBeGreaterThanOrEqual(400);
        }
      }
    }
  });
});
