import type { Translation } from '../../../app/words.ts';
import type { zh } from './zh.ts';

export const en: Translation<typeof zh> = {
  title: 'Set up your company',
  line: 'Three offices come first, held by three people who keep each other in check. None of them reads customer data, and none can both grant a right and use it.',
  'system-administrator.line': 'Keeps departments, positions, people and accounts.',
  'security-administrator.line': 'Decides how fields are classified, on purposes and on rules.',
  'audit-administrator.line': 'Reads and verifies the access log, and watches the other two.',
  name: 'Name',
  'name.missing': 'Enter a name',
  login: 'Account',
  'login.line': 'Lower case letters, digits and . _ @ -. It cannot be changed.',
  'login.fault': 'Begin with a lower case letter or digit, and use only those and . _ @ -',
  'login.taken': 'The three accounts must differ',
  own: 'Which office do you hold yourself?',
  'own.line': 'You choose your own password now; the other two get an invitation link each.',
  'own.missing': 'Choose the office that you hold',
  'password.of': 'Your password as {{office}}',
  password: 'Password',
  again: 'Password again',
  submit: 'Set up the three officers',
  'done.title': 'The three officers are set up',
  'done.line':
    'Hand each link to its owner alone, who chooses a password with it. The links are shown this once, and work once until {{until}}.',
  'done.lost': 'Should a link get lost, run fencun user invite {{login}} on the server for another.',
  'done.next': 'What comes next: sign in, and set up your second factor.',
  go: 'Sign in and set up the second factor',
  'dead.title': 'The set-up link is not valid',
  'dead.line':
    'It may have been used, be too old, or replaced by the one that the server printed at a later start. A company that is set up cannot be set up again.',
  'no-link.title': 'The link is not complete',
  'no-link.line':
    'Open the whole link that the server printed when it started; after a reload, open it again.',
  'sign-in': 'To sign-in',
};
