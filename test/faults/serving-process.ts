import { randomBytes, randomUUID } from 'node:crypto';
import { createLogReader } from '../../src/audit/reader.ts';
import { createAuditWriter } from '../../src/audit/writer.ts';
import { Problem } from '../../src/contract/problem.ts';
import type { ReleasedRecord } from '../../src/contract/records.ts';
import { type AccessRequest, type Caller, openGateway } from '../../src/gateway/door.ts';
import type { Disclosure } from '../../src/kernel/disclosure/level.ts';
import { createCipher } from '../../src/platform/crypto/cipher.ts';
import { environmentKeyProvider } from '../../src/platform/crypto/local-key-provider.ts';
import { connect } from '../../src/platform/database/connect.ts';
import { createIds } from '../../src/platform/ids.ts';
import { testSealer } from '../support/access-log.ts';
import { clerk, filter, query } from '../support/lab-company.ts';
import { FAULT_POLICY, type Told, tokenOf } from './acknowledged.ts';

/**
 * A process that serves until it is killed: it reads, searches, edits, creates, imports, erases and seals all at
 * once, and writes a line for every answer that the gateway released, as a door would send it.
 */
const [url = '', credential = '', name = ''] = process.argv.slice(2);
const database = connect(url);
const pool = database.pool('gateway');

async function epoch(): Promise<number> {
  const { rows } = await pool.query<{ version: number }>('SELECT version FROM fencun.epoch');
  return rows[0]?.version ?? 0;
}

const sealer = testSealer(database);
const gateway = await openGateway({
  database,
  policySource: { load: async () => ({ ...FAULT_POLICY, version: await epoch() }) },
  audit: createAuditWriter({ pool, writerId: randomUUID() }),
  logReader: createLogReader(database.pool('auditor'), sealer.sealNow),
  cipher: createCipher({ suite: 'aes-256-gcm', randomBytes }),
  keyProvider: environmentKeyProvider(`1:${Buffer.alloc(32, 7).toString('base64')}`, {
    suite: 'aes-256-gcm',
    randomBytes,
  }),
  randomBytes,
  clock: Date.now,
  newId: createIds({ clock: Date.now, randomBytes }),
});
sealer.start();

const { assignments } = clerk();
const caller: Caller = {
  person: { id: 1, login: 'fault', name: 'Fault' },
  office: null,
  credential: { id: credential, kind: 'token', name: 'fault' },
  assignments,
  grants: [],
  secondFactorAt: null,
  trainedUntil: null,
  narrowing: {},
  epoch: await epoch(),
};
const request: AccessRequest = {
  caller,
  purpose: clerk().purpose,
  door: 'http',
  network: null,
  request: name,
  renew: async () => ({ ...caller, epoch: await epoch() }),
};

/** Pipes are written synchronously, so what was told has left this process before it can be killed. */
function tell(told: Told): void {
  process.stdout.write(`${JSON.stringify(told)}\n`);
}

type Answer = Readonly<{
  accessRecord: string;
  records: readonly ReleasedRecord[];
  disclosures: Readonly<Record<string, Disclosure>>;
}>;

function disclosed(what: Told['what'], { accessRecord, records, disclosures }: Answer): void {
  const released = records.map(({ id, version, values, disclosures: own }) => ({
    id,
    version,
    fields: Object.fromEntries(
      Object.keys(values).map((field) => [field, own?.[field] ?? disclosures[field]]),
    ),
    token: typeof values.remark === 'string' ? values.remark : null,
  }));
  tell({ what, accessRecord, released: released as Told['released'] });
}

let counter = 0;
function token(): string {
  counter += 1;
  return tokenOf(name, counter);
}
const own: string[] = [];
const pick = (ids: readonly string[]) => ids[Math.floor(Math.random() * ids.length)] ?? '';

async function known(): Promise<readonly ReleasedRecord[]> {
  const answer = await gateway.list(request, 'customer', query({ limit: 12 }));
  disclosed('list', answer);
  return answer.records;
}

function unlessConflict(error: unknown): null {
  if (error instanceof Problem && error.code === 'version-conflict') return null;
  throw error;
}

