import { type Attributes, SpanKind, type Tracer, trace } from '@opentelemetry/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  openTestDoor,
  PLAIN_CONFIG,
  RECORD_ID,
  SIGNED_IN,
  stubServices,
} from '../../../test/support/http-services.ts';
import { Problem } from '../../contract/problem.ts';
import { SILENT } from '../../platform/log.ts';
import { createHttpDoor } from './door.ts';

describe('the HTTP door', () => {
  it('listens where it is told, answers there, and closes', async () => {
    const { services } = stubServices();
    const parts = { services, log: SILENT, webFolder: '/nonexistent', version: '0.0.0' };
    const door = await createHttpDoor({ ...parts, config: PLAIN_CONFIG });
    const address = await door.listen();
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const answer = await fetch(`${address}/healthz`, { headers: { connection: 'close' } });
    expect(await answer.json()).toEqual({ status: 'alive' });
    await door.close();
    await expect(fetch(`${address}/healthz`)).rejects.toThrow();
  });

  it('HTTP-28 does not open without the TLS that is configured', async () => {
    const { services } = stubServices();
    const config = {
      ...PLAIN_CONFIG,
      tlsCertificate: '/nonexistent/cert.pem',
      tlsKey: '/nonexistent/key.pem',
    };
    const opening = createHttpDoor({
      services,
      config,
      log: SILENT,
      webFolder: '/nonexistent',
      version: '0',
    });
    await expect(opening).rejects.toThrow(Problem);
    await expect(opening).rejects.toMatchObject({ code: 'misconfigured' });
  });
});

describe('traces', () => {
  type Told = { name: string; kind: SpanKind | undefined; attributes: Attributes; ended: boolean };
  const told: Told[] = [];
  beforeAll(() => {
    const idle = trace.getTracer('idle').startSpan('idle');
    const startSpan: Tracer['startSpan'] = (name, options) => {
      const one: Told = { name, kind: options?.kind, attributes: { ...options?.attributes }, ended: false };
      told.push(one);
      return Object.assign(Object.create(idle), {
        setAttribute: (key: string, value: string) => {
          one.attributes[key] = value;
        },
        end: () => {
          one.ended = true;
        },
      });
    };
    trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan }) as Tracer });
  });
  afterAll(() => trace.disable());

  it('HTTP-23 a trace knows the route and the status, and no URL', async () => {
    const door = await openTestDoor();
    const url = `/api/v1/records/customer/${RECORD_ID}?phone=13912345678`;
    const answer = await door.app.inject({ url, headers: { cookie: 'fencun=x' } });
    await door.app.inject({ url: '/healthz', headers: SIGNED_IN });
    await door.close();
    expect(told).toEqual([
      {
        name: 'GET /api/v1/records/:type/:id',
        kind: SpanKind.SERVER,
        attributes: {
          'http.request.method': 'GET',
          'http.route': '/api/v1/records/:type/:id',
          'http.response.status_code': 401,
          'url.scheme': 'http',
          'fencun.request': answer.headers['x-request-id'],
        },
        ended: true,
      },
      expect.objectContaining({ name: 'GET /healthz', ended: true }),
    ]);
  });
});
