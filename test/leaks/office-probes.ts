import { EAST_SERVICE } from './company.ts';
import { asking, type Probe } from './probe.ts';
import { ABSENT } from './records.ts';

/** Imports, the log, and the work of the offices. */

/** What the log and the offices know. They are asked last, when there is something in the log. */
export function officeProbes(): readonly Probe[] {
  const get = (leak: number, operation: string, url: string, apart = false) =>
    asking(leak, operation, url, { method: 'GET', url }, apart ? { incomparable: true } : {});
  const post = (leak: number, operation: string, url: string, body?: unknown) =>
    asking(
      leak,
      operation,
      url,
      { method: 'POST', url, ...(body === undefined ? {} : { body }) },
      { incomparable: true },
    );
  return [
    post(25, 'queryLog', '/log/query', { limit: 200 }),
    post(25, 'queryLog', '/log/query', { limit: 200, kind: 'change' }),
    post(25, 'queryLog', '/log/query', { field: 'phone' }),
    post(25, 'readLogOverview', '/log/overview', { days: 90 }),
    post(25, 'exportEvidence', '/log/evidence', { limit: 1_000 }),
    post(25, 'verifyLog', '/log/verify'),
    get(25, 'readCheckpoint', '/log/checkpoint', true),
    get(25, 'readLogKey', '/log/public-key'),
    get(25, 'readTile', '/log/tile/entries/000.p/1', true),
    ...Array.from({ length: 3 }, (_, index) => get(25, 'readTile', `/log/tile/entries/00${index}`, true)),
    get(25, 'readTile', '/log/tile/0/000', true),
    get(35, 'readOrganisation', '/organisation'),
    post(35, 'previewReorganisation', '/organisation/preview', {
      kind: 'move',
      department: EAST_SERVICE,
      parent: null,
    }),
    get(35, 'readPolicy', '/policy'),
    get(35, 'readPolicyHistory', '/policy/history'),
    get(35, 'readRuleVersions', '/policy/rules/rule-1/versions'),
    get(35, 'readPurposeVersions', '/policy/purposes/service/versions'),
    get(35, 'listProposals', '/policy/proposals'),
    get(35, 'readProposal', '/policy/proposals/1'),
    get(35, 'whoCanSee', '/policy/who-can-see?recordType=customer&field=phone'),
    post(35, 'previewPolicy', '/policy/preview', { removedRules: ['rule-1'] }),
    post(35, 'countPolicyReach', '/policy/reach', { removedRules: ['rule-1'] }),
    get(35, 'readCatalogue', '/catalogue'),
    get(35, 'readTemplates', '/templates'),
    get(35, 'readSetupProgress', '/setup/progress', true),
    post(35, 'previewCatalogue', '/catalogue/preview', {
      recordType: 'customer',
      field: 'phone',
      change: { sensitivity: 1 },
    }),
    get(35, 'listConversions', '/catalogue/conversions'),
    post(35, 'countField', '/catalogue/types/customer/fields/phone/figures', {}),
    get(35, 'getSession', '/session', true),
    get(35, 'listCredentials', '/credentials', true),
    get(35, 'listViews', '/views', true),
    get(35, 'readAskable', '/requests/askable?recordType=customer'),
    get(35, 'listRequests', '/requests?view=inbox'),
    get(35, 'readRequest', '/requests/1'),
    get(35, 'readRequestChain', '/requests/1/chain'),
    get(35, 'listDeputies', '/deputies'),
    get(35, 'readAuthorityOverview', '/authority', true),
    get(35, 'listReviews', '/reviews'),
    get(35, 'readReview', '/reviews/1'),
    get(35, 'listReviewProposals', '/reviews/proposals'),
    get(35, 'readReviewSchedule', '/reviews/schedule', true),
    post(35, 'exportReview', '/reviews/1/evidence'),
    get(35, 'readApprovalFlow', '/approval-flow'),
    get(35, 'listRecent', '/recent', true),
    get(35, 'listTasks', '/home/tasks', true),
    get(35, 'listLogQueries', '/log/queries', true),
    get(35, 'listSecondFactors', '/session/second-factors'),
    get(35, 'readSecurityPolicy', '/security-policy'),
    get(35, 'readProvisioning', '/provisioning', true),
    get(35, 'readSingleSignOn', '/sso'),
    get(35, 'readSingleSignOnSettings', '/sso/settings'),
    get(35, 'beginSingleSignOn', '/sso/start', true),
    get(35, 'completeSingleSignOn', '/sso/callback?code=guessed&state=guessed', true),
    get(35, 'healthz', '//healthz'),
    get(35, 'readyz', '//readyz'),
    get(35, 'metrics', '//metrics', true),
    ...importProbes(),
  ];
}

