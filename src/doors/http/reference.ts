import { PROBLEMS } from '../../contract/problem.ts';
import type { App } from './app.ts';
import { type Language, languageOfRequest } from './language.ts';
import { TAGS } from './operation.ts';
import { escapeHtml, markedText, schemaText } from './reference-text.ts';
import { styleNonceOf } from './security-headers.ts';
import { sendPage } from './web-app.ts';

/** The part of an OpenAPI document that the page shows. */
type Document = Readonly<{
  info: Readonly<{ description?: string }>;
  paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  components?: Readonly<{ schemas?: Readonly<Record<string, unknown>> }>;
}>;
type Operation = Readonly<{
  operationId?: string;
  tags?: readonly string[];
  summary?: string;
  description?: string;
  security?: readonly unknown[];
  parameters?: readonly Parameter[];
  requestBody?: unknown;
  responses?: Readonly<Record<string, unknown>>;
  'x-zh'?: Readonly<{ summary: string; description: string }>;
}>;
type Parameter = Readonly<{ name: string; in: string; required?: boolean; schema?: unknown }>;
type Described = Readonly<{ method: string; path: string; operation: Operation }>;

/** The API as a document for programs (OpenAPI) and as a page for people, both made from the same schemas. */
export function serveReference(app: App): void {
  app.get('/api/v1/openapi.json', { schema: { hide: true } }, async (_request, reply) =>
    reply.header('cache-control', 'no-store').send(app.swagger()),
  );
  app.get('/api/docs', { schema: { hide: true } }, async (request, reply) => {
    const document = app.swagger() as Document;
    const language = languageOfRequest(request);
    return sendPage(reply.header('vary', 'accept-language'), page(document, language, styleNonceOf(reply)));
  });
}

const WORDS = {
  zh: {
    title: '分寸接口说明',
    problems: '问题代码',
    body: '请求内容',
    answer: '返回',
    none: '无内容',
    open: '无需登录',
    session: '仅限会话',
  },
  en: {
    title: 'Fencun API reference',
    problems: 'Problems',
    body: 'Body',
    answer: 'Answer',
    none: 'no content',
    open: 'open to anybody',
    session: 'sessions only',
  },
} as const;

function page(document: Document, language: Language, nonce: string): string {
  const words = WORDS[language];
  const operations = operationsOf(document);
  const groups = Object.entries(TAGS).map(([tag, label]) => {
    const own = operations.filter(({ operation }) => operation.tags?.includes(tag));
    return `<section id="${tag}"><h2>${label[language]}</h2>${own.map((each) => article(each, language)).join('')}</section>`;
  });
  const links = Object.entries(TAGS).map(([tag, label]) => `<a href="#${tag}">${label[language]}</a>`);
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${words.title}</title>
<style nonce="${nonce}">${STYLE}</style></head><body>
<header><h1>${words.title}</h1><p><a href="/api/v1/openapi.json">OpenAPI 3.1</a></p>${markedText(document.info.description ?? '')}
<nav>${links.join(' ')} <a href="#problems">${words.problems}</a></nav></header>
<main>${groups.join('')}<section id="schemas"><h2>Schemas</h2>${schemas(document)}</section>${problems(language)}</main></body></html>`;
}

function operationsOf(document: Document): readonly Described[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

function article({ method, path, operation }: Described, language: Language): string {
  const words = WORDS[language];
  const { security = [], parameters = [], requestBody, responses } = operation;
  const zh = operation['x-zh'];
  const summary = language === 'zh' && zh ? zh.summary : (operation.summary ?? '');
  const description = language === 'zh' && zh ? zh.description : (operation.description ?? '');
  const access = security.length === 0 ? words.open : security.length === 1 ? words.session : '';
  const rows = parameters.map(
    ({ name, in: where, required, schema }) =>
      `<tr><td><code>${escapeHtml(name)}</code></td><td>${where}${required === true ? ' *' : ''}</td><td><code>${escapeHtml(schemaText(schema))}</code></td></tr>`,
  );
  const body = contentText(requestBody);
  const answers = Object.entries(responses ?? {})
    .filter(([status]) => status !== 'default')
    .map(
      ([status, answer]) =>
        `<h4>${words.answer} ${status}</h4>${contentText(answer) || `<p>${words.none}</p>`}`,
    );
  return `<article id="${operation.operationId}"><h3><b>${method}</b> <code>${escapeHtml(path)}</code></h3>
<p><strong>${escapeHtml(summary)}</strong>${access === '' ? '' : ` <em>${access}</em>`}</p>${markedText(description)}
${rows.length === 0 ? '' : `<table>${rows.join('')}</table>`}
${body === '' ? '' : `<h4>${words.body}</h4>${body}`}${answers.join('')}</article>`;
}

function contentText(part: unknown): string {
  const content = (part as { content?: Record<string, { schema?: unknown }> } | undefined)?.content ?? {};
  return Object.entries(content)
    .map(
      ([type, { schema }]) =>
        `<pre>${type === 'application/json' ? '' : `${escapeHtml(type)}\n`}${escapeHtml(schemaText(schema))}</pre>`,
    )
    .join('');
}

function schemas(document: Document): string {
  return Object.entries(document.components?.schemas ?? {})
    .filter(([name]) => !name.endsWith('Input'))
    .map(
      ([name, schema]) => `<h3 id="schema-${name}">${name}</h3><pre>${escapeHtml(schemaText(schema))}</pre>`,
    )
    .join('');
}

function problems(language: Language): string {
  const rows = Object.entries(PROBLEMS).map(([code, problem]) => {
    const [title, detail] = problem[language];
    return `<tr id="problem-${code}"><td><code>${code}</code></td><td>${problem.status}</td><td>${escapeHtml(title)}<br><small>${escapeHtml(detail)}</small></td></tr>`;
  });
  return `<section id="problems"><h2>${WORDS[language].problems}</h2><table>${rows.join('')}</table></section>`;
}

const STYLE = `:root{color-scheme:light dark;font:16px/1.6 system-ui,"PingFang SC","Microsoft YaHei",sans-serif}
body{max-width:60rem;margin:0 auto;padding:1.5rem}nav a{margin-right:1rem}
article{border-top:1px solid #8884;padding:.5rem 0 1rem}h3 b{font-weight:700}
pre{overflow-x:auto;padding:.75rem;background:#8881;border-radius:.4rem;font-size:.85rem;line-height:1.45}
table{border-collapse:collapse}td{padding:.2rem .8rem .2rem 0;vertical-align:top}tr:target{background:#fc03}
em{color:#888;font-style:normal;font-size:.85rem}`;
