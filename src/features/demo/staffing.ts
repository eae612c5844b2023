import type { DepartmentId } from '../../kernel/policy/model.ts';
import { DEPARTMENT, type DemoPosition } from './departments.ts';

/** The three administrators of 等保2.0 level 3, separated from each other and from all customer data. */
export type DemoOffice = 'system' | 'security' | 'audit';

/** An assignment to be made; days count from the demo's instant, and those before it are negative. */
export type Post = Readonly<{
  department: DepartmentId;
  position: DemoPosition;
  fromDay: number;
  untilDay?: number;
}>;

export type NamedPerson = Readonly<{
  login: string;
  name: string;
  latin: string;
  posts: readonly Post[];
  office?: DemoOffice;
  left?: true;
  untrained?: true;
}>;

/** The people whom the stories, tests and screenshots call by name. */
export const NAMED_STAFF: readonly NamedPerson[] = [
  // Offices first. Who administers the system has no assignment, and so no customer data.
  { login: 'xu.gang', name: '许刚', latin: 'Gang Xu', office: 'system', posts: [] },
  { login: 'shen.yun', name: '沈云', latin: 'Yun Shen', office: 'security', posts: [] },
  { login: 'qin.shu', name: '秦舒', latin: 'Shu Qin', office: 'audit', posts: [] },
  {
    login: 'li.na',
    name: '李娜',
    latin: 'Na Li',
    posts: [{ department: DEPARTMENT.shanghaiStore, position: 'sales-rep', fromDay: -900 }],
  },
  {
    login: 'wang.jian',
    name: '王健',
    latin: 'Jian Wang',
    posts: [
      { department: DEPARTMENT.suzhouStore, position: 'store-manager', fromDay: -1500 },
      // Minds the neighbouring store too, until its new manager comes.
      { department: DEPARTMENT.hangzhouStore, position: 'store-manager', fromDay: -20, untilDay: 40 },
    ],
  },
  {
    // Transferred from sales to marketing ten days ago: the customers she looked after no longer open to her.
    login: 'zhou.min',
    name: '周敏',
    latin: 'Min Zhou',
    posts: [
      { department: DEPARTMENT.shanghaiStore, position: 'sales-rep', fromDay: -1100, untilDay: -10 },
      { department: DEPARTMENT.marketing, position: 'marketer', fromDay: -10 },
    ],
  },
  {
    login: 'zhao.lei',
    name: '赵磊',
    latin: 'Lei Zhao',
    posts: [
      { department: DEPARTMENT.finance, position: 'finance-manager', fromDay: -2000 },
      { department: DEPARTMENT.ecommerceFinance, position: 'finance-manager', fromDay: -400 },
    ],
  },
  {
    login: 'chen.jing',
    name: '陈静',
    latin: 'Jing Chen',
    posts: [{ department: DEPARTMENT.afterSalesDesk, position: 'after-sales-agent', fromDay: -700 }],
  },
  {
    login: 'wu.hao',
    name: '吴浩',
    latin: 'Hao Wu',
    posts: [
      { department: DEPARTMENT.callCentre, position: 'outsourced-agent', fromDay: -120, untilDay: 245 },
    ],
  },
  {
    login: 'liu.yang',
    name: '刘洋',
    latin: 'Yang Liu',
    posts: [{ department: DEPARTMENT.dataCompliance, position: 'data-steward', fromDay: -800 }],
  },
  {
    login: 'lin.yue',
    name: '林月',
    latin: 'Yue Lin',
    posts: [{ department: DEPARTMENT.dataCompliance, position: 'data-protection-officer', fromDay: -1000 }],
  },
  {
    login: 'he.feng',
    name: '何锋',
    latin: 'Feng He',
    posts: [{ department: DEPARTMENT.sales, position: 'sales-director', fromDay: -1800 }],
  },
  {
    // Left three weeks ago, to a competitor as it is said; the customers are still to be handed over.
    login: 'sun.tao',
    name: '孙涛',
    latin: 'Tao Sun',
    left: true,
    posts: [{ department: DEPARTMENT.hangzhouStore, position: 'sales-rep', fromDay: -1300, untilDay: -21 }],
  },
  {
    login: 'gao.ya',
    name: '高雅',
    latin: 'Ya Gao',
    posts: [{ department: DEPARTMENT.marketing, position: 'marketing-manager', fromDay: -1200 }],
  },
  {
    login: 'ma.xiao',
    name: '马骁',
    latin: 'Xiao Ma',
    posts: [{ department: DEPARTMENT.dataCompliance, position: 'it-integrator', fromDay: -600 }],
  },
  {
    // New at the call centre and not yet trained: rules that ask for training give this agent nothing.
    login: 'tang.qi',
    name: '唐琪',
    latin: 'Qi Tang',
    untrained: true,
    posts: [{ department: DEPARTMENT.callCentre, position: 'outsourced-agent', fromDay: -3, untilDay: 362 }],
  },
  {
    // A helper for the season: the assignment ends by itself.
    login: 'luo.xue',
    name: '罗雪',
    latin: 'Xue Luo',
    posts: [{ department: DEPARTMENT.shanghaiStore, position: 'sales-rep', fromDay: -15, untilDay: 45 }],
  },
];

