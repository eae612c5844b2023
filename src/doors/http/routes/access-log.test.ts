import { afterEach, describe, expect, it } from 'vitest';
import {
  AT,
  BY_TOKEN,
  CALLER,
  openTestDoor,
  RECORD_ID,
  SIGNED_IN,
  type TestDoor,
} from '../../../../test/support/http-services.ts';
import type { AccessRecord } from '../../../audit/access-record.ts';
import type { LogFilter } from '../../../audit/reader.ts';
import type { RecordTypeView } from '../../../contract/catalogue.ts';
import { Problem } from '../../../contract/problem.ts';
import type { SignedInCaller } from '../../../features/identity/identity.ts';
import type { Standing } from '../../../gateway/door.ts';

let door: TestDoor | null = null;
afterEach(async () => {
  await door?.close();
  door = null;
});
async function open(...parts: Parameters<typeof openTestDoor>): Promise<TestDoor> {
  door = await openTestDoor(...parts);
  return door;
}

const OTHER_ID = RECORD_ID.replace(/a$/, 'b');
const AUDITOR: SignedInCaller = { ...CALLER, office: 'audit-administrator' };
const officer = (from: number, until: number): SignedInCaller => ({
  ...CALLER,
  assignments: [
    { id: 9, person: 7, department: 1, position: 'data-protection-officer', validity: { from, until } },
  ],
});

const SEEN: AccessRecord = {
  id: RECORD_ID,
  at: AT - 1000,
  kind: 'access',
  outcome: 'released',
  person: 8,
  credential: OTHER_ID,
  client: null,
  assignments: [3],
  office: null,
  door: 'http',
  network: '10.0.0.8',
  request: null,
  purpose: 'after-sales',
  action: 'see',
  recordType: 'customer',
  releases: [
    { records: [RECORD_ID], shown: ['name'], masked: ['phone'], summary: ['hidden_score'] },
    { records: [OTHER_ID], shown: ['name'], masked: [], summary: [] },
  ],
  searched: ['phone:last-four'],
  changes: [{ record: RECORD_ID, field: 'hidden_score', sealed: 'AAAA' }],
  rules: ['sales-own@3'],
  policyVersion: 5,
  note: { fact: 1 },
};

function searching(records: readonly (AccessRecord | null)[], filters: LogFilter[] = []) {
  return {
    organisation: {
      names: async () => ({
        people: new Map([[8, '周明']]),
        assignments: new Map([[3, { zh: '江城门店 · 销售', en: 'Jiangcheng shop · Sales' }]]),
      }),
    },
    logReader: {
      search: async (filter: LogFilter) => {
        filters.push(filter);
        return { entries: records.map((record, index) => ({ index, record })), cursor: null };
      },
    },
  };
}

const query = { method: 'POST', url: '/api/v1/log/query', headers: SIGNED_IN } as const;

