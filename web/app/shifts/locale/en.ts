import type { Translation } from '../../words.ts';
import type { zh } from './zh.ts';

export const en: Translation<typeof zh> = {
  nobody: 'Nobody would see more or less.',
  gains: 'People who would see more: {{count}}',
  losses: 'People who would see less: {{count}}',
  to: 'becomes',
  more: 'and {{count}} more',
  lines: '{{count}} changes',
  'fields.more': '{{fields}} and others, {{count}} fields',
  'list.and': ', ',
  'same.gain': 'more records, or fewer limits',
  'same.loss': 'fewer records, or more limits',
};
