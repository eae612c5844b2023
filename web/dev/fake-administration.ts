import { createHash, randomUUID } from 'node:crypto';
import type { LogQuery } from '../../src/contract/access-log.ts';
import { Problem } from '../../src/contract/problem.ts';
import type { CredentialView, Me } from '../../src/contract/session.ts';
import type { Call, Reply } from './fake-call.ts';
import { syntheticCatalogue } from './synthetic-catalogue.ts';
import { ORGANISATION, POLICY, WHO_CAN_SEE } from './synthetic-governance.ts';
import { syntheticLog } from './synthetic-log.ts';
import { RECORDS } from './synthetic-records.ts';

/** Development only: credentials, organisation, policy and access log. */

const DAY_MS = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();

const credentials: CredentialView[] = [
  {
    id: randomUUID(),
    kind: 'session',
    name: 'Chrome · Windows',
    current: true,
    createdAt: ago(0.1),
    expiresAt: ago(-0.3),
    lastSeenAt: ago(0),
    device: { browser: 'Chrome', system: 'Windows' },
    networks: ['10.0.4.21'],
  },
  {
    id: randomUUID(),
    kind: 'session',
    name: 'Safari · iPhone',
    current: false,
    createdAt: ago(1),
    expiresAt: ago(-0.1),
    lastSeenAt: ago(0.4),
    device: { browser: 'Safari', system: 'iOS' },
    networks: ['203.0.113.9', '10.0.7.3'],
  },
  {
    id: randomUUID(),
    kind: 'token',
    name: 'ERP 订单同步',
    current: false,
    createdAt: ago(30),
    expiresAt: ago(-60),
    lastSeenAt: null,
    device: null,
    networks: [],
  },
];

const log = syntheticLog(
  (RECORDS.customer ?? []).slice(0, 40).map((record) => record.id),
  420,
);
const ROOT = createHash('sha256').update('synthetic').digest('base64');
const CHECKPOINT = `fencun.example/log\n420\n${ROOT}\n\n— fencun.example/log zDqLqQ3l8e2vU0m5h7Yx0l9Y3mGQ8m0C0y5lq2Yl3R0m2v9z1b7c\n`;

export function administrationAnswer(call: Call, me: Me): Reply {
  const { method, path } = call;
  switch (`${method} ${path}`) {
    case 'GET /credentials':
      return { body: { credentials } };
    case 'POST /credentials': {
      const { name } = call.body as { name: string };
      const id = randomUUID();
      credentials.push({
        id,
        kind: 'token',
        name,
        current: false,
        createdAt: ago(0),
        expiresAt: ago(-90),
        lastSeenAt: null,
        device: null,
        networks: [],
      });
      return { body: { id, name, secret: `fct_${ROOT.replace(/\W/g, '')}`, expiresAt: ago(-90) } };
    }
    case 'GET /session/second-factors':
      return { body: { factors: [], recoveryCodesLeft: 0, isRequired: false } };
    case 'GET /security-policy':
      return {
        body: { officersNeedSecondFactor: true, positionsNeedingSecondFactor: [], version: 0 },
      };
    case 'POST /session/password':
      if ((call.body as { current: string }).current !== 'fencun')
        throw new Problem('wrong-credentials', { waitSeconds: 2 });
      return {};
    case 'GET /organisation':
      return { body: ORGANISATION };
    case 'GET /catalogue':
      return { body: syntheticCatalogue() };
    case 'GET /policy':
      return { body: POLICY };
    case 'GET /policy/who-can-see':
      return { body: WHO_CAN_SEE };
    case 'POST /log/query':
      return logQuery(call.body as LogQuery, me);
    case 'GET /log/checkpoint':
      return { body: CHECKPOINT };
    case 'POST /log/verify':
      return {
        body: {
          sound: true,
          size: 420,
          rootHash: ROOT,
          signedAt: ago(0),
          checkpoint: CHECKPOINT,
          checkedEntries: 420,
          firstBadIndex: null,
          finding: {
            zh: '每条记录都与签名的检查点一致。',
            en: 'Every entry agrees with the signed checkpoint.',
          },
        },
      };
  }
  if (method === 'DELETE' && path.startsWith('/credentials/')) {
    const index = credentials.findIndex((each) => path.endsWith(each.id));
    if (index >= 0) credentials.splice(index, 1);
    return {};
  }
  throw new Problem('not-found');
}

function logQuery(query: LogQuery, me: Me): Reply {
  if (me.office !== 'audit-administrator') throw new Problem('forbidden');
  const matching = log.filter(
    (entry) =>
      (query.kind === undefined || entry.kind === query.kind) &&
      (query.outcome === undefined || entry.outcome === query.outcome) &&
      (query.person === undefined || entry.person?.id === query.person),
  );
  const start = Number(query.cursor ?? 0);
  const end = start + (query.limit ?? 50);
  return {
    body: { entries: matching.slice(start, end), nextCursor: end < matching.length ? String(end) : null },
  };
}
