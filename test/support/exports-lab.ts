import { randomBytes } from 'node:crypto';
import type { AccessRecord } from '../../src/audit/access-record.ts';
import { createAuditWriter } from '../../src/audit/writer.ts';
import type { ExportView, NewExport } from '../../src/contract/exports.ts';
import { createExports, type Exports, type ExportsParts } from '../../src/features/exports/exports.ts';
import { EXPORTS_MIGRATIONS } from '../../src/features/exports/schema.ts';
import type { AccessRequest } from '../../src/gateway/door.ts';
import type { Context } from '../../src/kernel/policy/model.ts';
import { migrate } from '../../src/platform/database/migrate.ts';
import { createIds } from '../../src/platform/ids.ts';
import { SILENT } from '../../src/platform/log.ts';
import { asSession, createGatewayLab, type GatewayLab, LAB_MIGRATIONS } from './gateway-lab.ts';
import { CUSTOMER, clerk, ORDER } from './lab-company.ts';

/** A company whose clerk exports: a gateway on a database of its own, and a clock that the test moves. */
export type ExportsLab = Readonly<{
  lab: GatewayLab;
  exports: Exports;
  /** The clerk, as they are now; `become` changes it for what runs in the background as well. */
  clerk(): AccessRequest;
  become(change: Partial<Context>): void;
  /** Moves the clock on. */
  later(milliseconds: number): void;
  now(): number;
  /** Another process on the same database. */
  elsewhere(change?: Partial<ExportsParts>): Exports;
  /** What exports themselves appended to the log, in order. */
  acts: AccessRecord[];
  /** Asks for a file and makes it. */
  made(wish?: Partial<NewExport>): Promise<ExportView>;
  text(id: string): Promise<string>;
  close(): Promise<void>;
}>;

export const REASON = 'for the yearly letter';

export async function createExportsLab(start: number): Promise<ExportsLab> {
  let at = start;
  const clock = () => at;
  const lab = await createGatewayLab({ clock });
  await migrate(lab.database, [...LAB_MIGRATIONS, ...EXPORTS_MIGRATIONS]);
  await lab.door.define(CUSTOMER);
  await lab.door.define(ORDER);
  let context = clerk();
  const request = () => asSession(lab.requestOf(context));
  const audit = createAuditWriter({
    pool: lab.database.pool('application'),
    writerId: '01890000-0000-7000-8000-0000000000fe',
  });
  const acts: AccessRecord[] = [];
  const made: Exports[] = [];
  const elsewhere = (change: Partial<ExportsParts> = {}): Exports => {
    const exports = createExports({
      database: lab.database,
      gateway: lab.door,
      callerOf: async () => request().renew(),
      clock,
      newId: createIds({ clock: Date.now, randomBytes }),
      appendWithin: async (client, records) => {
        await audit.appendWithin(client, records);
        acts.push(...records);
      },
      log: SILENT,
      batchRows: 3,
      ...change,
    });
    made.push(exports);
    return exports;
  };
  const exports = elsewhere();
  return {
    lab,
    exports,
    clerk: request,
    become: (change) => {
      context = { ...context, ...change };
    },
    later: (milliseconds) => {
      at += milliseconds;
    },
    now: clock,
    elsewhere,
    acts,
    async made(wish = {}) {
      const asked = await exports.ask(request(), newExport(wish));
      await exports.work.settle();
      return exports.view(request(), asked.id);
    },
    async text(id) {
      const { content } = await exports.fetch(request(), id, 'en');
      const pieces: Buffer[] = [];
      for await (const piece of content) pieces.push(piece as Buffer);
      return Buffer.concat(pieces).toString('utf8');
    },
    async close() {
      for (const each of made) await each.work.close();
      await lab.close();
    },
  };
}

export function newExport(wish: Partial<NewExport> = {}): NewExport {
  return {
    recordType: 'customer',
    filters: [],
    fields: ['name', 'phone'],
    format: 'jsonl',
    reason: REASON,
    ...wish,
  };
}
