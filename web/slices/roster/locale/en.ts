import type { Translation } from '../../../app/words.ts';
import type { zh } from './zh.ts';

export const en: Translation<typeof zh> = {
  title: 'Organisation from a spreadsheet',
  line: 'Departments, people and assignments come from one list. See first what would change; it then happens at once, with a record of each change.',
  denied: 'The system administrator imports the organisation',
  back: 'Organisation and people',

  'file.title': 'Choose the list',
  'file.columns':
    'Four columns are needed: login, name, department, position. There may also be: parent department, from, until, e-mail.',
  'file.columns.department':
    'A department is a whole path, such as “Farhill Group/Sales/River Town shop”, or a name with its parent in another column.',
  'file.columns.position':
    'A position is the name or code of one that exists; if there are none yet, take an industry template first, or add them.',
  'file.sample': 'Download a sample file',
  'file.positions.none':
    'The company has no positions yet. Take those of an industry template first, or add them under “Organisation and people”.',
  'file.complete': 'The file names everybody',
  'file.complete.line':
    'Whoever is not in it loses all assignments. Acting assignments and the three administrators are left alone.',
  'file.kept': 'The file is there only while it is read, and is not kept.',
  'file.another': 'Another file',
  'sample.name': 'organisation-sample',
  'sample.login': 'Login',
  'sample.person': 'Name',
  'sample.department': 'Department',
  'sample.position': 'Position',
  'sample.from': 'From',
  'sample.until': 'Until',
  'sample.one': 'Jane Doe',
  'sample.other': 'John Roe',
  'sample.path': 'Farhill Group/Sales/River Town shop',
  'sample.path.other': 'Farhill Group/Data management',

  'plan.title': 'What would change',
  'plan.file': '{{file}}, {{rows}} rows',
  'plan.nothing': 'Nothing changes: the organisation is as the file says.',
  'plan.nothing.usable':
    'The file holds no change that can be imported. Correct it for the reasons below and upload it again.',
  'plan.departments': 'New departments',
  'plan.new': 'New people',
  'plan.changed': 'People changed',
  'plan.same': 'People unchanged',
  'plan.begins': 'Assignments that begin',
  'plan.ends': 'Assignments that end',
  'plan.unusable': 'Rows left out',
  'departments.title': 'New departments',
  'departments.root': 'legal entity',
  'people.title': 'People',
  'people.name': 'Name',
  'people.login': 'Login',
  'people.changes': 'Changes',
  'people.new': 'new',
  'people.begins': 'Begins',
  'people.ends': 'Ends',
  'people.prolonged': 'New end',
  'people.renamed': 'Renamed, was {{name}}',
  'people.more': 'Show {{count}} more',
  'post.from': 'from {{from}}',
  'post.until': 'until {{until}}',
  'unusable.title': 'Rows left out',
  'unusable.line':
    'They have no effect. Correct the file and import it again; what was imported is not imported twice.',
  'unusable.row': 'Row',
  'unusable.login': 'Login',
  'unusable.reason': 'Reason',
  'columns.title': 'Columns as understood',
  'columns.unused': 'not used',
  'column.login': 'login',
  'column.name': 'name',
  'column.department': 'department',
  'column.parent': 'parent department',
  'column.position': 'position',
  'column.from': 'from',
  'column.until': 'until',
  'column.mail': 'e-mail',

  'halted.title': 'This file would end many assignments',
  'halted.line':
    'Of {{assignments}} assignments, {{ends}} would end, and {{emptied}} people would be left with none and lose all authority. The file may be incomplete.',
  'halted.confirm': 'I have checked it: this is what is meant',
  'apply.invite':
    'Make links to choose a password by for {{count}} new people (good for 72 hours, shown this once)',
  'apply.do': 'Import',
  'apply.changed': 'The organisation or the file has changed meanwhile. Look at it again.',
  'apply.again': 'Look again',

  'done.title': 'The organisation is in',
  'done.line':
    'New: {{departments}} departments, {{people}} people; {{begun}} assignments began, {{ended}} ended. The access log has a record of each.',
  'links.title': 'Invitation links',
  'links.line':
    'Hand each link to its owner alone. They are good until {{until}}, once, and are not shown again after this page; make another under “Organisation and people” if one is lost.',
  'links.download': 'Download all links',
  'links.file': 'invitation-links',
  'links.link': 'Link',
  'done.go': 'Go to organisation and people',
};
