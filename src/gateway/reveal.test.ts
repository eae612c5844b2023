import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asSession, createGatewayLab, type GatewayLab } from '../../test/support/gateway-lab.ts';
import {
  allow,
  CUSTOMER,
  clerk,
  DEPARTMENTS,
  filter,
  NOON,
  ORDER,
  PERSON,
  placed,
  policyOf,
  query,
} from '../../test/support/lab-company.ts';
import { refusal } from '../../test/support/refusal.ts';
import type { Condition } from '../kernel/policy/model.ts';

/** Fields that open only when named, one record at a time, for a stated reason. */

const REASON: Condition = { kind: 'reason-given' };
const PROOF: Condition = { kind: 'second-factor-age', atMostSeconds: 300 };
const WHY = 'Call back about the order of Ms Ouyang';

let lab: GatewayLab;
let mine = '';
let elsewhere = '';
beforeAll(async () => {
  lab = await createGatewayLab({ clock: () => NOON });
  await lab.door.define(CUSTOMER);
  await lab.door.define(ORDER);
  [mine = '', elsewhere = ''] = await lab.load(
    CUSTOMER,
    [
      { placement: placed(2), values: PERSON },
      { placement: placed(4), values: { ...PERSON, phone: '19900009876' } },
    ],
    DEPARTMENTS,
  );
});
afterAll(() => lab.close());

/** Everything masked; the phone for a reason, the identity number for a reason and a fresh proof. */
const MEASURED = policyOf(
  allow(['see'], { scope: 'department', disclosure: 'masked', fields: { names: ['name', 'phone', 'vip'] } }),
  allow(['see'], { scope: 'department', fields: { names: ['phone'] }, conditions: [REASON] }),
  allow(['see'], { scope: 'all', fields: { names: ['identity'] }, conditions: [REASON, PROOF] }),
  allow(['find'], { scope: 'department', fields: { names: ['name'] } }),
);

type Change = Parameters<typeof clerk>[0];
const asked = (change: Change = {}) => asSession(lab.requestOf(clerk(change)));
const reveal = (fields: readonly string[], id = mine, change: Change = {}) =>
  lab.door.reveal(asked(change), 'customer', id, { fields: [...fields], reason: WHY });

