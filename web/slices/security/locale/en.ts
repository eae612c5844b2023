import type { Translation } from '../../../app/words.ts';
import type { zh } from './zh.ts';

export const en: Translation<typeof zh> = {
  title: 'Sign-in security',
  line: 'Who has to prove a second factor when signing in, and what to do when one is lost.',
  denied: 'Sign-in security is for the security administrator',
  requirement: 'Who needs a second factor',
  'requirement.line':
    'It holds as soon as it is saved: who has none yet sets one up before doing anything else.',
  officers: 'System, security and audit administrators',
  'officers.off':
    'With one leaked password somebody else could change what people may do. Switch it off for trials only.',
  positions: 'Staff in these positions',
  'positions.none': 'No positions chosen',
  'read-only': 'The security administrator changes this.',
  lost: 'A lost second factor',
  'lost.line':
    'Removes all second factors and recovery codes of a person and ends their sessions and tokens; the password stays. Before you do, make sure in person, or in another reliable way, that it is them.',
  'lost.officers':
    'Those of the three administrators are removed on the server: fencun user forget-second-factor LOGIN.',
  person: 'Person',
  'person.choose': 'Choose a person',
  'lost.open': 'Remove second factors',
  'lost.confirm': 'Remove them',
  'lost.question':
    'Remove the second factors of {{name}} ({{login}})? Until they set one up again, they sign in with the password alone.',
  'lost.done': 'The second factors of {{name}} are removed.',
};