const FORM = [
  '--form',
  'content-disposition: form-data; name="file"; filename="../../../../etc/passwd"',
  'content-type: text/csv',
  '',
  'name,phone',
  'Q new,13900000003',
  '--form--',
  '',
].join('\r\n');

/** An import of somebody else is not there; and a file's name names no file of ours. */
function importProbes(): readonly Probe[] {
  const headers = { 'content-type': 'multipart/form-data; boundary=form' };
  const upload = { method: 'POST', url: '/imports?recordType=customer', headers, body: FORM } as const;
  const one = `/imports/${ABSENT}`;
  const plan = { recordType: 'customer', keyField: null, columns: [] };
  return [
    asking(22, 'uploadImport', 'a file with a path for a name', upload, { incomparable: true }),
    asking(22, 'listImports', 'imports', { method: 'GET', url: '/imports' }, { incomparable: true }),
    asking(22, 'readImport', 'an import', { method: 'GET', url: one }),
    asking(22, 'chooseSheet', 'a sheet', { method: 'PUT', url: `${one}/sheet`, body: { sheet: 'x' } }),
    asking(22, 'startImport', 'a start', { method: 'POST', url: `${one}/start`, body: plan }),
    asking(22, 'pauseImport', 'a pause', { method: 'POST', url: `${one}/pause` }),
    asking(22, 'resumeImport', 'a resumption', { method: 'POST', url: `${one}/resume` }),
    asking(22, 'readRejectedRows', 'rejected rows', { method: 'GET', url: `${one}/rejected` }),
    asking(22, 'removeImport', 'a removal', { method: 'DELETE', url: one }),
    ...['/preview', `?digest=${'0'.repeat(64)}`].map((rest) =>
      asking(
        35,
        rest === '/preview' ? 'previewRoster' : 'applyRoster',
        'a roster',
        { method: 'POST', url: `/organisation/roster${rest}`, headers, body: FORM },
        { incomparable: true },
      ),
    ),
  ];
}

/** Nobody's session or API token opens the door of identity systems. */
const SCIM_PATHS = [
  ['GET', '/Users', undefined],
  ['GET', '/Users?filter=userName%20eq%20%22seer%22', undefined],
  ['GET', '/Users/11', undefined],
  ['GET', '/Groups', undefined],
  ['GET', '/Schemas', undefined],
  ['POST', '/Users', { schemas: [], userName: 'usurper' }],
  ['PATCH', '/Users/11', { Operations: [{ op: 'replace', value: { active: false } }] }],
  ['PUT', '/Users/11', { active: false }],
  ['DELETE', '/Users/11', undefined],
  ['POST', '/Bulk', { Operations: [] }],
] as const;

