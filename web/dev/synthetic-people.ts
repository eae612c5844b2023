import type { Me, PurposeView } from '../../src/contract/session.ts';

/** Development only: who may sign in here. Every password is `fencun`. */

const PURPOSES: readonly PurposeView[] = [
  {
    code: 'sales-follow-up',
    label: { zh: '销售跟进', en: 'Sales follow-up' },
    description: {
      zh: '与会员沟通需求、跟进商机；不需要财务信息。',
      en: 'Talk with members about what they need and pursue opportunities; needs no finance information.',
    },
    legalBasis: 'consent',
    categories: ['basic', 'transaction', 'service'],
  },
  {
    code: 'order-fulfilment',
    label: { zh: '订单履约', en: 'Order fulfilment' },
    description: {
      zh: '备货、发货、交付客户所购商品。',
      en: 'Pick, ship and hand over what the customer bought.',
    },
    legalBasis: 'contract',
    categories: ['basic', 'transaction'],
  },
  {
    code: 'customer-onboarding',
    label: { zh: '客户建档与导入', en: 'Customer onboarding and import' },
    description: {
      zh: '建立或导入客户档案。写入各类信息，回看受规则限制。',
      en: 'Create or import customer files. Writes every category; reading back is limited by rules.',
    },
    legalBasis: 'contract',
    categories: ['basic', 'transaction', 'preference', 'service', 'finance'],
  },
];

type Person = Pick<Me, 'person' | 'office' | 'assignments' | 'purposes'>;

const staff = (id: number, login: string, name: string, purposes: PurposeView[]): Person => ({
  person: { id, login, name },
  office: null,
  assignments: [
    {
      id: id + 100,
      department: { id: 4, name: { zh: '上海旗舰店', en: 'Shanghai flagship store' } },
      position: { code: 'store-manager', name: { zh: '店长', en: 'Store manager' } },
    },
  ],
  purposes,
});

const officer = (id: number, login: string, name: string, office: NonNullable<Me['office']>): Person => ({
  person: { id, login, name },
  office,
  assignments: [],
  purposes: [],
});

export const PEOPLE: readonly Person[] = [
  staff(1, 'zhou.min', '周敏', [...PURPOSES]),
  staff(2, 'wu.lei', '吴磊', []),
  officer(3, 'sys', '韩冰', 'system-administrator'),
  officer(4, 'sec', '沈括', 'security-administrator'),
  officer(5, 'audit', '林月', 'audit-administrator'),
];
