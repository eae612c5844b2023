import type { ProblemBody } from '../../../src/contract/common.ts';
import { currentLanguage, LANGUAGE_TAGS } from '../i18n.ts';
import { ApiProblem, isProblem, localProblem } from './problem.ts';

/**
 * The one way to the server. Customer values travel in bodies only; a path holds record types and opaque ids.
 */

const BASE = '/api/v1';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type RequestOptions = {
  body?: unknown;
  form?: FormData;
  /** The purpose under which customer data is read or written. */
  purpose?: string | null;
  /** The version that an edit or erasure is based on. */
  version?: number;
  /** Makes sending the same again harmless; a new one is made for every request that names none. */
  key?: string;
  as?: 'json' | 'text' | 'blob';
  signal?: AbortSignal;
};

let csrfToken: string | null = null;
let onSignedOut: () => void = () => {};
let stepUp: (() => Promise<boolean>) | null = null;

export function rememberCsrfToken(token: string | null): void {
  csrfToken = token;
}

/** Called when any request but those about the session itself finds the session ended. */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

/** Asked when a request needs a recent proof of the second factor; the answer says whether it was given. */
export function whenStepUpNeeded(listener: (() => Promise<boolean>) | null): void {
  stepUp = listener;
}

/** Sends a request; where that needs a recent proof of the second factor, asks for it and sends the request again. */
export async function request<Answer>(
  method: Method,
  path: string,
  options: RequestOptions = {},
): Promise<Answer> {
  try {
    return await send<Answer>(method, path, options);
  } catch (error) {
    const canStepUp = isProblem(error, 'step-up-needed') && stepUp !== null;
    if (!canStepUp || !(await stepUp?.())) throw error;
    return send<Answer>(method, path, options);
  }
}

async function send<Answer>(method: Method, path: string, options: RequestOptions): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(BASE + path, {
      method,
      headers: headersFor(method, options),
      credentials: 'same-origin',
      cache: 'no-store',
      ...(options.form ? { body: options.form } : {}),
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.signal ? { signal: options.signal } : {}),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw localProblem('unreachable', 0);
  }
  if (!response.ok) {
    const problem = await problemOf(response);
    if (problem.code === 'not-signed-in' && path !== '/session') onSignedOut();
    throw problem;
  }
  return readAnswer<Answer>(response, options.as ?? 'json');
}

function headersFor(method: Method, options: RequestOptions): Headers {
  const headers = new Headers({ 'accept-language': LANGUAGE_TAGS[currentLanguage()] });
  if (options.body !== undefined) headers.set('content-type', 'application/json');
  if (options.purpose) headers.set('fencun-purpose', options.purpose);
  if (options.version !== undefined) headers.set('if-match', `"${options.version}"`);
  if (method !== 'GET') {
    if (csrfToken !== null) headers.set('x-csrf-token', csrfToken);
    headers.set('idempotency-key', options.key ?? randomId());
  }
  return headers;
}

async function readAnswer<Answer>(response: Response, as: 'json' | 'text' | 'blob'): Promise<Answer> {
  if (response.status === 204) return undefined as Answer;
  try {
    if (as === 'text') return (await response.text()) as Answer;
    if (as === 'blob') return (await response.blob()) as Answer;
    return (await response.json()) as Answer;
  } catch {
    throw localProblem('unreadable', response.status, response.headers.get('x-request-id') ?? '');
  }
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const requestId = response.headers.get('x-request-id') ?? '';
  try {
    const body = (await response.json()) as Partial<ProblemBody>;
    if (typeof body.code !== 'string' || typeof body.title !== 'string') throw new TypeError('not a problem');
    return new ApiProblem({
      type: body.type ?? 'about:blank',
      title: body.title,
      detail: body.detail ?? '',
      status: response.status,
      code: body.code,
      request: body.request ?? requestId,
      ...(body.errors ? { errors: body.errors } : {}),
    });
  } catch {
    return localProblem('unreadable', response.status, requestId);
  }
}

/** A version 4 UUID. `crypto.randomUUID` exists only in secure contexts, and a trial on a LAN is not one. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
