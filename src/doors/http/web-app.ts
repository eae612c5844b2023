import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../contract/problem.ts';
import type { App } from './app.ts';
import { languageOfRequest } from './language.ts';
import { styleNonceOf } from './security-headers.ts';

const NONCE_MARK = '__CSP_NONCE__';
const RESERVED = /^(api|healthz|readyz|metrics)(\/|$)/;

/**
 * The web app: its files, and its one page for every other path, since its routes are its own. Names of files below
 * `assets/` hold a digest of their content, so they may be kept for good; the page itself is asked for each time.
 */
export async function serveWebApp(app: App, folder: string): Promise<void> {
  const page = readPage(folder);
  if (page !== null) await app.register(fastifyStatic, { root: folder, serve: false, preCompressed: true });

  app.get('/*', { schema: { hide: true } }, async (request, reply) => {
    const path = (request.params as Readonly<{ '*': string }>)['*'];
    if (RESERVED.test(path) || path.includes('..')) throw new Problem('not-found');
    if (page === null) return sendUnbuilt(request, reply);
    if (path !== 'index.html' && /\.[a-z0-9]+$/i.test(path)) return sendFile(reply, path);
    return sendPage(reply, page.replaceAll(NONCE_MARK, styleNonceOf(reply)));
  });
}

function readPage(folder: string): string | null {
  const path = join(folder, 'index.html');
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

function sendFile(reply: FastifyReply, path: string): FastifyReply {
  return path.startsWith('assets/')
    ? reply.sendFile(path, { maxAge: '365d', immutable: true })
    : reply.header('cache-control', 'no-cache').sendFile(path, { cacheControl: false });
}

export function sendPage(reply: FastifyReply, html: string): FastifyReply {
  return reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(html);
}

const UNBUILT = {
  zh: [
    'zh-CN',
    '界面尚未构建',
    '请在项目目录中运行 <code>npm run build</code>，然后重新启动。接口已可使用：',
    '接口说明',
  ],
  en: [
    'en',
    'The web app has not been built',
    'Run <code>npm run build</code> in the project folder and start again. The API works already:',
    'API reference',
  ],
} as const;

function sendUnbuilt(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const [tag, title, text, link] = UNBUILT[languageOfRequest(request)];
  return sendPage(
    reply,
    `<!doctype html><html lang="${tag}"><meta charset="utf-8"><title>${title}</title>
<h1>${title}</h1><p>${text} <a href="/api/docs">${link}</a></p></html>`,
  );
}
