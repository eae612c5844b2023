import type { RecordType } from '../../kernel/record-type.ts';
import { PRODUCT_CATEGORIES } from './customer-type.ts';
import { aboutCustomer, choice, field } from './field-shorthand.ts';

/** Another person, at the customer's household or company: personal information of somebody who never asked. */
export const CONTACT_TYPE: RecordType = aboutCustomer('contact', { zh: '联系人', en: 'Contact' }, 'name', [
  field('name', { zh: '姓名', en: 'Name' }, 'person-name', 'basic', 3, { mask: 'name', required: true }),
  choice('relationship', { zh: '关系', en: 'Relation' }, 'basic', 2, {
    family: ['家人', 'Family'],
    assistant: ['助理', 'Assistant'],
    buyer: ['采购', 'Buyer'],
    finance: ['财务', 'Finance'],
  }),
  field('phone', { zh: '手机号', en: 'Phone' }, 'phone', 'basic', 3, {
    mask: 'phone',
    summary: 'filled',
    encrypted: true,
    lookups: ['exact', 'last4'],
  }),
  field('email', { zh: '电子邮箱', en: 'E-mail' }, 'email', 'basic', 3, {
    mask: 'email',
    summary: 'filled',
    encrypted: true,
    lookups: ['exact'],
  }),
  choice('preferred_time', { zh: '方便时间', en: 'Preferred time' }, 'basic', 2, {
    morning: ['上午', 'Morning'],
    afternoon: ['下午', 'Afternoon'],
    evening: ['傍晚', 'Evening'],
  }),
  field('is_primary', { zh: '首选联系人', en: 'Primary contact' }, 'boolean', 'basic', 2),
]);

export const INTERACTION_TYPE: RecordType = aboutCustomer(
  'interaction',
  { zh: '沟通记录', en: 'Interaction' },
  'subject',
  [
    field('occurred_on', { zh: '日期', en: 'Occurred on' }, 'date', 'service', 2, { required: true }),
    choice('channel', { zh: '方式', en: 'Channel' }, 'service', 2, {
      visit: ['到店', 'Visit'],
      phone: ['电话', 'Phone'],
      message: ['消息', 'Message'],
      email: ['邮件', 'E-mail'],
    }),
    choice('direction', { zh: '方向', en: 'Direction' }, 'service', 2, {
      inbound: ['客户发起', 'Inbound'],
      outbound: ['我方发起', 'Outbound'],
    }),
    field('subject', { zh: '主题', en: 'Subject' }, 'text', 'service', 2, { required: true }),
    field('content', { zh: '内容', en: 'Content' }, 'long-text', 'service', 3, { summary: 'length-band' }),
    field('follow_up_on', { zh: '跟进日期', en: 'Follow up on' }, 'date', 'service', 2),
  ],
);

export const OPPORTUNITY_TYPE: RecordType = aboutCustomer(
  'opportunity',
  { zh: '商机', en: 'Opportunity' },
  'title',
  [
    field('title', { zh: '名称', en: 'Title' }, 'text', 'transaction', 2, { required: true }),
    choice(
      'stage',
      { zh: '阶段', en: 'Stage' },
      'transaction',
      2,
      {
        lead: ['线索', 'Lead'],
        qualified: ['已确认', 'Qualified'],
        proposal: ['报价', 'Proposal'],
        won: ['赢单', 'Won'],
        lost: ['丢单', 'Lost'],
      },
      { required: true },
    ),
    choice('product_category', { zh: '品类', en: 'Product category' }, 'transaction', 2, PRODUCT_CATEGORIES),
    field('expected_amount', { zh: '预计金额', en: 'Expected amount' }, 'money', 'transaction', 3, {
      mask: 'amount',
      summary: 'amount-band',
    }),
    field('expected_close_on', { zh: '预计成交', en: 'Expected close on' }, 'date', 'transaction', 2),
    field('probability', { zh: '赢率（%）', en: 'Probability (%)' }, 'number', 'transaction', 2),
  ],
);

export const TICKET_TYPE: RecordType = aboutCustomer('ticket', { zh: '工单', en: 'Ticket' }, 'subject', [
  field('ticket_no', { zh: '工单号', en: 'Ticket number' }, 'text', 'service', 2, { required: true }),
  field('related_order', { zh: '订单', en: 'Order' }, 'relation', 'service', 2, { target: 'order' }),
  choice('kind', { zh: '类型', en: 'Kind' }, 'service', 2, {
    inquiry: ['咨询', 'Inquiry'],
    return: ['退换', 'Return'],
    repair: ['维修', 'Repair'],
    complaint: ['投诉', 'Complaint'],
    privacy: ['个人信息请求', 'Privacy request'],
  }),
  choice('priority', { zh: '优先级', en: 'Priority' }, 'service', 2, {
    low: ['低', 'Low'],
    normal: ['普通', 'Normal'],
    urgent: ['紧急', 'Urgent'],
  }),
  choice(
    'status',
    { zh: '状态', en: 'Status' },
    'service',
    2,
    {
      open: ['待处理', 'Open'],
      waiting: ['等待客户', 'Waiting for customer'],
      resolved: ['已解决', 'Resolved'],
      closed: ['已关闭', 'Closed'],
    },
    { required: true },
  ),
  field('subject', { zh: '主题', en: 'Subject' }, 'text', 'service', 2, { required: true }),
  field('description', { zh: '描述', en: 'Description' }, 'long-text', 'service', 3, {
    summary: 'length-band',
  }),
  field('opened_on', { zh: '提交日期', en: 'Opened on' }, 'date', 'service', 2, { required: true }),
  field('closed_on', { zh: '关闭日期', en: 'Closed on' }, 'date', 'service', 2),
  field('callback_phone', { zh: '回访电话', en: 'Call-back phone' }, 'phone', 'basic', 3, {
    mask: 'phone',
    summary: 'filled',
    encrypted: true,
    lookups: ['exact', 'last4'],
  }),
  field('resolution', { zh: '处理结果', en: 'Resolution' }, 'long-text', 'service', 3, {
    summary: 'length-band',
  }),
]);
