import type { Translation } from '../../../app/words.ts';
import type { zh } from './zh.ts';

export const en: Translation<typeof zh> = {
  title: 'Industry templates',
  line: 'Begin with ways of working that are written down: record types with classified fields, positions, purposes and rules. See what each position would see before anything is in force.',
  denied: 'Industry templates are for the three offices',
  choose: 'Choose a trade',
  brings:
    '{{types}} record types, {{fields}} fields, {{positions}} positions, {{purposes}} purposes, {{rules}} rules',
  'steps.title': 'It takes two steps, by two people',
  'step.positions': 'The system administrator takes over the positions',
  'step.positions.done': 'All positions are there',
  'step.positions.missing': 'Positions missing: {{count}}',
  'step.positions.do': 'Take over {{count}} positions',
  'step.apply': 'The security administrator puts record types, purposes and rules in force',
  'step.apply.do': 'Apply the template',
  'step.apply.line':
    'All of it comes into force in one transaction, on record. Afterwards each part can be changed in the field catalogue and the rules.',
  'step.apply.done':
    'The company has record types or rules already. A template is for a new company; here it is for reference only.',
  'step.wait.system': 'To be done by the system administrator',
  'step.wait.security': 'To be done by the security administrator',
  'see.title': 'What each position sees at most',
  'see.line':
    'The most that a position sees under any of its purposes; records, times and conditions narrow it further. A “*” asks for a condition, such as a second factor or a stated reason.',
  'see.table': '{{type}}: fields and positions',
  'see.field': 'Field',
  conditional: 'under a condition',
  purposes: 'Purposes',
};
