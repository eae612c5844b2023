import type { Field } from '../../kernel/record-type.ts';
import { choice, field } from '../demo/demo.ts';

/**
 * Who a customer of a financial institution is, each classified by JR/T 0171—2020 (金融数据安全 个人金融信息保护技术规范) and
 * by PIPL art. 28. C1, internal to the institution, is sensitivity 2. C2, by which a person and their financial
 * standing can be told, is 3, and 4 where the PIPL counts it as sensitive too: numbers of documents and accounts, what
 * somebody owns and owes, health. C3, what authenticates (passwords, codes, biometric templates), is not stored at
 * all: a system of record for customers has no use for it.
 */
export const PERSON: readonly Field[] = [
  field('name', { zh: '姓名', en: 'Name' }, 'person-name', 'basic', 3, { mask: 'name', required: true }),
  choice('gender', { zh: '性别', en: 'Gender' }, 'basic', 3, {
    female: ['女', 'Female'],
    male: ['男', 'Male'],
    undisclosed: ['未透露', 'Not disclosed'],
  }),
  field('phone', { zh: '手机号', en: 'Phone' }, 'phone', 'basic', 3, {
    mask: 'phone',
    summary: 'filled',
    encrypted: true,
    lookups: ['exact', 'last4'],
    required: true,
  }),
  field('email', { zh: '电子邮箱', en: 'E-mail' }, 'email', 'basic', 3, {
    mask: 'email',
    summary: 'filled',
    encrypted: true,
    lookups: ['exact'],
  }),
  field('resident_id', { zh: '身份证号', en: 'Resident ID' }, 'resident-id', 'basic', 4, {
    mask: 'resident-id',
    summary: 'filled',
    encrypted: true,
    lookups: ['exact', 'last4'],
  }),
  field('id_valid_until', { zh: '证件有效期至', en: 'Document valid until' }, 'date', 'basic', 3),
  field('birth_date', { zh: '出生日期', en: 'Date of birth' }, 'birth-date', 'basic', 3, {
    mask: 'birth-date',
    summary: 'adult',
  }),
  field('address', { zh: '住址', en: 'Address' }, 'address', 'basic', 3, {
    mask: 'address',
    summary: 'filled',
    encrypted: true,
  }),
  field('city', { zh: '所在城市', en: 'City' }, 'text', 'basic', 2),
  field('occupation', { zh: '职业', en: 'Occupation' }, 'text', 'basic', 3),
  field('customer_no', { zh: '客户号', en: 'Customer number' }, 'text', 'basic', 3, {
    mask: 'code',
    required: true,
  }),
  field('registered_on', { zh: '建档日期', en: 'Customer since' }, 'date', 'basic', 2, {
    summary: 'recency',
  }),
];

/** Free text may hold anything, and sooner or later does: treated as the most sensitive. */
export const REMARK: Field = field('remark', { zh: '备注', en: 'Remark' }, 'long-text', 'service', 4, {
  mask: 'full',
  summary: 'length-band',
});

/** A number of an account or a card: sensitive (PIPL art. 28), found by its last digits, seen by few. */
export function accountNumber(name: string, label: Readonly<{ zh: string; en: string }>): Field {
  return field(name, label, 'bank-card', 'finance', 4, {
    mask: 'card',
    summary: 'filled',
    encrypted: true,
    lookups: ['exact', 'last4'],
  });
}
