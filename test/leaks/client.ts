import type { Office } from '../../src/contract/session.ts';
import type { App } from '../../src/doors/http/app.ts';
import type { Reader } from './company.ts';

/** One principal at the door, and what the door answers. */

export type Who = Reader | Office | 'token' | 'anonymous';
export type SignedIn = Readonly<{ headers: Readonly<Record<string, string>>; secret: string }>;

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type Request = Readonly<{
  method: Method;
  /** Below `/api/v1`, or from the root where it begins with `//`. */
  url: string;
  purpose?: string | null;
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
}>;

export type Answer = Readonly<{
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
  /** Bytes that came, which may be no text. */
  raw: Buffer;
}>;

export type Client = Readonly<{ who: Who; send(request: Request): Promise<Answer> }>;

export function clientOf(app: App, who: Who, signedIn: ReadonlyMap<Who, SignedIn>): Client {
  const own = signedIn.get(who)?.headers ?? {};
  return { who, send: (request) => send(app, own, request) };
}

export async function send(
  app: App,
  own: SignedIn['headers'],
  { method, url, purpose, body, headers = {} }: Request,
): Promise<Answer> {
  const answer = await app.inject({
    method,
    url: url.startsWith('//') ? url.slice(1) : `/api/v1${url}`,
    headers: {
      ...own,
      ...(purpose === undefined || purpose === null ? {} : { 'fencun-purpose': purpose }),
      ...headers,
    },
    ...(body === undefined ? {} : { payload: body as object }),
  });
  const sent = Object.entries(answer.headers).map(([name, value]) => [name, String(value)] as const);
  return {
    status: answer.statusCode,
    headers: Object.fromEntries(sent),
    body: answer.body,
    raw: answer.rawPayload,
  };
}

export function json<T>(answer: Answer): T {
  return JSON.parse(answer.body) as T;
}
