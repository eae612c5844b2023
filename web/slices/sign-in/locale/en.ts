import type { Translation } from '../../../app/words.ts';
import type { zh } from './zh.ts';

export const en: Translation<typeof zh> = {
  title: 'Sign in',
  line: 'Customer data shared between departments: every field, every read, in due measure.',
  login: 'Account',
  password: 'Password',
  submit: 'Sign in',
  'login.missing': 'Enter your account',
  'password.missing': 'Enter your password',
  notice: 'Whatever you look at leaves an access record, together with the purpose that you chose.',
};
