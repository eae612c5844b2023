import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createSharingCompany,
  PHONES,
  type SharingCompany,
  wish,
} from '../../../test/support/sharing-company.ts';
import type { Terms } from '../../kernel/approval/terms.ts';
import { consentFact, separateFact } from '../../kernel/policy/customer-facts.ts';

const problem = (code: string) => expect.objectContaining({ code });
const MASKED = ['masked', '199****1001'];
const SHOWN = ['shown', PHONES[0]];
const HOUR = 3_600_000;

let lab: SharingCompany;
beforeAll(async () => {
  lab = await createSharingCompany();
});
afterAll(() => lab?.close());

async function ask(
  more: Parameters<typeof wish>[1] = {},
  records = [lab.customers[0] ?? ''],
): Promise<number> {
  return lab.sharing.ask(await lab.access('clerk'), wish(records, more));
}
const approve = async (login: string, id: number, terms?: Terms) =>
  lab.sharing.decide(await lab.act(login), id, {
    verdict: 'approve',
    ...(terms === undefined ? {} : { terms: { ...terms, fields: [...terms.fields] } }),
  });
const last = () => lab.company.log.at(-1);

describe('asking and deciding', () => {
  it('SHARE-10 what two levels approved, narrowed, is open in every process for the named record only, and on record', async () => {
    expect(await lab.phone('clerk', 0)).toEqual(MASKED);
    const id = await ask({}, [lab.customers[0] ?? '']);
    expect(last()).toMatchObject({
      action: 'request.ask',
      note: { request: id, fields: 'phone', records: 1 },
    });
    expect((await lab.sharing.inbox(await lab.act('manager'))).requests.map((one) => one.id)).toContain(id);
    expect((await lab.sharing.inbox(await lab.act('steward'))).toDecide).toBe(0);
    await approve('manager', id, { fields: ['phone'], disclosure: 'shown', days: 3, export: false });
    expect(await lab.phone('clerk', 0)).toEqual(MASKED);
    const said = 'By phone only';
    await lab.sharing.decide(await lab.act('steward'), id, { verdict: 'approve', text: said });
    expect((await lab.sharing.view(await lab.act('clerk'), id)).events.at(-1)?.text).toBe(said);
    expect(last()).toMatchObject({
      action: 'request.approve',
      note: { status: 'approved', days: 3, records: 1 },
    });
    expect(await lab.phone('clerk', 0)).toEqual(SHOWN);
    expect(await lab.phone('clerk', 0, lab.elsewhere)).toEqual(SHOWN);
    expect(await lab.phone('clerk', 1)).toEqual(['masked', '199****1002']);
    expect(await lab.phone('colleague', 0)).toEqual(MASKED);
    expect(await lab.phone('clerk', 0, lab.gateway, 'marketing')).toEqual(MASKED);

    const chain = await lab.sharing.chain(await lab.act('officer'), id);
    expect(chain.reads.length).toBeGreaterThanOrEqual(2);
    expect(chain.reads[0]).toMatchObject({ action: 'see', records: 1, fields: ['phone'] });
    expect(chain.request.events.map(({ kind }) => kind)).toEqual(['ask', 'approve', 'approve']);
    expect(chain.request.reason).toBe('The parcel came back, I have to call');
    await lab.sharing.giveBack(await lab.act('clerk'), id);
    expect(await lab.phone('clerk', 0)).toEqual(MASKED);
    expect(await lab.phone('clerk', 0, lab.elsewhere)).toEqual(MASKED);
  });

  it('SHARE-11 a grant ends with its time, with the assignment, and when it is taken back', async () => {
    const now = lab.company.time.now;
    const id = await ask({ terms: { fields: ['phone'], disclosure: 'shown', days: 1, export: false } });
    await approve('manager', id);
    await approve('steward', id);
    expect(await lab.phone('clerk', 0)).toEqual(SHOWN);
    lab.company.time.now = now + 25 * HOUR;
    const clerk = await lab.company.signedIn('clerk');
    expect(clerk.caller.grants).toEqual([]);
    lab.company.time.now = now;
    await lab.sharing.giveBack(await lab.act('clerk'), id);

    const again = await ask();
    const toDecide = (await lab.sharing.waiting(await lab.act('manager'))).toDecide;
    expect(toDecide.map((one) => one.id)).toContain(again);
    await approve('manager', again);
    await approve('steward', again);
    const ending = async () =>
      (await lab.sharing.waiting(await lab.act('clerk'))).ending.map((one) => one.id);
    expect(await ending()).toEqual([]);
    lab.company.time.now = now + 1;
    expect(await ending()).toEqual([again]);
    lab.company.time.now = now;
    expect(await lab.phone('clerk', 0)).toEqual(SHOWN);
    await expect(lab.sharing.revoke(await lab.act('colleague'), again)).rejects.toEqual(problem('not-found'));
    await expect(lab.sharing.revoke(await lab.act('clerk'), again)).rejects.toEqual(problem('forbidden'));
    await lab.sharing.revoke(await lab.act('officer'), again);
    expect(last()).toMatchObject({ action: 'grant.revoke' });
    expect(await lab.phone('clerk', 0, lab.elsewhere)).toEqual(MASKED);
  });

  it('SHARE-12 nobody asks for what they may not find, for a field that the purpose does not need, or for longer than it may be', async () => {
    await expect(ask({}, [lab.customers[2] ?? ''])).rejects.toEqual(problem('not-found'));
    const terms = { fields: ['spent'], disclosure: 'shown', days: 7, export: false } as const;
    await expect(ask({ terms: { ...terms, fields: ['spent'] } })).rejects.toEqual(problem('unknown-field'));
    await expect(ask({ terms: { ...terms, fields: ['identity'], days: 8 } })).rejects.toEqual(
      problem('invalid-input'),
    );
    const all = await lab.sharing.ask(await lab.access('clerk'), wish([], { choice: { filters: [] } }));
    expect(await lab.sharing.view(await lab.act('clerk'), all)).toMatchObject({ records: 2, customers: 2 });
    const { fields } = await lab.sharing.askable(await lab.access('clerk'), 'customer');
    expect(fields.map(({ name, has, daysAtMost }) => [name, has, daysAtMost])).toEqual([
      ['name', 'masked', 90],
      ['phone', 'masked', 30],
      ['identity', 'withheld', 7],
    ]);
    await lab.sharing.decide(await lab.act('clerk'), all, { verdict: 'withdraw' });
  });

  it('SHARE-13 strangers to a request learn nothing of it, and the requester cannot decide it', async () => {
    const id = await ask();
    await expect(lab.sharing.view(await lab.act('colleague'), id)).rejects.toEqual(problem('not-found'));
    await expect(lab.sharing.view(await lab.act('clerk'), 999_999)).rejects.toEqual(problem('not-found'));
    for (const login of ['clerk', 'steward']) {
      await expect(approve(login, id)).rejects.toEqual(problem('forbidden'));
    }
    expect(last()).toMatchObject({ action: 'request.approve', outcome: 'refused' });
    for (const number of [id, 999_999]) {
      await expect(approve('colleague', number)).rejects.toEqual(problem('not-found'));
      await expect(lab.sharing.giveBack(await lab.act('colleague'), number)).rejects.toEqual(
        problem('not-found'),
      );
    }
    const text = 'Which parcel is it?';
    await lab.sharing.decide(await lab.act('manager'), id, { verdict: 'ask-back', text });
    const waiting = await lab.sharing.waiting(await lab.act('clerk'));
    expect([waiting.toAnswer.map((one) => one.id), waiting.toDecide, waiting.notReviewed]).toEqual([
      [id],
      [],
      [],
    ]);
    expect((await lab.sharing.waiting(await lab.act('manager'))).toDecide.map((one) => one.id)).not.toContain(
      id,
    );
    await lab.sharing.decide(await lab.act('clerk'), id, { verdict: 'answer', text: 'That of 19900001001' });
    await lab.sharing.decide(await lab.act('manager'), id, { verdict: 'refuse', text: 'Write to them' });
    await expect(approve('manager', id)).rejects.toEqual(problem('version-conflict'));
    const officer = await lab.company.signedIn('auditor');
    const view = await lab.sharing.view(officer, id);
    expect(view.status).toBe('refused');
    expect(view.steps.map(({ state }) => state)).toEqual(['refused', 'ended']);
    expect(last()).toMatchObject({
      action: 'log.read',
      person: officer.caller.person.id,
      note: { request: id },
    });
    await lab.sharing.chain(officer, id);
    expect(last()).toMatchObject({ action: 'request.chain', person: officer.caller.person.id });
    await expect(lab.sharing.view(await lab.company.signedIn('security'), id)).rejects.toEqual(
      problem('not-found'),
    );
    expect(JSON.stringify(view)).not.toContain('19900001001');
    const { rows } = await owner().query<{ text: string }>(
      `SELECT string_agg(e::text, '') AS text FROM fencun.access_request_event e`,
    );
    expect(rows[0]?.text).not.toContain('19900001001');
    expect(JSON.stringify(lab.company.log)).not.toContain('19900001001');
  });

  it('a deputy decides in absence, and time carries a request to others', async () => {
    const { now } = lab.company.time;
    const deputy = await lab.sharing.nameDeputy(await lab.act('manager'), {
      login: 'director',
      from: new Date(now - HOUR).toISOString(),
      until: new Date(now + HOUR).toISOString(),
    });
    const id = await ask();
    await approve('director', id);
    const { events } = await lab.sharing.view(await lab.act('director'), id);
    expect(events.at(-1)).toMatchObject({
      by: { name: 'Name of director' },
      inPlaceOf: [{ name: 'Name of manager' }],
    });
    const before = await epoch();
    await lab.sharing.endDeputy(await lab.act('manager'), deputy);
    // A decision that was prepared while the deputy stood in is prepared again.
    expect(await epoch()).toBe(before + 1);
    lab.company.time.now = now + 49 * HOUR;
    await lab.sharing.tidy();
    expect(last()).toMatchObject({ action: 'request.escalate', person: null });
    lab.company.time.now = now;
    expect(await lab.phone('clerk', 0)).toEqual(MASKED);
  });
});

