import type { ListAnswer } from '../src/contract/records.ts';
import { type BenchPurpose, type Reader, readersOf } from './company.ts';
import { ENCRYPTED_FIELDS, FIELD_NAMES } from './customer-type.ts';
import type { LoadRequest } from './load.ts';
import type { Target } from './measure.ts';
import { type Serving, serve } from './serving.ts';
import type { Store } from './store.ts';

/** The servers on one store, and the lists that are asked of them. */
export type Servers = Readonly<{
  store: Store;
  raw: Serving;
  governed: Serving;
  bare: Serving | null;
  stop(): Promise<void>;
}>;

const PATH = '/api/v1/records/customer/query';
const PAGE = 50;

export async function startServers(
  store: Store,
  { build, bare }: Readonly<{ build?: string | undefined; bare: boolean }>,
): Promise<Servers> {
  const { folder, url } = store;
  const raw = await serve('raw-server.ts', { url });
  const governed = await serve('governed-server.ts', { folder, url, bare: false, build });
  const plain = bare ? await serve('governed-server.ts', { folder, url, bare: true, build }) : null;
  return {
    store,
    raw,
    governed,
    bare: plain,
    async stop() {
      await Promise.all([raw.stop(), governed.stop(), plain?.stop()]);
    },
  };
}

function target(name: string, { store }: Servers, server: Serving, requests: readonly LoadRequest[]): Target {
  return {
    name,
    url: server.address,
    requests,
    serverPid: server.pid,
    postgresPid: store.postgresPid,
    databaseUrl: store.url,
  };
}

/** First pages of the departments that the department readers read. */
export function rawTarget(name: string, servers: Servers, style: 'objects' | 'arrays'): Target {
  const { departments } = readersOf(servers.store.shape);
  const requests = departments.map(({ department }) => ({
    method: 'GET' as const,
    path: `/${style}/${department}`,
  }));
  return target(name, servers, servers.raw, requests);
}

export function governedRequest(
  { tokenOf }: Store,
  reader: Reader,
  purpose: BenchPurpose,
  query: Readonly<Record<string, unknown>> = {},
): LoadRequest {
  return {
    method: 'POST',
    path: PATH,
    headers: {
      authorization: `Bearer ${tokenOf(reader)}`,
      'content-type': 'application/json',
      'fencun-purpose': purpose,
    },
    body: JSON.stringify(query),
  };
}

export function governedTarget(
  name: string,
  servers: Servers,
  readers: readonly Reader[],
  purpose: BenchPurpose,
  server: Serving = servers.governed,
): Target {
  return target(
    name,
    servers,
    server,
    readers.map((reader) => governedRequest(servers.store, reader, purpose)),
  );
}

const DEEP_PAGES = 20;

/** The same readers' first twenty pages: more of the table, and cursors to open. The raw side starts at the same ids. */
export async function deepTargets(
  servers: Servers,
  purpose: BenchPurpose,
): Promise<readonly [Target, Target]> {
  const { store } = servers;
  const raw: LoadRequest[] = [];
  const governed: LoadRequest[] = [];
  for (const reader of readersOf(store.shape).departments) {
    let cursor: string | null = null;
    let after = '';
    for (let page = 0; page < DEEP_PAGES; page += 1) {
      const request = governedRequest(store, reader, purpose, cursor === null ? {} : { cursor });
      raw.push({ method: 'GET', path: `/objects/${reader.department}${after === '' ? '' : `/${after}`}` });
      governed.push(request);
      const answer: ListAnswer = await ask(servers.governed.address, request);
      cursor = answer.nextCursor;
      after = answer.records.at(-1)?.id ?? '';
      if (cursor === null) break;
    }
  }
  return [
    target('raw, deep pages', servers, servers.raw, raw),
    target('governed, deep pages', servers, servers.governed, governed),
  ];
}

export async function ask(
  address: string,
  { method, path, headers, body }: LoadRequest,
): Promise<ListAnswer> {
  const response = await fetch(address + path, {
    method,
    headers: { ...headers },
    ...(body === undefined ? {} : { body }),
  });
  if (response.status !== 200)
    throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as ListAnswer;
}

/**
 * Looks at what the targets answer before their speed is measured: a quick answer that holds too little is none.
 * `shown` is how many of the encrypted fields must be shown, all others masked; null where that varies by record.
 */
export async function checkTarget(
  { url, requests, name }: Target,
  shown: number | null,
  least = PAGE,
): Promise<void> {
  for (const request of requests) {
    const { records, disclosures } = await ask(url, request);
    const fields = records.map(({ values }) => Object.keys(values).length);
    const open = ENCRYPTED_FIELDS.filter((field) => disclosures[field] === 'shown');
    if (
      records.length < least ||
      records.length > PAGE ||
      fields.some((count) => count !== FIELD_NAMES.length)
    ) {
      throw new Error(`${name} answers ${records.length} records of ${Math.min(...fields)} fields`);
    }
    if (shown !== null && open.length !== shown)
      throw new Error(`${name} shows ${open.length} encrypted fields`);
  }
}
