import type { Department } from '../../kernel/policy/model.ts';
import type { Label } from '../../kernel/record-type.ts';

export type DemoDepartment = Department & Readonly<{ label: Label }>;

/**
 * Two legal entities: a group with its stores, and an e-commerce company. The call centre is an outside processor
 * (PIPL art. 21); it has a department of its own under the company that entrusts it, so that what it may see is
 * only ever what was shared with it.
 */
export const DEPARTMENT = {
  group: 1,
  sales: 2,
  eastRegion: 3,
  shanghaiStore: 4,
  hangzhouStore: 5,
  suzhouStore: 6,
  southRegion: 7,
  guangzhouStore: 8,
  shenzhenStore: 9,
  marketing: 10,
  finance: 11,
  customerService: 12,
  afterSalesDesk: 13,
  dataCompliance: 14,
  ecommerce: 15,
  onlineStore: 16,
  ecommerceFinance: 17,
  callCentre: 18,
} as const;

function department(id: number, parent: number | null, zh: string, en: string): DemoDepartment {
  return { id, parent, label: { zh, en } };
}

/** Ids count from 1 in this order; a department stands after its parent. */
export const DEMO_DEPARTMENTS: readonly DemoDepartment[] = [
  department(DEPARTMENT.group, null, '分寸零售集团股份有限公司', 'Fencun Retail Group Co., Ltd.'),
  department(DEPARTMENT.sales, DEPARTMENT.group, '销售中心', 'Sales'),
  department(DEPARTMENT.eastRegion, DEPARTMENT.sales, '华东大区', 'East region'),
  department(DEPARTMENT.shanghaiStore, DEPARTMENT.eastRegion, '上海旗舰店', 'Shanghai flagship store'),
  department(DEPARTMENT.hangzhouStore, DEPARTMENT.eastRegion, '杭州店', 'Hangzhou store'),
  department(DEPARTMENT.suzhouStore, DEPARTMENT.eastRegion, '苏州店', 'Suzhou store'),
  department(DEPARTMENT.southRegion, DEPARTMENT.sales, '华南大区', 'South region'),
  department(DEPARTMENT.guangzhouStore, DEPARTMENT.southRegion, '广州店', 'Guangzhou store'),
  department(DEPARTMENT.shenzhenStore, DEPARTMENT.southRegion, '深圳店', 'Shenzhen store'),
  department(DEPARTMENT.marketing, DEPARTMENT.group, '市场部', 'Marketing'),
  department(DEPARTMENT.finance, DEPARTMENT.group, '财务部', 'Finance'),
  department(DEPARTMENT.customerService, DEPARTMENT.group, '客户服务部', 'Customer service'),
  department(DEPARTMENT.afterSalesDesk, DEPARTMENT.customerService, '售后服务组', 'After-sales desk'),
  department(DEPARTMENT.dataCompliance, DEPARTMENT.group, '数据与合规部', 'Data and compliance'),
  department(DEPARTMENT.ecommerce, null, '分寸电商科技有限公司', 'Fencun E-commerce Technology Co., Ltd.'),
  department(DEPARTMENT.onlineStore, DEPARTMENT.ecommerce, '线上商城', 'Online store'),
  department(DEPARTMENT.ecommerceFinance, DEPARTMENT.ecommerce, '电商财务部', 'E-commerce finance'),
  department(DEPARTMENT.callCentre, DEPARTMENT.ecommerce, '外包呼叫中心', 'Outsourced call centre'),
];

/** The positions that assignments name, and rules speak of. */
export const POSITION_LABELS = {
  'sales-rep': { zh: '销售顾问', en: 'Sales representative' },
  'store-manager': { zh: '店长', en: 'Store manager' },
  'sales-director': { zh: '销售总监', en: 'Sales director' },
  marketer: { zh: '市场专员', en: 'Marketer' },
  'marketing-manager': { zh: '市场经理', en: 'Marketing manager' },
  accountant: { zh: '会计', en: 'Accountant' },
  'finance-manager': { zh: '财务经理', en: 'Finance manager' },
  'contract-clerk': { zh: '合同专员', en: 'Contract clerk' },
  'order-clerk': { zh: '订单专员', en: 'Order clerk' },
  'after-sales-agent': { zh: '售后专员', en: 'After-sales agent' },
  'service-manager': { zh: '客服经理', en: 'Service manager' },
  'outsourced-agent': { zh: '外包坐席', en: 'Outsourced agent' },
  'data-steward': { zh: '数据管理员', en: 'Data steward' },
  'data-protection-officer': { zh: '个人信息保护负责人', en: 'Data protection officer' },
  'it-integrator': { zh: '系统集成工程师', en: 'Systems integrator' },
} as const satisfies Readonly<Record<string, Label>>;

export type DemoPosition = keyof typeof POSITION_LABELS;

export const DEMO_POSITIONS: readonly Readonly<{ code: DemoPosition; label: Label }>[] = Object.entries(
  POSITION_LABELS,
).map(([code, label]) => ({ code: code as DemoPosition, label }));
