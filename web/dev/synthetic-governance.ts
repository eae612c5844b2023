import type { OrganisationView } from '../../src/contract/organisation.ts';
import type { PolicyView, WhoCanSeeAnswer } from '../../src/contract/policy.ts';

/** Development only: an invented organisation and policy. */

const SINCE = '2024-01-01T00:00:00.000Z';

const post = (id: number, department: number, position: string, until: string | null = null) => ({
  id,
  department,
  position,
  from: SINCE,
  until,
  capacity: 'regular' as const,
});

export const ORGANISATION: OrganisationView = {
  departments: [
    {
      id: 1,
      parent: null,
      code: 'group',
      name: { zh: '分寸零售集团股份有限公司', en: 'Fencun Retail Group Co., Ltd.' },
      closed: false,
    },
    { id: 2, parent: 1, code: 'sales', name: { zh: '销售中心', en: 'Sales' }, closed: false },
    { id: 3, parent: 2, code: 'east', name: { zh: '华东大区', en: 'East region' }, closed: false },
    {
      id: 4,
      parent: 3,
      code: 'shanghai',
      name: { zh: '上海旗舰店', en: 'Shanghai flagship store' },
      closed: false,
    },
    { id: 5, parent: 1, code: 'finance', name: { zh: '财务部', en: 'Finance' }, closed: false },
  ],
  positions: [
    { code: 'store-manager', name: { zh: '店长', en: 'Store manager' } },
    { code: 'sales-rep', name: { zh: '销售顾问', en: 'Sales representative' } },
    { code: 'accountant', name: { zh: '会计', en: 'Accountant' } },
  ],
  people: [
    {
      id: 1,
      login: 'zhou.min',
      name: '周敏',
      status: 'active',
      office: null,
      trainedUntil: '2027-01-01T00:00:00.000Z',
      assignments: [post(101, 4, 'store-manager'), post(102, 3, 'sales-rep', '2025-03-01T00:00:00.000Z')],
    },
    {
      id: 2,
      login: 'wu.lei',
      name: '吴磊',
      status: 'active',
      office: null,
      trainedUntil: null,
      assignments: [post(103, 4, 'sales-rep', '2027-12-31T00:00:00.000Z')],
    },
    {
      id: 3,
      login: 'sys',
      name: '韩冰',
      status: 'active',
      office: 'system-administrator',
      trainedUntil: null,
      assignments: [],
    },
    {
      id: 6,
      login: 'zhao.qing',
      name: '赵青',
      status: 'left',
      office: null,
      trainedUntil: null,
      assignments: [post(104, 5, 'accountant', '2025-08-01T00:00:00.000Z')],
    },
  ],
};

export const POLICY: PolicyView = {
  version: 42,
  rules: [
    {
      id: 'store-sees-own',
      version: 3,
      name: { zh: '门店查看本店会员', en: 'Stores see their own members' },
      effect: 'allow',
      who: { positions: ['store-manager', 'sales-rep'], departments: [{ id: 2, tree: true }] },
      recordType: 'customer',
      scope: 'department',
      fields: { categories: ['basic', 'transaction'], sensitivityAtMost: 3 },
      actions: ['see', 'find'],
      disclosure: 'shown',
      purposes: ['sales-follow-up'],
      conditions: [{ kind: 'training-valid' }],
      validity: {},
      obligations: ['watermark'],
    },
    {
      id: 'contact-masked',
      version: 1,
      name: { zh: '联系方式默认脱敏', en: 'Contact details are masked' },
      effect: 'deny',
      who: { anyone: true },
      recordType: '*',
      scope: 'all',
      fields: { names: ['phone', 'email', 'address'] },
      actions: ['see', 'export', 'print'],
      disclosure: 'shown',
      purposes: '*',
      conditions: [
        { kind: 'time-of-day', weekdays: [6, 7], fromMinute: 0, untilMinute: 1440, utcOffsetMinutes: 480 },
      ],
      validity: { until: Date.UTC(2027, 0, 1) },
      obligations: [],
    },
  ],
  purposes: [
    {
      code: 'sales-follow-up',
      version: 2,
      label: { zh: '销售跟进', en: 'Sales follow-up' },
      description: { zh: '与会员沟通需求、跟进商机。', en: 'Talk with members about what they need.' },
      legalBasis: 'consent',
      dpv: 'https://w3id.org/dpv#CustomerRelationshipManagement',
      categories: ['basic', 'transaction', 'service'],
      who: { positions: ['sales-rep', 'store-manager'] },
      validity: {},
    },
  ],
};

export const WHO_CAN_SEE: WhoCanSeeAnswer = {
  people: [
    {
      person: { id: 1, name: '周敏' },
      disclosure: 'shown',
      scopes: ['department'],
      purposes: ['sales-follow-up'],
      conditional: true,
    },
    {
      person: { id: 2, name: '吴磊' },
      disclosure: 'masked',
      scopes: ['own', 'shared'],
      purposes: ['sales-follow-up'],
      conditional: false,
    },
  ],
};
