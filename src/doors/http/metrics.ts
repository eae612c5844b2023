import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { AuditWriter } from '../../audit/writer.ts';
import { Problem } from '../../contract/problem.ts';

/** Figures for operators (Prometheus text format). Labels are route templates and counts, never ids or values. */
export type Metrics = Readonly<{
  registry: Registry;
  /** @param seconds from the first byte of the request's head to the end of the answer */
  observeRequest(method: string, route: string, status: number, seconds: number): void;
  /** The same writer, with the time that each append takes to become durable. */
  timed(writer: AuditWriter): AuditWriter;
  /** Shows how busy a pool of database connections is. */
  watchPool(name: string, pool: PoolFigures): void;
}>;

type PoolFigures = Readonly<{ totalCount: number; idleCount: number; waitingCount: number }>;

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'fencun_http_request_duration_seconds',
    help: 'Duration of HTTP requests by route template and status.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: SECONDS,
    registers: [registry],
  });
  const appends = new Histogram({
    name: 'fencun_access_record_append_seconds',
    help: 'Time until an access record is durable in the log.',
    labelNames: ['outcome'] as const,
    buckets: SECONDS,
    registers: [registry],
  });
  const pools = new Map<string, PoolFigures>();
  new Gauge({
    name: 'fencun_database_connections',
    help: 'Database connections by pool: total, idle, and requests that wait for one.',
    labelNames: ['pool', 'state'] as const,
    registers: [registry],
    collect() {
      for (const [pool, { totalCount, idleCount, waitingCount }] of pools) {
        this.set({ pool, state: 'total' }, totalCount);
        this.set({ pool, state: 'idle' }, idleCount);
        this.set({ pool, state: 'waiting' }, waitingCount);
      }
    },
  });

  return {
    registry,
    observeRequest: (method, route, status, seconds) =>
      requests.observe({ method, route, status: String(status) }, seconds),
    timed: (writer) => ({
      ...writer,
      async append(record) {
        const end = appends.startTimer();
        try {
          await writer.append(record);
        } catch (error) {
          end({ outcome: 'failed' });
          throw error;
        }
        end({ outcome: 'durable' });
      },
    }),
    watchPool: (name, pool) => pools.set(name, pool),
  };
}

/**
 * @throws Problem `not-found` for who may not know of the figures at all. What a proxy on this machine passes on
 *   comes from elsewhere, though its connection doesn't
 */
export function mustBeOperator(request: FastifyRequest, token: string | null): void {
  const { authorization, forwarded } = request.headers;
  if (token !== null) {
    if (authorization !== undefined && sameText(authorization, `Bearer ${token}`)) return;
    throw new Problem('not-found');
  }
  const isPassedOn = forwarded !== undefined || request.headers['x-forwarded-for'] !== undefined;
  const isHere = /^(127\.|::1$|::ffff:127\.)/.test(request.socket.remoteAddress ?? '');
  if (isPassedOn || !isHere) throw new Problem('not-found');
}

function sameText(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
