import { afterEach, describe, expect, it } from 'vitest';
import { openTestDoor, RECORD_ID, SIGNED_IN, type TestDoor } from '../../../test/support/http-services.ts';
import type { AccessRecord } from '../../audit/access-record.ts';
import { Problem } from '../../contract/problem.ts';
import { createMetrics } from './metrics.ts';

let door: TestDoor | null = null;
afterEach(async () => {
  await door?.close();
  door = null;
});
async function open(...parts: Parameters<typeof openTestDoor>): Promise<TestDoor> {
  door = await openTestDoor(...parts);
  return door;
}

describe('what operators see', () => {
  it('HTTP-23 the operating log knows the route of a request, and nothing of its query, body or record', async () => {
    const { app, lines } = await open({
      gateway: {
        list: async () => {
          throw new Problem('forbidden');
        },
      },
    });
    await app.inject({ url: '/api/v1/records/customer?cursor=13912345678', headers: SIGNED_IN });
    await app.inject({
      method: 'POST',
      url: '/api/v1/records/customer/query',
      headers: SIGNED_IN,
      payload: { filters: [{ field: 'phone', operator: 'equals', values: ['13912345678'] }] },
    });
    await app.inject({ url: `/api/v1/records/customer/${RECORD_ID}`, headers: SIGNED_IN });
    await app.inject({ url: '/healthz' });
    const log = lines.join('');
    expect(log).not.toMatch(/13912345678|0000000a|SSSS/);
    expect(lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'request')).toMatchObject([
      { method: 'GET', route: '/api/v1/records/:type', status: 403 },
      { method: 'POST', route: '/api/v1/records/:type/query', status: 403 },
      { method: 'GET', route: '/api/v1/records/:type/:id', status: 500 },
    ]);
  });

  it('HTTP-22 figures go to this machine alone, and never through a proxy on it', async () => {
    const { app } = await open();
    await app.inject({ url: `/api/v1/records/customer/${RECORD_ID}` });
    const here = await app.inject({ url: '/metrics' });
    expect(here.statusCode).toBe(200);
    expect(here.body).toContain(
      'fencun_http_request_duration_seconds_count{method="GET",route="/api/v1/records/:type/:id",status="401"} 1',
    );
    expect(here.body).toContain('process_resident_memory_bytes');
    expect(here.body).not.toContain(RECORD_ID);
    const elsewhere = [
      { remoteAddress: '192.0.2.1' },
      { headers: { 'x-forwarded-for': '127.0.0.1' } },
      { headers: { forwarded: 'for=127.0.0.1' } },
    ];
    for (const way of elsewhere) {
      expect((await app.inject({ url: '/metrics', ...way })).statusCode).toBe(404);
    }
  });

  it('HTTP-22 where a token is configured, it is what opens the figures', async () => {
    const { app } = await open({}, { config: { metricsToken: 'scrape-me' } });
    const ask = (authorization?: string) =>
      app.inject({
        url: '/metrics',
        remoteAddress: '192.0.2.1',
        headers: authorization === undefined ? {} : { authorization },
      });
    expect((await ask('Bearer scrape-me')).statusCode).toBe(200);
    expect((await ask('Bearer scrape-m')).statusCode).toBe(404);
    expect((await ask()).statusCode).toBe(404);
    expect((await app.inject({ url: '/metrics' })).statusCode).toBe(404);
  });

  it('readiness fails with what is not ready', async () => {
    const ready = async () => {
      throw new Problem('key-unavailable');
    };
    const { app } = await open({ ready } as never);
    expect((await app.inject({ url: '/healthz' })).json()).toEqual({ status: 'alive' });
    const answer = await app.inject({ url: '/readyz' });
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toMatchObject({ code: 'key-unavailable' });
  });

  it('figures of appends and connections', async () => {
    const metrics = createMetrics();
    let fails = false;
    const writer = metrics.timed({
      append: async () => {
        if (fails) throw new Problem('record-unavailable');
      },
      appendWithin: async () => {},
      drain: async () => {},
    });
    await writer.append({} as AccessRecord);
    fails = true;
    await expect(writer.append({} as AccessRecord)).rejects.toThrow(Problem);
    metrics.watchPool('gateway', { totalCount: 5, idleCount: 3, waitingCount: 1 });
    const text = await metrics.registry.metrics();
    expect(text).toContain('fencun_access_record_append_seconds_count{outcome="durable"} 1');
    expect(text).toContain('fencun_access_record_append_seconds_count{outcome="failed"} 1');
    expect(text).toContain('fencun_database_connections{pool="gateway",state="waiting"} 1');
    metrics.registry.clear();
  });
});