describe('the access log', () => {
  it('HTTP-29 evidence is exported to who may read the log, newest first, with an entry that says so', async () => {
    const filters: LogFilter[] = [];
    const asked: (readonly number[])[] = [];
    const stubs = {
      ...searching([SEEN, SEEN], filters),
      logEvidence: async (indexes: readonly number[]) => {
        asked.push(indexes);
        return { format: 'fencun-evidence/1' as const, key: 'k', checkpoint: 'c', entries: [] };
      },
    };
    const request = { method: 'POST', url: '/api/v1/log/evidence', headers: SIGNED_IN } as const;
    const { app, appended } = await open(stubs, { caller: AUDITOR });
    const answer = await app.inject({ ...request, payload: { customer: RECORD_ID, door: 'http' } });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ complete: true, key: 'k' });
    expect(asked).toEqual([[0, 1]]);
    expect(filters).toMatchObject([{ customer: RECORD_ID, door: 'http' }]);
    expect(appended).toMatchObject([
      {
        action: 'log.read',
        outcome: 'released',
        customers: [RECORD_ID],
        note: { evidence: true, door: 'http' },
      },
    ]);
    await door?.close();
    const closed = await open(stubs, { caller: CALLER });
    expect((await closed.app.inject({ ...request, payload: {} })).statusCode).toBe(403);
    expect(closed.appended).toMatchObject([{ action: 'log.read', outcome: 'refused' }]);
  });

  it.each([
    ['the audit administrator', AUDITOR],
    ['the data protection officer', officer(AT - 1, AT + 1)],
  ])('HTTP-16 is open to %s, and looking leaves its entry before anything is shown', async (_who, caller) => {
    const filters: LogFilter[] = [];
    const { app, appended } = await open(searching([SEEN, null], filters), { caller });
    const payload = { customer: RECORD_ID, field: 'phone', from: new Date(AT - 5000).toISOString() };
    const answer = await app.inject({
      ...query,
      headers: { ...SIGNED_IN, 'accept-language': 'en' },
      payload,
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.json().nextCursor).toBeNull();
    expect(answer.json().entries).toEqual([
      {
        index: 0,
        id: SEEN.id,
        at: new Date(SEEN.at).toISOString(),
        kind: 'access',
        outcome: 'released',
        person: { id: 8, name: '周明' },
        client: null,
        office: null,
        assignments: ['Jiangcheng shop · Sales'],
        door: 'http',
        network: '10.0.0.8',
        purpose: 'after-sales',
        action: 'see',
        recordType: 'customer',
        recordCount: 2,
        customers: [RECORD_ID, OTHER_ID],
        shown: ['name'],
        masked: ['phone'],
        summary: ['hidden_score'],
        searched: ['phone:last-four'],
        changed: ['hidden_score'],
        rules: ['sales-own@3'],
        problem: null,
        reason: null,
        note: { fact: 1 },
      },
    ]);
    expect(answer.body).not.toContain('AAAA');
    expect(filters[0]).toEqual({ customer: RECORD_ID, field: 'phone', from: AT - 5000, until: undefined });
    expect(appended).toEqual([
      expect.objectContaining({
        kind: 'administration',
        action: 'log.read',
        outcome: 'released',
        person: 7,
        customers: [RECORD_ID],
        note: { field: 'phone', from: payload.from, limit: 50 },
        request: answer.headers['x-request-id'],
      }),
    ]);
  });

  it.each([
    ['staff', CALLER],
    ['the security administrator', { ...CALLER, office: 'security-administrator' as const }],
    ['somebody who was data protection officer', officer(AT - 9, AT - 1)],
    ['somebody who will be', officer(AT + 1, AT + 9)],
  ])('HTTP-16 is closed to %s, and the attempt leaves an entry', async (_who, caller) => {
    const { app, appended } = await open({}, { caller });
    for (const url of ['/api/v1/log/query', '/api/v1/log/verify']) {
      const payload = url.endsWith('query') ? { payload: {} } : {};
      const answer = await app.inject({ method: 'POST', url, headers: SIGNED_IN, ...payload });
      expect(answer.statusCode).toBe(403);
    }
    expect(appended.map(({ action, outcome, problem }) => [action, outcome, problem])).toEqual([
      ['log.read', 'refused', 'forbidden'],
      ['log.read', 'refused', 'forbidden'],
    ]);
  });

  it('HTTP-16 shows nothing where the look cannot be recorded', async () => {
    const append = async () => {
      throw new Problem('record-unavailable');
    };
    const { app } = await open({ audit: { append } }, { caller: AUDITOR });
    const answer = await app.inject({ ...query, payload: {} });
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toMatchObject({ code: 'record-unavailable' });
  });

  it('is judged by who the caller is now, not by who was remembered', async () => {
    const asked: (boolean | undefined)[] = [];
    const callerOf = async (_secret: string, how?: Readonly<{ fresh?: boolean }>) => {
      asked.push(how?.fresh);
      return AUDITOR;
    };
    const { app } = await open({ ...searching([]), identity: { callerOf } });
    await app.inject({ ...query, payload: {} });
    expect(asked).toEqual([true]);
  });

  it('says in both languages what verification found, and where', async () => {
    const root = new Uint8Array(32);
    const checkpoint = { origin: 'x', size: 7, root, extensions: [] };
    const findings = [{ kind: 'entry-altered', firstLeaf: 4, lastLeaf: 5, detail: '' }] as const;
    let report: object = { isSound: true, checkpoint, note: 'note', checkedEntries: 7, findings: [] };
    const { app } = await open({ verifyLog: async () => report } as never, { caller: AUDITOR });
    const verify = () => app.inject({ method: 'POST', url: '/api/v1/log/verify', headers: SIGNED_IN });
    expect((await verify()).json()).toMatchObject({
      sound: true,
      size: 7,
      firstBadIndex: null,
      checkedEntries: 7,
    });
    report = { isSound: false, checkpoint, note: 'note', checkedEntries: 7, findings };
    const bad = (await verify()).json();
    expect(bad).toMatchObject({ sound: false, firstBadIndex: 4 });
    expect(bad.finding.zh).toContain('条目 4–5');
    expect(bad.finding.en).toContain('entry 4–5');
  });
});