/** The work of the offices, tried by everybody; where it is permitted it still shows no customer. */
export function administrationProbes(): readonly Probe[] {
  const name = { zh: '新', en: 'New' };
  const write = (
    operation: string,
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    body?: unknown,
  ) =>
    asking(
      35,
      operation,
      `${method} ${url}`,
      {
        method,
        url,
        headers: { 'if-match': '"99"' },
        ...(body === undefined ? {} : { body }),
      },
      { incomparable: true },
    );
  const rule = {
    ...{ name, effect: 'allow', who: { positions: ['nobody'] }, recordType: '*', scope: 'all' },
    ...{ fields: { all: true }, actions: ['see'], disclosure: 'shown', purposes: '*' },
    ...{ conditions: [], validity: {}, obligations: [] },
  };
  const purpose = {
    ...{
      label: name,
      description: name,
      legalBasis: 'contract',
      dpv: 'https://w3id.org/dpv#ServiceProvision',
    },
    ...{ categories: ['basic'], who: { anyone: true }, validity: {} },
  };
  const field = {
    ...{ name: 'new_field', label: name, type: 'text', category: 'basic', mask: null, summary: null },
    ...{ encrypted: false, lookups: [], required: false },
  };
  return [
    write('createDepartment', 'POST', '/departments', { parent: null, code: 'NEW', name }),
    write('changeDepartment', 'PATCH', `/departments/${EAST_SERVICE}`, { name }),
    write('createPosition', 'POST', '/positions', { code: 'new-position', name }),
    write('createPerson', 'POST', '/people', { login: 'new.person', name: 'New' }),
    write('recordTraining', 'POST', '/trainings', { people: [999], until: null }),
    write('changePerson', 'PATCH', '/people/999', { name: 'New' }),
    write('setTemporaryPassword', 'POST', '/people/999/password'),
    write('appoint', 'PUT', '/people/999/office', { office: null }),
    write('createAssignment', 'POST', '/assignments', { person: 999, department: 1, position: 'nobody' }),
    write('endAssignment', 'POST', '/assignments/999/end', {}),
    write('transfer', 'POST', '/transfers', { assignment: 999, department: 1, position: 'nobody' }),
    write('endAllAssignments', 'POST', '/departures', { person: 999, at: '2099-01-01T00:00:00.000Z' }),
    write('putRule', 'PUT', '/policy/rules/rule-1', rule),
    write('removeRule', 'DELETE', '/policy/rules/rule-1'),
    write('putPurpose', 'PUT', '/policy/purposes/service', purpose),
    write('proposePolicy', 'POST', '/policy/proposals', {
      reason: 'The customer with 19900001234 asked for it',
      rules: [{ ...rule, id: 'new-rule', ifVersion: null }],
    }),
    write('decideProposal', 'POST', '/policy/proposals/1/decision', { verdict: 'approve' }),
    write('renewProposal', 'POST', '/policy/proposals/1/renew'),
    write('withdrawProposal', 'POST', '/policy/proposals/1/withdraw'),
    write('addRecordType', 'POST', '/catalogue/types', {
      name: 'new_type',
      label: name,
      titleField: 'title',
      fields: [{ ...field, name: 'title' }],
    }),
    write('addField', 'POST', '/catalogue/types/customer/fields', { field }),
    write('changeRecordType', 'PATCH', '/catalogue/types/customer', { label: name }),
    write('changeField', 'PATCH', '/catalogue/types/customer/fields/phone', { sensitivity: 1 }),
    write('convertField', 'POST', '/catalogue/types/customer/fields/phone/conversions', {
      ...{ type: 'text', mask: null, summary: null, encrypted: false, lookups: [] },
    }),
    write('stopConversion', 'DELETE', `/catalogue/conversions/${ABSENT}`),
    write('saveView', 'POST', '/views', {
      recordType: 'customer',
      name: 'kept',
      columns: null,
      filters: [{ field: 'phone', operator: 'equals', values: ['19900001234'] }],
      sort: null,
      mine: false,
    }),
    write('askForAccess', 'POST', '/requests', {
      recordType: 'customer',
      choice: { filters: [{ field: 'phone', operator: 'equals', values: ['19900001234'] }] },
      terms: { fields: ['phone'], disclosure: 'shown' },
      reason: 'The customer called back about 19900001234',
    }),
    write('decideRequest', 'POST', '/requests/1/decisions', { verdict: 'approve' }),
    write('giveBackGrant', 'POST', '/requests/1/give-back'),
    write('revokeGrant', 'POST', '/requests/1/revoke'),
    write('nameDeputy', 'POST', '/deputies', {
      login: 'nobody.here',
      from: '2099-01-01T00:00:00.000Z',
      until: '2099-01-02T00:00:00.000Z',
    }),
    write('endDeputy', 'DELETE', '/deputies/999'),
    write('changeApprovalFlow', 'PUT', '/approval-flow', {
      name,
      roles: { head: [], owner: [], dpo: [], outside: [] },
      steps: [],
    }),
    write('saveLogQuery', 'POST', '/log/queries', {
      name: 'kept 19900001234',
      shared: true,
      filter: { field: 'phone', customer: ABSENT },
    }),
    write('removeLogQuery', 'DELETE', `/log/queries/${ABSENT}`),
    write('beginReview', 'POST', '/reviews', {
      people: ['nobody.here'],
      reason: 'The customer called back about 19900001234',
    }),
    write('decideReview', 'POST', '/reviews/1/decisions', {
      decisions: [{ item: 1, verdict: 'remove' }],
      reason: 'The customer called back about 19900001234',
    }),
    write('changeReviewDeadline', 'POST', '/reviews/1/deadline', { confirm: true }),
    write('closeReviewProposal', 'POST', '/reviews/proposals/999', { outcome: 'declined' }),
    write('changeReviewSchedule', 'PUT', '/reviews/schedule', {
      everyDays: 91,
      deadlineDays: 14,
      onTransfer: true,
    }),
    write('removeView', 'DELETE', `/views/${ABSENT}`),
    write('forgetRecent', 'DELETE', '/recent'),
    write('endCredential', 'DELETE', `/credentials/${ABSENT}`),
    write('issueToken', 'POST', '/credentials', { name: 'another', expiresInDays: 1, narrowing: {} }),
    write('changePassword', 'POST', '/session/password', {
      current: 'wrong password',
      next: 'another long password',
    }),
    write('proveSecondFactor', 'POST', '/session/second-factor', { code: '000000' }),
    write('createPasswordLink', 'POST', '/people/999/password-link'),
    write('endOtherSessions', 'POST', '/credentials/end-others'),
    write('readPasswordLink', 'POST', '/password-links/read', { secret: 'A'.repeat(43) }),
    write('redeemPasswordLink', 'POST', '/password-links/redeem', {
      secret: 'A'.repeat(43),
      password: 'another long password',
    }),
    write('takeTemplatePositions', 'POST', '/templates/retail/positions'),
    write('applyTemplate', 'POST', '/templates/retail/apply'),
    write('readSetupLink', 'POST', '/setup/read', { secret: 'A'.repeat(43) }),
    write('setUp', 'POST', '/setup', {
      secret: 'A'.repeat(43),
      officers: ['system', 'security', 'audit'].map((name) => ({
        office: `${name}-administrator`,
        login: `usurper-${name}`,
        name,
      })),
      own: 'system-administrator',
      password: 'another long password',
    }),
    write('askForPasskey', 'POST', '/session/second-factor/passkey/options'),
    write('proveByPasskey', 'POST', '/session/second-factor/passkey', { response: {} }),
    write('beginPasskey', 'POST', '/session/second-factors/passkey'),
    write('confirmPasskey', 'POST', '/session/second-factors/passkey/confirm', { name: 'Key', response: {} }),
    write('beginTotp', 'POST', '/session/second-factors/totp', { name: 'App' }),
    write('confirmTotp', 'POST', '/session/second-factors/totp/confirm', { code: '000000' }),
    write('removeSecondFactor', 'DELETE', `/session/second-factors/${ABSENT}`),
    write('renewRecoveryCodes', 'POST', '/session/recovery-codes'),
    write('resetSecondFactors', 'DELETE', '/people/999/second-factors'),
    write('changeSecurityPolicy', 'PUT', '/security-policy', {
      officersNeedSecondFactor: false,
      positionsNeedingSecondFactor: [],
    }),
    write('issueProvisioningClient', 'POST', '/provisioning/clients', { name: 'HR', expiresInDays: 1 }),
    write('endProvisioningClient', 'DELETE', `/provisioning/clients/${ABSENT}`),
    write('changeProvisioningMapping', 'PUT', '/provisioning/mapping', {
      departments: [],
      positions: [],
      groups: [],
    }),
    write('decideProvisioningHalt', 'POST', '/provisioning/halt', { decision: 'resume' }),
    write('changeSingleSignOnSettings', 'PUT', '/sso/settings', {
      name,
      issuer: 'https://issuer.invalid',
      clientId: 'fencun',
      clientSecret: 'secret',
      matchBy: 'login',
      claim: 'preferred_username',
      strongAcr: [],
      enabled: false,
    }),
    write('backChannelLogout', 'POST', '/sso/back-channel-logout', { logout_token: 'a.b.c' }),
    ...SCIM_PATHS.map(([method, path, body]) => write('scim', method, `//scim/v2${path}`, body)),
    write('signIn', 'POST', '/session', { login: 'seer', password: 'wrong password' }),
    write('signOut', 'DELETE', '/session'),
  ];
}