const deeds: readonly (() => Promise<void>)[] = [
  async () => void (await known()),
  async () => {
    const answer = await gateway.read(request, 'customer', pick((await known()).map(({ id }) => id)));
    disclosed('read', { ...answer, records: [answer.record] });
  },
  async () => {
    const filters = [filter('phone', 'last-four', '1234')];
    disclosed('search', await gateway.list(request, 'customer', query({ filters, limit: 5, count: true })));
  },
  async () => {
    const id = pick((await known()).map((record) => record.id));
    const { accessRecord } = await gateway.match(request, 'customer', id, { field: 'phone', value: '1' });
    tell({
      what: 'match',
      accessRecord,
      released: [{ id, fields: { phone: 'summary' }, version: 0, token: null }],
    });
  },
  async () => {
    const measure = { function: 'count' as const };
    const { accessRecord } = await gateway.aggregate(request, 'customer', {
      groupBy: [],
      measure,
      filters: [],
    });
    tell({ what: 'aggregate', accessRecord, released: [] });
  },
  async () => {
    const id = pick((await known()).map((record) => record.id));
    const { accessRecord, changes } = await gateway.history(request, 'customer', id);
    const fields = Object.fromEntries(changes.map(({ field, disclosure }) => [field, disclosure]));
    tell({ what: 'history', accessRecord, released: [{ id, fields, version: 0, token: null }] });
  },
  async () => {
    const { id, version } = (await known()).at(Math.floor(Math.random() * 6)) ?? { id: '', version: 0 };
    const text = token();
    const values = { remark: text, notes: text, address: text };
    disclosed('edit', await gateway.edit(request, 'customer', [{ id, version, values }]));
  },
  async () => {
    const edits = (await known()).slice(0, 4).map(({ id, version }) => {
      const text = token();
      return { id, version, values: { remark: text, notes: text, address: text } };
    });
    disclosed('edit', await gateway.edit(request, 'customer', edits));
  },
  async () => {
    const text = token();
    const values = { name: '新建客户', phone: '19900001234', remark: text, notes: text, address: text };
    const answer = await gateway.create(request, 'customer', [{ values }]);
    disclosed('create', answer);
    const customer = answer.records[0]?.id ?? '';
    own.push(customer);
    const order = { customer, number: text, gift_note: text };
    disclosed('create', await gateway.create(request, 'order', [{ values: order }, { values: order }]));
  },
  async () => {
    const rows = [1, 2, 3, 4, 5].map((row) => {
      const text = token();
      const phone = `198${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;
      return {
        row,
        record: { values: { name: '导入客户', phone, remark: text, notes: text, address: text } },
      };
    });
    const done = await gateway.upsert(request, 'customer', { keyField: 'phone', rows });
    tell({
      what: 'import',
      accessRecord: null,
      released: [],
      tokens: done.rejected.length === 0 ? rows.map(({ record }) => record.values.remark) : [],
    });
  },
  async () => {
    const id = own.shift();
    if (id === undefined) return;
    // Others edit the newest records all the time: whoever wants to erase one asks until nobody came between.
    for (let done = false; !done; ) {
      const { record } = await gateway.read(request, 'customer', id);
      const { version } = record;
      const erased = await gateway.erase(request, 'customer', id, version).catch(unlessConflict);
      if (erased === null) continue;
      done = true;
      const { accessRecord } = erased;
      tell({ what: 'erase', accessRecord, released: [{ id, fields: {}, version: 0, token: null }] });
    }
  },
];

/** Workers take the deeds in turn, so that few answers are enough to have some of each kind. */
let turn = Math.floor(Math.random() * deeds.length);

async function work(): Promise<void> {
  for (;;) {
    const deed = deeds[turn % deeds.length];
    turn += 1;
    await deed?.().catch((error: unknown) => {
      // Others edit and erase the same records; all else would be a fault of ours.
      const isRefusal = error instanceof Problem && ['version-conflict', 'not-found'].includes(error.code);
      if (!isRefusal) throw error;
    });
  }
}

await Promise.all(Array.from({ length: 8 }, work));