describe('the proofs of the log', () => {
  const logTiles = {
    checkpoint: async () => 'log\n1\nAAAA\n\n— log AAAA\n',
    tile: async () => Uint8Array.of(1, 2, 255),
    entries: async () => Uint8Array.of(0, 1, 123),
  };

  it('are open to whoever is signed in, byte for byte', async () => {
    const { app } = await open({ logTiles });
    const tile = await app.inject({ url: '/api/v1/log/tile/0/000.p/3', headers: BY_TOKEN });
    expect(tile.headers['content-type']).toBe('application/octet-stream');
    expect([...tile.rawPayload]).toEqual([1, 2, 255]);
    const note = await app.inject({ url: '/api/v1/log/checkpoint', headers: BY_TOKEN });
    expect(note.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(note.body).toBe(await logTiles.checkpoint());
    const key = await app.inject({ url: '/api/v1/log/public-key', headers: SIGNED_IN });
    expect(key.body).toBe('fencun.example+00000000+AAAA\n');
  });

  it('HTTP-16 the entries themselves are for the audit administrator, and leave an entry', async () => {
    const bundle = { url: '/api/v1/log/tile/entries/000', headers: SIGNED_IN };
    const staff = await open({ logTiles });
    expect((await staff.app.inject(bundle)).statusCode).toBe(403);
    await staff.close();
    const { app, appended } = await open({ logTiles }, { caller: AUDITOR });
    expect([...(await app.inject(bundle)).rawPayload]).toEqual([0, 1, 123]);
    // A token never carries an office.
    expect((await app.inject({ ...bundle, headers: BY_TOKEN })).statusCode).toBe(403);
    expect(appended.map(({ outcome, note }) => [outcome, note])).toEqual([
      ['released', { bundle: 0 }],
      ['refused', { bundle: 0 }],
    ]);
  });
});

describe('who saw a customer', () => {
  const VIEW = { name: 'customer', fields: [{ name: 'name' }, { name: 'phone' }] } as RecordTypeView;
  const standing = { type: { customerField: null }, customer: RECORD_ID } as Standing;
  const url = `/api/v1/records/customer/${RECORD_ID}/accesses`;
  const request = { url, headers: { ...SIGNED_IN, 'fencun-purpose': 'after-sales' } };

  it('HTTP-17 staff learn who saw what of one customer, and nothing of networks, rules, other customers or unknown fields', async () => {
    const stubs = searching([
      SEEN,
      { ...SEEN, kind: 'administration', action: 'log.read' },
      { ...SEEN, outcome: 'refused' },
      { ...SEEN, recordType: 'secret_type' },
      null,
    ]);
    const gateway = { standingOf: async () => standing, typesFor: async () => [VIEW] };
    const { app, appended } = await open({ ...stubs, gateway });
    const answer = await app.inject(request);
    expect(answer.statusCode).toBe(200);
    expect(answer.json().entries).toHaveLength(1);
    expect(answer.json().entries[0]).toMatchObject({
      person: { id: 8, name: '周明' },
      assignments: ['江城门店 · 销售'],
      purpose: 'after-sales',
      network: null,
      customers: [RECORD_ID],
      recordCount: 1,
      shown: ['name'],
      masked: ['phone'],
      summary: [],
      changed: [],
      searched: [],
      rules: [],
      note: null,
    });
    expect(answer.body).not.toMatch(/hidden_score|secret_type|10\.0\.0\.8|00000000000b/);
    expect(appended).toEqual([
      expect.objectContaining({ action: 'log.read', customers: [RECORD_ID], recordType: 'customer' }),
    ]);
  });

  it('REV-7 officers of the log read a stated reason, and staff do not', async () => {
    const reasonsIn = async (records: readonly AccessRecord[]) =>
      new Map(records.map(({ id }) => [id, 'to call back']));
    const gateway = { reasonsIn, standingOf: async () => standing, typesFor: async () => [VIEW] };
    const officer = await open({ ...searching([SEEN]), gateway }, { caller: AUDITOR });
    const theirs = await officer.app.inject({ url, headers: SIGNED_IN });
    expect(theirs.json().entries[0].reason).toBe('to call back');
    const staff = await open({ ...searching([SEEN]), gateway });
    expect((await staff.app.inject(request)).json().entries[0].reason).toBeNull();
  });

  it('HTTP-17 whoever may not see the record learns nothing of its accesses', async () => {
    const gateway = {
      standingOf: async () => {
        throw new Problem('not-found');
      },
    };
    const { app, appended } = await open({ gateway });
    expect((await app.inject(request)).statusCode).toBe(404);
    expect(appended).toEqual([]);
  });

  it('HTTP-17 officers of the log see the whole entries', async () => {
    const { app } = await open(searching([SEEN]), { caller: AUDITOR });
    const answer = await app.inject({ url, headers: SIGNED_IN });
    expect(answer.json().entries[0]).toMatchObject({ network: '10.0.0.8', rules: ['sales-own@3'] });
  });
});
