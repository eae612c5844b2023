import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asSession, createGatewayLab, type GatewayLab } from '../../test/support/gateway-lab.ts';
import {
  allow,
  CUSTOMER,
  clerk,
  DEPARTMENTS,
  ORDER,
  PERSON,
  placed,
  policyOf,
} from '../../test/support/lab-company.ts';
import { refusal } from '../../test/support/refusal.ts';
import { summarise } from '../kernel/disclosure/summaries.ts';

let lab: GatewayLab;
let here = '';
let elsewhere = '';
beforeAll(async () => {
  lab = await createGatewayLab();
  await lab.door.define(CUSTOMER);
  await lab.door.define(ORDER);
  const rows = [2, 4].map((department) => ({ placement: placed(department), values: PERSON }));
  [here = '', elsewhere = ''] = await lab.load(CUSTOMER, rows, DEPARTMENTS);
});
afterAll(() => lab.close());

const asked = () => asSession(lab.requestOf(clerk()));

describe('printing', () => {
  it('GATE-56 is a right of its own, prints no more than it opens, and is on record before anything is answered', async () => {
    await lab.enact(policyOf(allow(['see'])));
    expect((await lab.door.read(asked(), 'customer', here)).printable).toBe(false);
    expect(await refusal(lab.door.print(asked(), 'customer', here))).toBe('forbidden');
    await lab.enact(
      policyOf(
        allow(['see']),
        allow(['print'], { scope: 'department', disclosure: 'masked', fields: { names: ['name', 'phone'] } }),
      ),
    );
    expect((await lab.door.read(asked(), 'customer', elsewhere)).printable).toBe(false);
    expect((await lab.door.read(asked(), 'customer', here)).printable).toBe(true);
    lab.takeRecords();
    const printed = await lab.door.print(asked(), 'customer', here);
    expect(printed.record.values).toEqual({ name: '欧阳**', phone: '199****1234' });
    expect(lab.takeRecords()).toMatchObject([
      { id: printed.accessRecord, action: 'print', outcome: 'released' },
    ]);
    expect(await refusal(lab.door.print(asked(), 'customer', elsewhere))).toBe('not-found');
    expect(lab.takeRecords()).toMatchObject([{ action: 'print', outcome: 'refused' }]);
  });

  it('GATE-56 prints no record that does not exist for the reader', async () => {
    await lab.enact(policyOf(allow(['see'], { scope: 'department' }), allow(['print'])));
    expect(await refusal(lab.door.print(asked(), 'customer', elsewhere))).toBe('not-found');
    expect(await refusal(lab.door.print(asked(), 'customer', here))).toBe('answered');
  });

  it('GATE-56 prints no field beyond what the reader sees of it where the record stands', async () => {
    const masked = allow(['see'], { disclosure: 'masked', fields: { names: ['name', 'phone'] } });
    const summary = allow(['see'], { disclosure: 'summary', fields: { names: ['spent'] } });
    const shownHere = allow(['see'], { scope: 'department', fields: { names: ['phone'] } });
    await lab.enact(policyOf(masked, summary, shownHere, allow(['print'])));
    const valuesOf = async (id: string) => (await lab.door.print(asked(), 'customer', id)).record.values;
    const band = summarise('amount-band', PERSON.spent, 0).code;
    expect(await valuesOf(here)).toEqual({ name: '欧阳**', phone: PERSON.phone, spent: band });
    expect(await valuesOf(elsewhere)).toEqual({ name: '欧阳**', phone: '199****1234', spent: band });
  });
});

describe('copying', () => {
  it('GATE-57 is put on record for what is before the reader, and for nothing else', async () => {
    await lab.enact(
      policyOf(
        allow(['see'], { fields: { names: ['name'] } }),
        allow(['see'], { disclosure: 'masked', fields: { names: ['phone', 'email'] } }),
        allow(['see'], { fields: { names: ['phone'] }, conditions: [{ kind: 'reason-given' }] }),
      ),
    );
    const copy = (field: string, revealed = false) =>
      lab.door.copied(asked(), 'customer', here, { field, revealed });
    lab.takeRecords();
    const { accessRecord } = await copy('name');
    expect(lab.takeRecords()).toMatchObject([
      { id: accessRecord, action: 'copy', releases: [{ records: [here], shown: ['name'] }] },
    ]);
    expect(await refusal(copy('phone'))).toBe('forbidden');
    expect(await refusal(copy('phone', true))).toBe('answered');
    expect(await refusal(copy('email', true))).toBe('forbidden');
    expect(await refusal(copy('address'))).toBe('unknown-field');
    expect(await refusal(copy('no_such'))).toBe('unknown-field');
  });
});
