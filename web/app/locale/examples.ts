import type { FieldType } from '../../../src/kernel/record-type.ts';

/** Invented values on which a mask is shown; none is anybody's. Numbers are documented examples or unassigned. */
export const EXAMPLES: Readonly<Record<FieldType, string>> = {
  text: '示例文本',
  'long-text': '一段较长的示例文本',
  number: '1280',
  money: '12800.00',
  date: '2024-05-17',
  boolean: 'true',
  choice: '示例选项',
  'multi-choice': '示例选项',
  'person-name': '张三丰',
  'company-name': '示例零售集团',
  phone: '13800138000',
  email: 'sample@example.com',
  address: '上海市浦东新区示例路1号',
  'resident-id': '11010119900307001X',
  passport: 'E00000000',
  'bank-card': '6222020000000000000',
  uscc: '91310000MA1FL0000X',
  plate: '沪A00000',
  'birth-date': '1990-03-07',
  relation: '00000000',
};