const owner = () => lab.company.database.pool('owner');

async function epoch(): Promise<number> {
  const { rows } = await owner().query<{ version: number }>('SELECT version FROM fencun.epoch');
  return rows[0]?.version ?? 0;
}

const setSensitivity = (sensitivity: 3 | 4) =>
  owner().query(
    `UPDATE vault._record_type SET body = jsonb_set(body, '{fields,1,sensitivity}', $1::text::jsonb)
      WHERE name = 'customer' AND body #>> '{fields,1,name}' = 'phone'`,
    [sensitivity],
  );

describe('what changes on the way', () => {
  it('SHARE-10 an approval right after a change of rules is no conflict, though nothing was read since', async () => {
    const id = await ask();
    await approve('manager', id);
    const security = await lab.company.signedIn('security');
    const { rules } = await lab.company.policies.load();
    const version = rules.find((rule) => rule.id === 'loaders')?.version ?? null;
    await lab.company.policies.removeRule(security, 'loaders', version ?? 0);
    await approve('steward', id);
    expect(await lab.phone('clerk', 0)).toEqual(SHOWN);
    await lab.sharing.giveBack(await lab.act('clerk'), id);
  });

  it('SHARE-18 a request whose fields became more sensitive goes through its steps anew, with the DPO and for fewer days', async () => {
    const terms = { fields: ['phone'], disclosure: 'shown', days: 30, export: false } as const;
    const [id, other] = [await ask({ terms: { ...terms, fields: ['phone'] } }), await ask()];
    for (const one of [id, other]) await approve('manager', one);
    await setSensitivity(4);
    try {
      await expect(approve('steward', id)).rejects.toEqual(problem('version-conflict'));
      expect(last()).toMatchObject({
        action: 'request.restart',
        person: null,
        note: { sensitivity: 4, days: 7 },
      });
      await lab.sharing.tidy();
      for (const one of [id, other]) {
        const view = await lab.sharing.view(await lab.act('clerk'), one);
        expect(view).toMatchObject({ status: 'pending', sensitivity: 4, terms: { days: 7 } });
        expect(view.steps.map(({ state }) => state)).toEqual(['now', 'later', 'later']);
        expect(view.events.at(-1)).toMatchObject({ kind: 'restart', by: null });
      }
      for (const login of ['manager', 'steward']) await approve(login, id);
      expect(await lab.phone('clerk', 0)).toEqual(MASKED);
      await approve('officer', id);
      expect(await lab.phone('clerk', 0)).toEqual(SHOWN);
    } finally {
      await setSensitivity(3);
    }
    await lab.sharing.giveBack(await lab.act('clerk'), id);
    await lab.sharing.decide(await lab.act('clerk'), other, { verdict: 'withdraw' });
  });

  it('SHARE-20 who decides sees how many customers permit it, on record, and what became of other requests', async () => {
    const security = await lab.company.signedIn('security');
    const purpose = {
      ...{ label: { zh: '回访', en: 'Survey' }, description: { zh: '回访', en: 'Survey' } },
      ...{ legalBasis: 'consent' as const, dpv: 'https://w3id.org/dpv#ServiceProvision' },
      ...{ categories: ['basic'], who: { anyone: true as const }, validity: {} },
    };
    await lab.company.policies.putPurpose(security, 'survey', purpose, null);
    const facts = (customer: number, ...held: string[]) =>
      owner().query('UPDATE vault.customer SET _facts = $2 WHERE id = $1', [lab.customers[customer], held]);
    for (const customer of [0, 1]) await facts(customer, consentFact('survey'));
    const records = lab.customers.slice(0, 2);
    const terms = { fields: ['phone', 'identity'], disclosure: 'shown', days: 7, export: false } as const;
    const id = await lab.sharing.ask(
      await lab.access('clerk', 'survey'),
      wish(records, { terms: { ...terms, fields: [...terms.fields] } }),
    );
    const seen = async (login: string) => lab.sharing.view(await lab.act(login), id);
    expect((await seen('manager')).consent).toEqual({ customers: 2, covered: 0 });
    await facts(0, consentFact('survey'), separateFact('survey', 'sensitive'));
    const { consent, history } = await seen('manager');
    expect(consent).toEqual({ customers: 2, covered: 1 });
    expect(last()).toMatchObject({
      action: 'request.consent',
      note: { request: id, customers: 2, covered: 1 },
    });
    expect(history.asked).toBeGreaterThan(3);
    expect(history.givenBack).toBeGreaterThan(0);
    for (const login of ['clerk', 'steward', 'officer']) expect((await seen(login)).consent).toBeNull();
    for (const customer of [0, 1]) await facts(customer);
    await lab.sharing.decide(await lab.act('clerk'), id, { verdict: 'withdraw' });
  });

  it('SHARE-19 none is forgotten behind many others, nor held up by one that cannot be moved on', async () => {
    const { now } = lab.company.time;
    const oldest = await ask();
    const copies = (count: number, flow: string, since: number) =>
      owner().query(
        `INSERT INTO fencun.access_request (requester, assignment, record_type, purpose, emergency, terms, subject,
           flow, approval, status, created_at, key_id, wrapped_key)
         SELECT requester, assignment, record_type, purpose, emergency, terms, subject, ${flow},
                jsonb_set(approval, '{since}', $3::text::jsonb), status, created_at, key_id, wrapped_key
           FROM fencun.access_request, generate_series(1, $2) WHERE id = $1`,
        [oldest, count, since],
      );
    const remove = (which: string) =>
      owner().query(`DELETE FROM fencun.access_request WHERE id > $1 AND ${which}`, [oldest]);
    await copies(1, `'null'`, now);
    await copies(501, 'flow', now + 30 * HOUR);
    lab.company.time.now = now + 30 * HOUR;
    await expect(lab.sharing.tidy()).rejects.toThrow();
    lab.company.time.now = now;
    await remove(`flow = 'null'`);
    expect((await lab.sharing.view(await lab.act('clerk'), oldest)).events.at(-1)?.kind).toBe('escalate');
    const { requests } = await lab.sharing.inbox(await lab.act('manager'));
    expect(requests.length).toBeGreaterThan(501);
    const ids = requests.map((one) => one.id);
    expect(ids).toEqual(ids.toSorted((one, another) => one - another));
    expect((await lab.sharing.mine(await lab.act('clerk'))).requests.map((one) => one.id)).toContain(oldest);
    await remove('true');
    await lab.sharing.decide(await lab.act('clerk'), oldest, { verdict: 'withdraw' });
  });
});

