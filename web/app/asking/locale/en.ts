import type { Translation } from '../../words.ts';
import type { zh } from './zh.ts';

export const en: Translation<typeof zh> = {
  'open.record': 'Ask for more',
  'open.field': 'Ask to see more',
  'open.list': 'Ask for this list',
  title: 'Ask for access',
  'line.records':
    'Records chosen: {{count}}. What is approved opens in these only, under the purpose in force, and ends by itself.',
  'line.list': 'For all records that this list has now, up to 1,000. Records added later are not among them.',
  purpose: 'Purpose',
  fields: 'Fields',
  'fields.none': 'There is no field to ask for under this purpose.',
  'fields.at-most': 'at most',
  'fields.days': '{{days}} days at most',
  disclosure: 'How much you need to see',
  'disclosure.shown': 'The whole value',
  'disclosure.masked': 'Masked',
  'disclosure.summary': 'A summary',
  lesser: 'Something less may do',
  'lesser.verify':
    'To compare it with what the customer says, use “Verify a value” in the record; that needs no request.',
  'lesser.summary': 'Ask for a summary instead',
  'lesser.masked': 'Ask for the masked form instead',
  days: 'Days',
  'days.hint': 'Seven unless you say otherwise; {{days}} at most for these fields.',
  export: 'Exporting it too',
  reason: 'Reason',
  'reason.hint':
    '5 to 500 characters. Kept encrypted, read by those who decide or answer for data, and by auditors. Leave numbers of customers out.',
  binding: 'Project or ticket (optional)',
  emergency: 'Emergency access',
  'emergency.line':
    'Opens at once for four hours, after a step-up. It goes on record in plain sight and is reviewed within 24 hours.',
  'emergency.locked':
    'One of your emergency accesses waits for an overdue review, or was found unjustified within the last 90 days. You cannot use it for now.',
  submit: 'Send the request',
  'submit.emergency': 'Open it now, on record',
  sent: 'Request {{id}} was sent.',
  'sent.emergency': 'Open for four hours, on record as request {{id}}.',
  follow: 'See the request',
};
