import type { Translation } from '../../words.ts';
import type { zh } from './zh.ts';

export const en: Translation<typeof zh> = {
  open: 'Command palette',
  title: 'Command palette',
  placeholder: 'A page, a purpose, an action, or a phone number',
  results: 'Commands',
  none: 'No command matches',
  count: '{{count}} commands',
  'group.find': 'Find',
  'group.place': 'Go to',
  'group.purpose': 'Work for another purpose',
  'group.action': 'Actions',
  'find.whole': 'Find in {{type}}: {{field}} is this number',
  'find.last-four': 'Find in {{type}}: {{field}} ends with these four digits',
  'theme.light': 'Appearance: light',
  'theme.dark': 'Appearance: dark',
  shortcuts: 'Keyboard shortcuts',
  'shortcuts.line': 'Press them outside of entry fields.',
  'shortcuts.open': 'Open the command palette',
  'shortcuts.help': 'Show this list',
  'shortcuts.go': 'Go to {{place}}',
  'shortcuts.escape': 'Close a dialog or popup',
  'shortcuts.enter': 'Submit, in the entry of a reason',
};