/** The person has a second factor and has just proved it in the session that the lab keeps. */
async function proveSecondFactor(login: string): Promise<void> {
  const { caller } = await lab.act(login);
  const at = new Date(lab.company.time.now);
  await owner().query(
    `INSERT INTO fencun.second_factor (id, person, kind, name, created_at, confirmed_at)
     VALUES (gen_random_uuid(), $1, 'totp', 'App', $2, $2)`,
    [caller.person.id, at],
  );
  await owner().query('UPDATE fencun.credential SET second_factor_at = $2 WHERE id = $1', [
    caller.credential.id,
    at,
  ]);
}

describe('the flow', () => {
  it('SHARE-14 is changed by the security administrator, version by version, and not under requests on their way', async () => {
    const id = await ask();
    const security = await lab.company.signedIn('security');
    const flow = await lab.sharing.flow(security);
    expect(flow.version).toBe(0);
    const [head] = flow.steps;
    if (head === undefined) throw new Error('there is no step');
    const { version: _, ...body } = flow;
    const short = {
      name: body.name,
      roles: {
        head: ['store-manager'],
        owner: ['data-steward'],
        dpo: ['data-protection-officer'],
        outside: [],
      },
      steps: [{ ...head, approvers: [...head.approvers], when: [], escalateTo: [] }],
    };
    const versionBefore = 5;
    await expect(lab.sharing.changeFlow(security, versionBefore, short)).rejects.toEqual(
      problem('version-conflict'),
    );
    await expect(lab.sharing.changeFlow(security, 0, { ...short, steps: [] })).rejects.toEqual(
      problem('invalid-input'),
    );
    const unknown = { ...short, roles: { ...short.roles, head: ['nobody'] } };
    await expect(lab.sharing.changeFlow(security, 0, unknown)).rejects.toEqual(problem('invalid-input'));
    await expect(lab.sharing.changeFlow(await lab.act('clerk'), 0, short)).rejects.toEqual(
      problem('forbidden'),
    );
    expect(await lab.sharing.changeFlow(security, 0, short)).toBe(1);
    await approve('manager', id);
    expect((await lab.sharing.view(await lab.act('clerk'), id)).status).toBe('pending');
    const fresh = await ask();
    await approve('manager', fresh);
    expect((await lab.sharing.view(await lab.act('clerk'), fresh)).status).toBe('approved');
    await lab.sharing.giveBack(await lab.act('clerk'), fresh);
  });
});

