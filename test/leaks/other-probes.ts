import { EAST_SERVICE, ERASURE, SERVICE } from './company.ts';
import { asking, type Probe } from './probe.ts';
import { ABSENT } from './records.ts';
import type { FieldTarget, Targets, TypeTarget } from './targets.ts';

/** Everything besides reading: writes and what they answer, imports, the log, and the work of the offices. */

/** Writes that may succeed; in both worlds they are made in the same order, one at a time. */
export function writingProbes({ types }: Targets): readonly Probe[] {
  return types.flatMap((type) => [
    ...type.fields.flatMap((target) => fieldWrites(type, target)),
    ...creations(type),
    ...rollbacks(type),
    ...decisions(type),
    ...previews(type),
    ...erasures(type),
  ]);
}

/** A value sent without being seen must not tell, by what is answered, whether it was the right one. */
function fieldWrites({ name, ids, fields }: TypeTarget, { field, value }: FieldTarget): readonly Probe[] {
  return ids.flatMap((id, index) => {
    const which = ['first', 'second', 'third'][index] ?? '';
    const url = `/records/${name}/${id}`;
    const edit = (what: string, version: number, written: string | null): Probe =>
      asking(18, 'editRecord', `${what} ${field.name} of the ${which} ${name}`, {
        method: 'PATCH',
        url,
        headers: { 'if-match': `"${version}"` },
        body: { values: { [field.name]: written } },
      });
    const several = fields.slice(0, 2).map(({ field: other }) => other.name);
    // What is not there to be seen is asked about once; what is, in every way.
    if (index > 0) return [edit('a value for', 2, value)];
    return [
      edit('an old version for', 1, value),
      edit('a mask for', 2, '13*****'),
      editCurrent(`a guess at the ${field.name} of the ${which} ${name}`, url, { [field.name]: value }),
      asking(34, 'editRecords', `${field.name} together with another's of the ${which} ${name}`, {
        method: 'POST',
        url: `/records/${name}/bulk-edit`,
        body: {
          records: [
            { id, version: 2, values: { [field.name]: value } },
            { id: ABSENT, version: 2, values: Object.fromEntries(several.map((each) => [each, value])) },
          ],
        },
      }),
    ];
  });
}

/** Edits whatever version is there, as far as the principal can read it. */
function editCurrent(name: string, url: string, values: Readonly<Record<string, string>>): Probe {
  return {
    leak: 18,
    operation: 'editRecord',
    name,
    verbs: ['edit'],
    async run(client) {
      const seen = await client.send({ method: 'GET', url, purpose: SERVICE });
      const version = seen.headers.etag ?? '"2"';
      const headers = { 'if-match': version };
      const request = { method: 'PATCH', url, purpose: SERVICE, headers, body: { values } } as const;
      const answers = [
        seen,
        await client.send(request),
        await client.send({ method: 'GET', url, purpose: SERVICE }),
      ];
      return answers;
    },
  };
}

/** The same as one of several records, which is another way into the vault. */
function editSeveral(
  name: string,
  type: string,
  id: string,
  values: Readonly<Record<string, string>>,
): Probe {
  return {
    leak: 18,
    operation: 'editRecords',
    name,
    verbs: ['edit'],
    async run(client) {
      const seen = await client.send({ method: 'GET', url: `/records/${type}/${id}`, purpose: SERVICE });
      const version = Number(/\d+/.exec(seen.headers.etag ?? '')?.[0] ?? 2);
      const body = { records: [{ id, version, values }] };
      const url = `/records/${type}/bulk-edit`;
      // What was read first is no bulk edit, and so does not count as one.
      return [await client.send({ method: 'POST', url, purpose: SERVICE, body })];
    },
  };
}

/** What an edit would do, asked of records that one sees, does not see, and that never were, with the value that is there. */
function previews({ name, ids, fields }: TypeTarget): readonly Probe[] {
  const url = `/records/${name}/bulk-edit/preview`;
  const ask = (what: string, records: readonly object[]) =>
    asking(
      40,
      'previewEdits',
      `${what} of ${name}`,
      { method: 'POST', url, body: { records } },
      { verbs: ['edit'] },
    );
  return [
    ...fields.map(({ field, value }) =>
      ask(
        `${field.name} guessed`,
        ids.map((id) => ({ id, version: 2, values: { [field.name]: value } })),
      ),
    ),
    ask(
      'an unknown field',
      ids.map((id) => ({ id, version: 2, values: { no_such_field: '1' } })),
    ),
    ask(
      'an old version',
      ids.map((id) => ({ id, version: 99, values: { name: 'Q' } })),
    ),
  ];
}

