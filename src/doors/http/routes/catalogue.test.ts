import { afterEach, describe, expect, it } from 'vitest';
import {
  BY_TOKEN,
  CALLER,
  openTestDoor,
  SIGNED_IN,
  type TestDoor,
} from '../../../../test/support/http-services.ts';
import type { CatalogueView } from '../../../contract/catalogue-editing.ts';

let door: TestDoor | null = null;
afterEach(async () => {
  await door?.close();
  door = null;
});

const label = { zh: '客户', en: 'Customer' };
const FIELD = {
  name: 'phone',
  label,
  type: 'phone',
  category: 'basic',
  mask: 'phone',
  summary: null,
  encrypted: true,
  lookups: ['exact'],
  required: false,
} as const;
const VIEW: CatalogueView = {
  recordTypes: [
    {
      name: 'customer',
      label,
      customerField: null,
      titleField: 'phone',
      version: 3,
      fields: [{ ...FIELD, lookups: ['exact'], sensitivity: 3 }],
    },
  ],
  positions: [],
  purposes: [],
};

describe('the catalogue over HTTP', () => {
  it('each act goes to the catalogue with the version that it is based on', async () => {
    const calls: unknown[][] = [];
    const remember =
      (name: string) =>
      async (_: unknown, ...rest: unknown[]) => {
        calls.push([name, ...rest]);
        return 4;
      };
    door = await openTestDoor({
      catalogue: {
        addField: remember('addField'),
        addRecordType: remember('addRecordType'),
        changeField: remember('changeField'),
        changeRecordType: remember('changeRecordType'),
      },
    });
    const steps = [
      ['POST', '/catalogue/types/customer/fields', { field: FIELD }, 201],
      ['POST', '/catalogue/types', { name: 'visit', label, titleField: 'phone', fields: [FIELD] }, 201],
      ['PATCH', '/catalogue/types/customer', { label }, 200],
      ['PATCH', '/catalogue/types/customer/fields/phone', { sensitivity: 3 }, 200],
    ] as const;
    for (const [method, path, payload, status] of steps) {
      const headers = { ...SIGNED_IN, 'if-match': '"3"' };
      const response = await door.app.inject({ method, url: `/api/v1${path}`, headers, payload });
      expect([path, response.statusCode, response.headers.etag]).toEqual([path, status, '"4"']);
    }
    expect(calls).toEqual([
      ['addField', 'customer', { field: FIELD, access: [] }],
      ['addRecordType', { name: 'visit', label, titleField: 'phone', fields: [FIELD], access: [] }],
      ['changeRecordType', 'customer', { label }, 3],
      ['changeField', 'customer', 'phone', { sensitivity: 3 }, 3],
    ]);
    const url = '/api/v1/catalogue/types/customer/fields/phone';
    const blind = await door.app.inject({ method: 'PATCH', url, headers: SIGNED_IN, payload: {} });
    expect(blind.statusCode).toBe(428);
    const robot = await door.app.inject({ url: '/api/v1/catalogue', headers: BY_TOKEN });
    expect(robot.statusCode).toBe(403);
  });

  it('HTTP-25 record types describe every field to an officer, and open none of them', async () => {
    const caller = { ...CALLER, office: 'audit-administrator' as const };
    door = await openTestDoor({ catalogue: { view: async () => VIEW } }, { caller });
    const answer = await door.app.inject({ url: '/api/v1/record-types', headers: SIGNED_IN });
    const [type] = answer.json().recordTypes;
    expect(type).toMatchObject({ name: 'customer', creatable: false, titleField: 'phone' });
    expect(type.fields).toMatchObject([
      { name: 'phone', label, findable: false, operators: [], disclosureAtMost: 'withheld' },
    ]);
  });

  it('CAT-1 the data protection officer sees the whole catalogue as well', async () => {
    const position = 'data-protection-officer';
    const assignment = { id: 1, person: 7, department: 1, position, validity: {} };
    const caller = { ...CALLER, assignments: [assignment] };
    door = await openTestDoor({ catalogue: { whole: async () => VIEW } }, { caller });
    const answer = await door.app.inject({ url: '/api/v1/catalogue', headers: SIGNED_IN });
    expect(answer.json().recordTypes).toMatchObject([{ name: 'customer', version: 3 }]);
  });
});