describe('emergency access', () => {
  it('SHARE-15 needs a recent proof of a second factor', async () => {
    await expect(ask({ emergency: true })).rejects.toEqual(problem('second-factor-setup-required'));
    await proveSecondFactor('clerk');
    const id = await ask({ emergency: true });
    expect(last()).toMatchObject({ action: 'request.emergency', note: { request: id } });
    const { notReviewed } = await lab.sharing.waiting(await lab.company.signedIn('auditor'));
    expect(notReviewed.map((one) => one.id)).toEqual([id]);
    expect(await lab.phone('clerk', 0)).toEqual(SHOWN);
    expect((await lab.sharing.inbox(await lab.act('steward'))).requests[0]).toMatchObject({
      id,
      emergency: true,
    });
    const decisions = [
      ['clerk', { verdict: 'withdraw' }],
      ['steward', { verdict: 'approve', terms: wish([]).terms }],
    ] as const;
    for (const [login, decision] of decisions) {
      await expect(lab.sharing.decide(await lab.act(login), id, decision)).rejects.toEqual(
        problem('invalid-input'),
      );
    }
    const text = 'There was no emergency';
    await lab.sharing.decide(await lab.act('steward'), id, { verdict: 'refuse', text });
    expect(await lab.phone('clerk', 0)).toEqual(MASKED);
    await expect(ask({ emergency: true })).rejects.toEqual(problem('forbidden'));
    expect((await lab.sharing.askable(await lab.access('clerk'), 'customer')).emergencyLocked).toBe(true);
  });

  it('SHARE-15 is locked to whom an access was not reviewed within a day, until it is', async () => {
    await proveSecondFactor('colleague');
    const wanted = wish([lab.customers[1] ?? ''], { emergency: true });
    const id = await lab.sharing.ask(await lab.access('colleague'), wanted);
    const { now } = lab.company.time;
    const access = await lab.access('colleague');
    const isLockedAfter = async (hours: number) => {
      lab.company.time.now = now + hours * HOUR;
      const { emergencyLocked } = await lab.sharing.askable(access, 'customer');
      await lab.sharing.tidy();
      lab.company.time.now = now;
      return emergencyLocked;
    };
    expect(await isLockedAfter(25)).toBe(true);
    expect(await isLockedAfter(5000)).toBe(true);
    const waiting = await lab.sharing.inbox(await lab.act('officer'));
    expect(waiting.requests.map((one) => one.id)).toContain(id);
    await approve('officer', id);
    expect(await isLockedAfter(25)).toBe(false);
  });
});

describe('a transfer', () => {
  it('SHARE-11 takes with it what was granted to the assignment', async () => {
    const id = await lab.sharing.ask(await lab.access('colleague'), wish([lab.customers[0] ?? '']));
    await approve('manager', id);
    expect(await lab.phone('colleague', 0, lab.elsewhere)).toEqual(SHOWN);
    const { organisation } = lab.company;
    const system = await lab.company.signedIn('sysadmin');
    const { departments } = await organisation.view(system);
    const store = departments.find(({ code }) => code === 'STORE')?.id ?? 0;
    await organisation.transfer(system, {
      assignment: lab.assignment.colleague ?? 0,
      department: store,
      position: 'clerk',
    });
    expect(await lab.phone('colleague', 0, lab.elsewhere)).toEqual(MASKED);
    expect(await lab.phone('colleague', 0)).toEqual(MASKED);
    const late = await lab.sharing.ask(await lab.access('colleague'), wish([lab.customers[0] ?? '']));
    await approve('manager', late);
    expect(await lab.phone('colleague', 0)).toEqual(SHOWN);
  });
});
