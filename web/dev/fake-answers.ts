import { Problem } from '../../src/contract/problem.ts';
import type { Me } from '../../src/contract/session.ts';
import { administrationAnswer } from './fake-administration.ts';
import type { Call, Reply } from './fake-call.ts';
import { importsAnswer } from './fake-imports.ts';
import { recordsAnswer } from './fake-records.ts';
import { viewsAnswer } from './fake-views.ts';
import { PEOPLE } from './synthetic-people.ts';
import { TYPES } from './synthetic-types.ts';

/** Development only: the routes of the synthetic server. */

function meOf(index: number): Me {
  const person = PEOPLE[index];
  if (person === undefined) throw new Problem('not-signed-in');
  return {
    ...person,
    csrfToken: 'synthetic',
    mustProveSecondFactor: false,
    mustChangePassword: person.person.login === 'new.staff',
    mustSetUpSecondFactor: false,
    secondFactors: [],
    expiresAt: new Date(Date.now() + 28_800_000).toISOString(),
  };
}

export function answer(call: Call): Reply {
  const { method, path } = call;
  if (path === '/session' && method === 'POST') {
    const { login, password } = call.body as { login: string; password: string };
    const index = PEOPLE.findIndex((each) => each.person.login === login);
    if (index < 0 || password !== 'fencun') throw new Problem('wrong-credentials', { waitSeconds: 4 });
    return { body: meOf(index), cookie: `fencun=${index}; HttpOnly; SameSite=Strict; Path=/` };
  }
  if (call.session === null) throw new Problem('not-signed-in');
  const me = meOf(Number(call.session));
  if (path === '/session' && method === 'GET') return { body: me };
  if (path === '/session' && method === 'DELETE') return { cookie: 'fencun=; Max-Age=0; Path=/' };
  if (path === '/purposes') return { body: { purposes: me.purposes } };
  if (path === '/record-types') {
    const recordTypes = call.purpose === null ? TYPES.map((type) => ({ ...type, fields: [] })) : TYPES;
    return { body: { recordTypes: me.purposes.length === 0 ? [] : recordTypes } };
  }
  if (path.startsWith('/views')) return viewsAnswer(call);
  if (path.startsWith('/records/')) return recordsAnswer(call, me);
  if (path.startsWith('/imports')) return importsAnswer(call);
  return administrationAnswer(call, me);
}
