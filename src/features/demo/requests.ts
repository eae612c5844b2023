import type { AccessRequest, GatewayDoor } from '../../gateway/door.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Identity } from '../identity/identity.ts';
import type { Sharing } from '../sharing/sharing.ts';
import { DEMO_PASSWORD } from './stories.ts';

/** Two requests on their way, so that whoever tries the demo finds something to decide: one on each level. */

type Parts = Readonly<{
  database: Database;
  gateway: GatewayDoor;
  identity: Identity;
  sharing: Pick<Sharing, 'ask' | 'decide'>;
}>;

const ASKER = 'zhou.min';
const HEAD = 'gao.ya';
const PURPOSE = 'marketing';
const CUSTOMERS = 3;

export async function demoRequests(parts: Parts): Promise<void> {
  const { database, gateway, identity, sharing } = parts;
  const { rows } = await database.pool('owner').query('SELECT FROM fencun.access_request LIMIT 1');
  if (rows.length > 0) return;
  const asker = await signedIn(identity, ASKER);
  const head = await signedIn(identity, HEAD);
  const found = await gateway.list(asker, 'customer', { filters: [], limit: CUSTOMERS, count: false });
  const records = found.records.map(({ id }) => id);
  if (records.length > 0) {
    const wish = { recordType: 'customer', choice: { records }, binding: null, emergency: false };
    const terms = { disclosure: 'shown' as const, days: 7, export: false };
    await sharing.ask(asker, {
      ...wish,
      terms: { ...terms, fields: ['phone'] },
      reason: '邀请老客户参加周年庆，需要电话确认到场',
      binding: '周年庆活动',
    });
    const second = await sharing.ask(asker, {
      ...wish,
      terms: { ...terms, fields: ['email'], days: 14 },
      reason: '活动邀请函按邮箱寄送，退回的需要逐个核实',
    });
    await sharing.decide(head, second, { verdict: 'approve' });
  }
  for (const request of [asker, head]) await identity.signOut(request);
}

async function signedIn(identity: Identity, login: string): Promise<AccessRequest> {
  const visit = { door: 'job' as const, network: null, request: null, userAgent: null };
  const { secret } = await identity.signIn({ login, password: DEMO_PASSWORD }, visit);
  const renew = () => identity.callerOf(secret, { fresh: true });
  const caller = await renew();
  if (caller === null) throw new Error(`${login} cannot sign in`);
  return { caller, purpose: PURPOSE, door: 'job', network: null, request: null, renew };
}