/** Everybody else: 103 people, and with the named ones 120. */
export const STAFFING: readonly Readonly<{
  department: DepartmentId;
  position: DemoPosition;
  people: number;
  /** For posts that end by contract. */
  untilDay?: number;
}>[] = [
  { department: DEPARTMENT.eastRegion, position: 'sales-director', people: 1 },
  { department: DEPARTMENT.eastRegion, position: 'contract-clerk', people: 2 },
  { department: DEPARTMENT.shanghaiStore, position: 'store-manager', people: 1 },
  { department: DEPARTMENT.shanghaiStore, position: 'sales-rep', people: 14 },
  { department: DEPARTMENT.hangzhouStore, position: 'sales-rep', people: 9 },
  { department: DEPARTMENT.suzhouStore, position: 'sales-rep', people: 5 },
  { department: DEPARTMENT.southRegion, position: 'sales-director', people: 1 },
  { department: DEPARTMENT.southRegion, position: 'contract-clerk', people: 1 },
  { department: DEPARTMENT.guangzhouStore, position: 'store-manager', people: 1 },
  { department: DEPARTMENT.guangzhouStore, position: 'sales-rep', people: 6 },
  { department: DEPARTMENT.shenzhenStore, position: 'store-manager', people: 1 },
  { department: DEPARTMENT.shenzhenStore, position: 'sales-rep', people: 8 },
  { department: DEPARTMENT.marketing, position: 'marketer', people: 5 },
  { department: DEPARTMENT.finance, position: 'accountant', people: 5 },
  { department: DEPARTMENT.customerService, position: 'service-manager', people: 1 },
  { department: DEPARTMENT.afterSalesDesk, position: 'after-sales-agent', people: 10 },
  { department: DEPARTMENT.dataCompliance, position: 'data-steward', people: 2 },
  { department: DEPARTMENT.dataCompliance, position: 'it-integrator', people: 1 },
  { department: DEPARTMENT.onlineStore, position: 'store-manager', people: 1 },
  { department: DEPARTMENT.onlineStore, position: 'order-clerk', people: 6 },
  { department: DEPARTMENT.onlineStore, position: 'marketer', people: 2 },
  { department: DEPARTMENT.onlineStore, position: 'after-sales-agent', people: 4 },
  { department: DEPARTMENT.onlineStore, position: 'data-steward', people: 1 },
  { department: DEPARTMENT.ecommerceFinance, position: 'accountant', people: 2 },
  { department: DEPARTMENT.callCentre, position: 'outsourced-agent', people: 13, untilDay: 245 },
];