function creations({ name, fields, visible, hidden }: TypeTarget): readonly Probe[] {
  const stored = fields.filter(({ field }) => field.derived === undefined);
  const values = Object.fromEntries(stored.map(({ field, value }) => [field.name, value]));
  const create = (leak: number, what: string, body: object, key?: string) =>
    asking(
      leak,
      'createRecord',
      `${what} ${name}`,
      {
        method: 'POST',
        url: `/records/${name}`,
        body: { values: body },
        ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
      },
      { verbs: ['create'] },
    );
  const link = name === 'order' ? 'buyer' : 'caller';
  return [
    create(13, 'a double of a', values),
    create(13, 'a named', { name: 'Q someone' }),
    create(18, 'once a', { name: 'Q twice', phone: '13900000001' }, 'leak-key-1'),
    create(18, 'again a', { name: 'Q twice', phone: '13900000001' }, 'leak-key-1'),
    create(18, 'with the same key another', { name: 'Q other', phone: '13900000002' }, 'leak-key-1'),
    ...(name === 'customer'
      ? []
      : [visible?.customer, hidden?.customer, ABSENT].map((customer, index) =>
          create(13, `about customer ${index} a`, { [link]: customer ?? ABSENT }),
        )),
    ...stored.map(({ field, value }) => create(12, `with only ${field.name} a`, { [field.name]: value })),
    create(12, 'with an unknown field a', { no_such_field: '1' }),
  ];
}

/** All or nothing: what fails at the end must not tell what became of the beginning. */
function rollbacks({ name, visible, fields }: TypeTarget): readonly Probe[] {
  if (visible === null) return [];
  const guesses = fields.slice(0, 3).map(({ field, value }) =>
    editSeveral(`${field.name} guessed among several of ${name}`, name, visible.id, {
      [field.name]: value,
    }),
  );
  const twice = fields.map(({ field, value }) =>
    asking(
      40,
      'editRecords',
      `${field.name} twice of one ${name}`,
      {
        method: 'POST',
        url: `/records/${name}/bulk-edit`,
        body: {
          records: [
            { id: visible.id, version: 2, values: { [field.name]: value } },
            { id: visible.id, version: 99, values: { [field.name]: value } },
          ],
        },
      },
      { verbs: ['edit'] },
    ),
  );
  return [...twice, ...guesses];
}

function erasures({ name, hidden, visible }: TypeTarget): readonly Probe[] {
  const erase = (which: string, id: string, version: number) =>
    asking(
      11,
      'eraseRecord',
      `${which} ${name}`,
      {
        method: 'DELETE',
        url: `/records/${name}/${id}`,
        headers: { 'if-match': `"${version}"` },
      },
      { verbs: ['erase'] },
    );
  return [
    erase('an absent', ABSENT, 2),
    ...(hidden === null ? [] : [erase('a hidden', hidden.id, 2), erase('an old hidden', hidden.id, 1)]),
    ...(visible === null ? [] : [erase('an old', visible.id, 99), eraseCurrent(name, visible.id)]),
  ];
}

function eraseCurrent(name: string, id: string): Probe {
  const url = `/records/${name}/${id}`;
  return {
    leak: 11,
    operation: 'eraseRecord',
    name: `the visible ${name}`,
    verbs: ['erase'],
    async run(client) {
      const seen = await client.send({ method: 'GET', url, purpose: SERVICE });
      const headers = { 'if-match': seen.headers.etag ?? '"2"' };
      const request = { method: 'DELETE', url, headers } as const;
      return [
        seen,
        await client.send({ ...request, purpose: SERVICE }),
        await client.send({ ...request, purpose: ERASURE }),
        await client.send({ method: 'GET', url, purpose: SERVICE }),
      ];
    },
  };
}

/** What customers decided is known to nobody here; who has the right is tried in gateway/decisions.test.ts. */
function decisions({ name, hidden, visible }: TypeTarget): readonly Probe[] {
  if (name !== 'customer') return [];
  const subject = { kind: 'consent', purpose: SERVICE };
  return [visible?.id, hidden?.id, ABSENT].flatMap((id, index) => {
    const url = `/customers/${id ?? ABSENT}/decisions`;
    const body = { decisions: [{ subject, holds: true, form: 'paper' }] };
    return [
      asking(11, 'readDecisions', `decisions of customer ${index}`, { method: 'GET', url }),
      asking(11, 'recordDecisions', `a decision of customer ${index}`, { method: 'POST', url, body }),
    ];
  });
}

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
    get(35, 'whoCanSee', '/policy/who-can-see?recordType=customer&field=phone'),
    post(35, 'previewPolicy', '/policy/preview', { removedRules: ['rule-1'] }),
    get(35, 'readCatalogue', '/catalogue'),
    get(35, 'readTemplates', '/templates'),
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
    get(35, 'readApprovalFlow', '/approval-flow'),
    get(35, 'listRecent', '/recent', true),
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
