import type { Category, Label, RecordType } from '../../kernel/record-type.ts';
import { CONTACT_TYPE, INTERACTION_TYPE, OPPORTUNITY_TYPE, TICKET_TYPE } from './activity-types.ts';
import { CUSTOMER_TYPE } from './customer-type.ts';
import { CONTRACT_TYPE, INVOICE_TYPE, ORDER_TYPE } from './trade-types.ts';

/** The classes of information of the demo company: basic, transaction and preference, and two that grew out of them. */
export const DEMO_CATEGORIES: readonly Readonly<{ code: Category; label: Label }>[] = [
  { code: 'basic', label: { zh: '基本信息', en: 'Basic' } },
  { code: 'transaction', label: { zh: '交易信息', en: 'Transaction' } },
  { code: 'preference', label: { zh: '偏好信息', en: 'Preference' } },
  { code: 'service', label: { zh: '服务与沟通', en: 'Service and communication' } },
  { code: 'finance', label: { zh: '财务信息', en: 'Finance' } },
];

/** The record types of a large retail chain. A type stands after those that its relations point to. */
export const DEMO_RECORD_TYPES: readonly RecordType[] = [
  CUSTOMER_TYPE,
  CONTACT_TYPE,
  INTERACTION_TYPE,
  OPPORTUNITY_TYPE,
  CONTRACT_TYPE,
  ORDER_TYPE,
  INVOICE_TYPE,
  TICKET_TYPE,
];
