import type { Translation } from '../../../app/words.ts';
import type { zh } from './zh.ts';

export const en: Translation<typeof zh> = {
  title: 'My credentials',
  line: 'Credentials are the browsers that you signed in with and the tokens that you issued. Once revoked, the next request is refused.',
  sessions: 'Sessions',
  tokens: 'API tokens',
  'tokens.line':
    'A token calls the API in your name, with authority never wider than yours, and ends with your assignments.',
  'tokens.none': 'No tokens.',
  current: 'This session',
  name: 'Name',
  created: 'Created',
  expires: 'Expires',
  'last-seen': 'Last used',
  revoke: 'Revoke',
  'revoke.confirm': 'Revoke it',
  'revoke.line': 'The program or browser that uses “{{name}}” loses access at once.',
  'revoke.this': 'This is the session that you are using; you will have to sign in again.',
  'issue.open': 'Issue a token',
  'issue.title': 'Issue an API token',
  'issue.name': 'What it is for',
  'issue.name.hint': 'For example “ERP order sync”',
  'issue.days': 'Valid for days',
  'issue.narrow': 'Narrow its authority (nothing chosen: no further limit)',
  'issue.record-types': 'Only these record types',
  'issue.actions': 'Only these actions',
  'issue.purposes': 'Only these purposes',
  'issue.disclosure': 'Highest disclosure',
  'issue.disclosure.any': 'No further limit',
  'issue.submit': 'Issue',
  'secret.title': 'The token is shown this once',
  'secret.line':
    'Copy it now and keep it safe. It cannot be shown again; a lost token is revoked and issued anew.',
  'secret.done': 'I have saved it',
};
