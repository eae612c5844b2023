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
  sso: 'Sign in by {{name}}',
  'sso.refused': 'The identity provider signed nobody in',
  'sso.refused.line': 'You cancelled, or it refused. Try again, or sign in by password.',
  'sso.unknown': 'Nobody here goes with that account',
  'sso.unknown.line':
    'The identity provider knows you, but there is no person for it here. Officers sign in by password; others ask the system administrator.',
  'sso.failed': 'Signing in by the identity provider failed',
  'sso.failed.line':
    'It may have taken too long, or the page was opened twice. Try again; if it fails again, tell the system administrator.',
};
