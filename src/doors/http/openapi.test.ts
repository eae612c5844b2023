import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDoor, type TestDoor } from '../../../test/support/http-services.ts';
import { PROBLEMS } from '../../contract/problem.ts';

type Operation = {
  operationId: string;
  summary: string;
  tags: string[];
  'x-zh': { summary: string };
  parameters?: { name: string; in: string; required: boolean; schema: object }[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>;
  security?: Record<string, string[]>[];
};
type Document = {
  openapi: string;
  info: { title: string; version: string };
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object>; securitySchemes: Record<string, object> };
};

let door: TestDoor;
let document: Document;
let operations: readonly Readonly<{ path: string; method: string; operation: Operation }>[];
beforeAll(async () => {
  door = await openTestDoor();
  const answer = await door.app.inject({ url: '/api/v1/openapi.json' });
  expect(answer.statusCode).toBe(200);
  document = answer.json();
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
});
afterAll(() => door.close());

describe('the OpenAPI document', () => {
  it('HTTP-14 is OpenAPI 3.1 and describes every route of the API', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.info).toMatchObject({ title: 'Fencun', version: '0.0.0' });
    const described = operations.map(({ path, method }) => `${method.toUpperCase()} ${path}`);
    let inScim = false;
    const served = door.app
      .printRoutes({ commonPrefix: false })
      .split('\n')
      .flatMap((line) => {
        if (/^[├└]/.test(line)) inScim = line.includes('/scim/v2');
        // SCIM describes itself, by its schemas.
        return inScim ? [] : (/\(([A-Z, ]+)\)$/.exec(line)?.[1]?.split(', ') ?? []);
      });
    // Without the page for people and the document itself; the web app's wildcard and the tiles' are printed as one.
    expect(described).toHaveLength(served.length - 2);
  });

  it('HTTP-14 names each operation once, in both languages, with a group and answers', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const tags = document.tags.map(({ name }) => name);
    for (const { path, operation } of operations) {
      expect(operation.operationId, path).toMatch(/^[a-z][A-Za-z]+$/);
      expect(operation.summary, path).not.toBe('');
      expect(operation['x-zh'].summary, path).toMatch(/[\u4e00-\u9fff]/);
      expect(tags, path).toContain(operation.tags[0]);
      const { default: problem, ...answers } = operation.responses;
      expect(problem?.content?.['application/problem+json'], path).toBeDefined();
      expect(Object.keys(answers), path).toHaveLength(1);
      for (const [status, { description }] of Object.entries(answers)) {
        expect(status, path).toMatch(/^(?:20[014]|302)$/);
        expect(description, path).not.toMatch(/^(|Default Response)$/);
      }
    }
  });

  it('HTTP-14 describes every parameter of every path, and refers to nothing that is not there', () => {
    for (const { path, operation } of operations) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const described = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect(described.map(({ name }) => name).sort(), path).toEqual(named.sort());
      expect(
        described.every(({ required }) => required),
        path,
      ).toBe(true);
    }
    const names = Object.keys(document.components.schemas);
    const referred = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, target]) => target);
    expect(referred.length).toBeGreaterThan(20);
    for (const target of referred) {
      expect(names.map((name) => `#/components/schemas/${name}`)).toContain(target);
    }
    const schemes = operations.flatMap(({ operation }) => (operation.security ?? []).flatMap(Object.keys));
    expect([...new Set(schemes)].sort()).toEqual(Object.keys(document.components.securitySchemes).sort());
  });

  it('HTTP-14 asks for purpose, version and idempotency key where the gateway does', () => {
    const headersOf = (id: string) =>
      operations
        .find(({ operation }) => operation.operationId === id)
        ?.operation.parameters?.filter((parameter) => parameter.in === 'header')
        .map(({ name }) => name);
    expect(headersOf('queryRecords')).toEqual(['fencun-purpose']);
    expect(headersOf('createRecord')).toEqual(['fencun-purpose', 'idempotency-key']);
    expect(headersOf('editRecord')).toEqual(['fencun-purpose', 'idempotency-key', 'if-match']);
    expect(headersOf('eraseRecord')).toEqual(['fencun-purpose', 'idempotency-key', 'if-match']);
  });
});

describe('the reference for people', () => {
  it('HTTP-14 shows every operation and every problem, needs no script and no other host', async () => {
    const answer = await door.app.inject({ url: '/api/docs', headers: { 'accept-language': 'en' } });
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    const html = answer.body;
    expect(html).not.toMatch(/<script|https?:\/\/|style="|onclick/i);
    const [, nonce] = /<style nonce="([\w-]+)">/.exec(html) ?? [];
    expect(answer.headers['content-security-policy']).toContain(`'nonce-${nonce}'`);
    for (const { operation } of operations) expect(html).toContain(`<article id="${operation.operationId}">`);
    for (const code of Object.keys(PROBLEMS)) expect(html).toContain(`id="problem-${code}"`);
    expect(html).toContain('Sign in');
    const chinese = await door.app.inject({ url: '/api/docs' });
    expect(chinese.body).toContain('<html lang="zh-CN">');
    expect(chinese.body).toContain('读取一条记录');
  });
});
