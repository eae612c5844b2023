import type { Translation } from '../../../app/words.ts';
import type { zh } from './zh.ts';

export const en: Translation<typeof zh> = {
  hello: 'Hello, {{name}}',
  'no-assignment': 'No assignment',
  'measure.title': 'What you see under this purpose',
  'measure.line':
    'Fields of each record type by their highest disclosure; of a single record it may be less.',
  'measure.bar': '{{shown}} shown, {{masked}} masked, {{summary}} as a summary',
  'measure.none': 'This purpose opens no records. Choose another, or ask your department head.',
  'recent.title': 'Opened lately',
  'recent.none': 'None yet. What you open is listed here; the server keeps only its id.',
  'recent.forget': 'Clear',
  'mine.title': 'In my charge: {{type}}',
  'mine.none': 'None is in your charge, or this purpose does not open them.',
  'mine.all': 'See all {{count}}',
  hint: 'Ctrl+K (⌘K on a Mac) goes to any page, changes the purpose, or finds a phone number; ? lists every shortcut.',
  'find.title': 'Find a customer by phone',
  'find.none': 'You may not search by phone under this purpose.',
  'purpose.title': 'Current purpose',
  'started.title': 'Getting started',
  'started.count': '{{done}} of {{all}} done',
  'started.hide': 'Put away',
  'started.done': 'done',
  'started.open': 'to do',
  'started.template': 'Put an industry template in force',
  'started.template.line':
    'The system administrator takes the positions, the security administrator the record types, purposes and rules.',
  'started.organisation': 'Import the organisation',
  'started.organisation.line':
    'The system administrator brings departments, people and assignments from one list.',
  'started.invitations': 'Invite people',
  'started.invitations.line':
    'The system administrator hands out links; everybody with an assignment should be able to sign in.',
  'started.training': 'Record training',
  'started.training.line':
    'The system administrator notes until when data protection training is valid; a data steward needs it to import.',
  'started.customers': 'Import customers',
  'started.customers.line':
    'A data steward signs in and imports a spreadsheet for the purpose of customer onboarding.',
  'started.first-read': 'The first read under the rules',
  'started.first-read.line':
    'Staff choose a purpose and look at a customer; the audit administrator finds it in the access log.',
  'office.title': 'What your office administers',
  'office.line': 'The offices keep each other in check; none of them reads customer data.',
  'office.organisation': 'See departments, positions, people and their assignments.',
  'office.templates.name': 'Industry templates',
  'office.templates': 'A new company can begin with positions, classified fields, purposes and rules.',
  'office.policy': 'See rules and purposes, and ask who can see a field.',
  'office.log': 'See who looked at what, when and why, and verify that the log is unaltered.',
  'office.open': 'Open',
};
