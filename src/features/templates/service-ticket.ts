import type { RecordType } from '../../kernel/record-type.ts';
import { aboutCustomer, choice, field } from '../demo/demo.ts';

/** What a customer asks or complains about, at an institution that sells no goods. */
export const SERVICE_TICKET: RecordType = aboutCustomer('ticket', { zh: '工单', en: 'Ticket' }, 'subject', [
  field('ticket_no', { zh: '工单号', en: 'Ticket number' }, 'text', 'service', 2, { required: true }),
  choice('kind', { zh: '类型', en: 'Kind' }, 'service', 2, {
    inquiry: ['咨询', 'Inquiry'],
    change: ['信息变更', 'Change of details'],
    complaint: ['投诉', 'Complaint'],
    privacy: ['个人信息请求', 'Privacy request'],
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
]);

/** All of a ticket but the number to call back. */
export const TICKET_WORK = SERVICE_TICKET.fields
  .map(({ name }) => name)
  .filter((name) => name !== 'callback_phone');