describe('revealing a field', () => {
  it('REV-2 opens for a reason what no list, read, search or history shows', async () => {
    await lab.enact(MEASURED);
    const list = await lab.door.list(asked(), 'customer', query());
    expect(list.records.map(({ values }) => values.phone)).toEqual(['199****1234']);
    const read = await lab.door.read(asked(), 'customer', mine);
    expect(read.record.values.phone).toBe('199****1234');
    expect(read.revealable).toEqual({ phone: 'reason', identity: 'reason-and-step-up' });
    const search = lab.door.list(asked(), 'customer', {
      ...query(),
      filters: [filter('phone', 'equals', PERSON.phone)],
    });
    expect(await refusal(search)).toBe('field-not-findable');
    expect(await reveal(['phone'])).toMatchObject({
      values: { phone: PERSON.phone },
      disclosures: { phone: 'shown' },
    });
    // The plan for the reason must not serve those who state none.
    const again = await lab.door.read(asked(), 'customer', mine);
    expect(again.record.values.phone).toBe('199****1234');
  });

  it('REV-3 leaves its reason on record, sealed, and records refused attempts', async () => {
    await lab.enact(MEASURED);
    lab.takeRecords();
    const answer = await reveal(['phone']);
    const [record] = lab.takeRecords();
    expect(record).toMatchObject({
      id: answer.accessRecord,
      action: 'reveal',
      outcome: 'released',
      releases: [{ records: [mine], shown: ['phone'], masked: [], summary: [] }],
    });
    expect(record?.sealedReason).toBeTypeOf('string');
    expect(JSON.stringify(record)).not.toContain('Ouyang');
    expect(await refusal(reveal(['name']))).toBe('field-not-revealable');
    expect(lab.takeRecords()).toMatchObject([
      { action: 'reveal', outcome: 'refused', problem: 'field-not-revealable' },
    ]);
  });

  it('REV-4 a record that does not exist for the reader does not exist with a reason, nor does an unknown field', async () => {
    await lab.enact(MEASURED);
    // The rule for the identity number reaches it, but nothing is visible of it unasked.
    expect(await refusal(reveal(['identity'], elsewhere, { secondFactorAt: NOON }))).toBe('not-found');
    expect(await refusal(reveal(['card']))).toBe('unknown-field');
    expect(await refusal(reveal(['no_such_field']))).toBe('unknown-field');
    expect(await refusal(reveal(['phone'], mine, { purpose: null }))).toBe('purpose-required');
    const known = (await lab.door.typesFor(asked())).find(({ name }) => name === 'customer');
    expect(known?.fields.map(({ name }) => name)).toEqual(['name', 'phone', 'identity']);
  });

  it('REV-5 says when only a fresh second factor is missing, and opens all of the fields or none', async () => {
    await lab.enact(MEASURED);
    expect(await refusal(reveal(['phone', 'identity']))).toBe('step-up-needed');
    expect(await refusal(reveal(['identity'], mine, { secondFactorAt: NOON - 400_000 }))).toBe(
      'step-up-needed',
    );
    const fresh = { secondFactorAt: NOON - 60_000 };
    expect((await reveal(['phone', 'identity'], mine, fresh)).values).toEqual({
      phone: PERSON.phone,
      identity: PERSON.identity,
    });
  });

  it('REV-6 answers no API token', async () => {
    await lab.enact(MEASURED);
    const byToken = lab.requestOf(clerk());
    const wanted = { fields: ['phone'], reason: WHY };
    expect(await refusal(lab.door.reveal(byToken, 'customer', mine, wanted))).toBe('forbidden');
    expect((await lab.door.read(byToken, 'customer', mine)).revealable).toEqual({});
  });

  it('REV-7 gives reasons to whoever asks for those of the log, and after an erasure to nobody', async () => {
    const gone = { placement: placed(2), values: PERSON };
    const [id = ''] = await lab.load(CUSTOMER, [gone], DEPARTMENTS);
    await lab.enact(MEASURED);
    lab.takeRecords();
    await reveal(['phone'], id);
    const [record] = lab.takeRecords();
    if (record === undefined) throw new Error('nothing on record');
    expect([...(await lab.door.reasonsIn([record]))]).toEqual([[record.id, WHY]]);
    const careless = { fields: ['phone'], reason: '客户 19900001234 来电' };
    await lab.door.reveal(asked(), 'customer', id, careless);
    const [wordy] = lab.takeRecords();
    expect([...(await lab.door.reasonsIn(wordy ? [wordy] : [])).values()]).toEqual(['客户 *** 来电']);
    await lab.enact(policyOf(allow(['see', 'erase'])));
    const { version } = (await lab.door.read(asked(), 'customer', id)).record;
    await lab.door.erase(asked(), 'customer', id, version);
    expect([...(await lab.door.reasonsIn([record]))]).toEqual([]);
  });

  it('REV-3 names the customer whom a record is about', async () => {
    await lab.enact(policyOf(allow(['see', 'create'])));
    const values = { customer: mine, number: 'A-1', gift_note: 'for his birthday' };
    const { records } = await lab.door.create(asked(), 'order', [{ values }]);
    await lab.enact(
      policyOf(
        allow(['see'], { fields: { names: ['number'] } }),
        allow(['see'], { fields: { names: ['gift_note'] }, conditions: [REASON] }),
      ),
    );
    lab.takeRecords();
    const id = records[0]?.id ?? '';
    const answer = await lab.door.reveal(asked(), 'order', id, { fields: ['gift_note'], reason: WHY });
    expect(answer.values).toEqual({ gift_note: 'for his birthday' });
    expect(lab.takeRecords()).toMatchObject([{ action: 'reveal', recordType: 'order', customers: [mine] }]);
  });
});
