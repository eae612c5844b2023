import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Connect, Plugin } from 'vite';
import { PROBLEMS, Problem, type ProblemCode } from '../../src/contract/problem.ts';
import { answer } from './fake-answers.ts';
import type { Call } from './fake-call.ts';

/**
 * Development only: a server of synthetic data for looking at the pages, never part of a build. It also sends the
 * production security policy, so that a page that would break it breaks here.
 */
export function fakeServer(): Plugin {
  return {
    name: 'fencun-fake-server',
    apply: (_, { command, isPreview }) => command === 'serve' || isPreview === true,
    configureServer: (server) => {
      server.middlewares.use(api);
    },
    configurePreviewServer: (server) => {
      server.middlewares.use(api);
      server.middlewares.use(page(server.config.build.outDir));
    },
  };
}

function page(folder: string): Connect.NextHandleFunction {
  return async (request, response, next) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (/\.\w+$/.test(path) || path.startsWith('/api')) return next();
    const { readFile } = await import('node:fs/promises');
    const html = await readFile(`${folder}/index.html`, 'utf8');
    const nonce = randomUUID();
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.setHeader(
      'content-security-policy',
      `default-src 'self'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'`,
    );
    response.end(html.replace('__CSP_NONCE__', nonce));
  };
}

const api: Connect.NextHandleFunction = (request, response, next) => {
  if (!request.url?.startsWith('/api/v1/')) return next();
  void respond(request, response);
};

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const requestId = randomUUID();
  response.setHeader('x-request-id', requestId);
  const language = request.headers['accept-language']?.startsWith('en') ? 'en' : 'zh';
  try {
    const result = answer(await callOf(request));
    if (result.cookie !== undefined) response.setHeader('set-cookie', result.cookie);
    if (result.status) response.statusCode = result.status;
    if (typeof result.body === 'string') {
      response.setHeader('content-type', 'text/plain; charset=utf-8');
      response.end(result.body);
    } else if (result.body === undefined) {
      response.statusCode = 204;
      response.end();
    } else {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(result.body));
    }
  } catch (error) {
    const problem = error instanceof Problem ? error : new Problem('internal');
    if (!(error instanceof Problem)) console.error(error);
    response.statusCode = PROBLEMS[problem.code as ProblemCode].status;
    response.setHeader('content-type', 'application/problem+json');
    response.end(
      JSON.stringify({
        type: `/problems/${problem.code}`,
        title: problem.title(language),
        detail: problem.detail(language),
        status: problem.status,
        code: problem.code,
        request: requestId,
      }),
    );
  }
}

async function callOf(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const url = new URL(request.url ?? '/', 'http://localhost');
  if ((request.headers['content-type'] ?? '').startsWith('multipart')) chunks.length = 0;
  const isJson = request.headers['content-type']?.startsWith('application/json') ?? false;
  const purpose = request.headers['fencun-purpose'];
  return {
    method: request.method ?? 'GET',
    path: url.pathname.slice('/api/v1'.length),
    search: url.searchParams,
    body: isJson && text !== '' ? (JSON.parse(text) as unknown) : null,
    session: /fencun=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ?? null,
    purpose: typeof purpose === 'string' ? purpose : null,
    version: Number(request.headers['if-match']?.replaceAll('"', '') ?? Number.NaN),
  };
}
