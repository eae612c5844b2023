import type { Translation } from '../../../app/words.ts';
import type { zh } from './zh.ts';

export const en: Translation<typeof zh> = {
  title: 'Choose a password',
  'for.invitation': '{{name}}, your account is {{login}}. Choose a password, then sign in.',
  'for.reset': '{{name}}, choose another password for the account {{login}}.',
  'reset.line':
    'The old password and everything signed in with it end then; the second factor stays in force.',
  next: 'Password',
  again: 'Password again',
  submit: 'Save the password',
  'done.title': 'Your password is set',
  'done.line': 'Sign in with the account {{login}} and your new password.',
  'sign-in': 'To sign-in',
  'no-link.title': 'The link is not complete',
  'no-link.line':
    'Open this page by the whole link that you were given; after a reload, open the link again.',
};
