import type { Translation } from '../../../app/words.ts';
import type { zh } from './zh.ts';

export const en: Translation<typeof zh> = {
  title: 'Organisation',
  line: 'Authority hangs on assignments and never on persons. When an assignment ends, so does everything that came through it.',
  departments: 'Departments',
  'departments.all': 'All departments',
  people: 'People',
  search: 'Find by name or account',
  'search.none': 'Nobody meets the conditions',
  name: 'Name',
  login: 'Account',
  posts: 'Assignments',
  trained: 'Training valid until',
  'trained.none': 'Not trained',
  status: 'Status',
  'status.active': 'Active',
  'status.left': 'Left',
  'post.ended': 'ended',
  'post.future': 'from {{from}}',
  'post.until': 'until {{until}}',
  'post.none': 'No assignment',
  'show-left': 'Include those who left',
  count: 'People: {{count}}',
  denied: 'The organisation is open to the system administrator',
};
