import type { PurposeCode } from '../../kernel/policy/model.ts';
import type { Label } from '../../kernel/record-type.ts';

/**
 * The password of every demo account. It is printed at the start and stands in the source: whoever loads the demo
 * company has decided that nothing in this database is worth protecting.
 */
export const DEMO_PASSWORD = 'quiet-lantern-62-harbour';

export type DemoStory = Readonly<{
  login: string;
  /** Who this is. */
  story: Label;
  /** What to try, and what it shows. */
  tryIt: Label;
  /** The purpose to choose, or null for an office that reads no customer data. */
  purpose: PurposeCode | null;
}>;

/** Accounts to print when the demo starts, in the order in which they tell the tale. */
export const DEMO_STORIES: readonly DemoStory[] = [
  {
    login: 'li.na',
    story: { zh: '李娜，上海旗舰店销售顾问', en: 'Na Li, sales representative, Shanghai flagship store' },
    tryIt: {
      zh: '打开自己的客户：手机号完整；同事的客户：手机号脱敏，说明理由后可看一分钟；合同金额只有区间，发票看不到。',
      en: "Open a customer of hers: the phone is shown. A colleague's: masked, and revealed for a minute for a reason. Contract amounts are a band; invoices are not there.",
    },
    purpose: 'sales-follow-up',
  },
  {
    login: 'zhou.min',
    story: {
      zh: '周敏，十天前从销售调到市场部',
      en: 'Min Zhou, moved from sales to marketing ten days ago',
    },
    tryIt: {
      zh: '原来的客户联系方式随旧任职一起收回；现在只见偏好与脱敏姓名，可按城市、等级统计。',
      en: 'The contacts of her old customers went with the old assignment. Now: preferences, masked names, counts by city and level.',
    },
    purpose: 'marketing',
  },
  {
    login: 'wang.jian',
    story: {
      zh: '王健，苏州店店长，代管杭州店四十天',
      en: 'Jian Wang, manager of the Suzhou store, minding Hangzhou for forty days',
    },
    tryIt: {
      zh: '两家店的客户都在；代管到期的那一刻，杭州店的客户自动消失。',
      en: 'Both stores are there. The moment the temporary assignment ends, Hangzhou is gone.',
    },
    purpose: 'sales-follow-up',
  },
  {
    login: 'zhao.lei',
    story: {
      zh: '赵磊，财务经理，兼任两家法人',
      en: 'Lei Zhao, finance manager of both legal entities',
    },
    tryIt: {
      zh: '合同与发票金额完整可见；换成“授信审核”目的，身份证号脱敏。',
      en: 'Amounts of contracts and invoices are shown. Choose “credit check”: the ID is masked.',
    },
    purpose: 'invoicing',
  },
  {
    login: 'chen.jing',
    story: { zh: '陈静，售后专员', en: 'Jing Chen, after-sales agent' },
    tryIt: {
      zh: '按来电后四位查客户，电话脱敏；可以核对来电人报的号码，而不必看到它；身份证号要说明理由并二次验证。',
      en: 'Find a caller by the last four digits; the phone is masked. The number a caller gives can be checked without seeing it. The identity number takes a reason and a step-up.',
    },
    purpose: 'after-sales-service',
  },
  {
    login: 'wu.hao',
    story: { zh: '吴浩，外包呼叫中心坐席', en: 'Hao Wu, agent of the outsourced call centre' },
    tryIt: {
      zh: '只有共享来的工单、客户和订单；电话脱敏，地址只到区；晚上八点后什么也没有。',
      en: 'Only shared tickets, customers and orders; phone masked, address down to the district; after 20:00, nothing.',
    },
    purpose: 'after-sales-service',
  },
  {
    login: 'liu.yang',
    story: { zh: '刘洋，数据管理员', en: 'Yang Liu, data steward' },
    tryIt: {
      zh: '导入一份客户表格：字段自动识别分级，认不出的按最敏感处理；按身份证号查重而看不到号码。',
      en: 'Import a spreadsheet: fields are recognised and classified, and what cannot be recognised counts as most sensitive. Find duplicates by ID number without seeing it.',
    },
    purpose: 'customer-onboarding',
  },
  {
    login: 'lin.yue',
    story: { zh: '林月，个人信息保护负责人', en: 'Yue Lin, data protection officer' },
    tryIt: {
      zh: '所有部门的记录都在，但一律脱敏或摘要；查看谁在何时为何看过谁的信息。',
      en: 'Records of every department, masked or summarised throughout; look up who saw whose data, when and why.',
    },
    purpose: 'compliance-audit',
  },
  {
    login: 'shen.yun',
    story: { zh: '沈云，安全管理员（三员之一）', en: 'Yun Shen, security administrator' },
    tryIt: {
      zh: '可以管规则，却看不到任何客户：没有万能账号。',
      en: 'May manage rules, and sees no customer at all: there is no almighty account.',
    },
    purpose: null,
  },
];
