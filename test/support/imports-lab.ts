import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { AccessRecord } from '../../src/audit/access-record.ts';
import { createAuditWriter } from '../../src/audit/writer.ts';
import type { ImportView, StartImport } from '../../src/contract/imports.ts';
import { Problem } from '../../src/contract/problem.ts';
import type { ListQuery } from '../../src/contract/records.ts';
import { createImports, type Imports, type ImportsParts } from '../../src/features/imports/imports.ts';
import { IMPORTS_MIGRATIONS } from '../../src/features/imports/schema.ts';
import type { AccessRequest, GatewayDoor } from '../../src/gateway/door.ts';
import type { Policy } from '../../src/kernel/policy/model.ts';
import { createCipher } from '../../src/platform/crypto/cipher.ts';
import { environmentKeyProvider } from '../../src/platform/crypto/local-key-provider.ts';
import { migrate } from '../../src/platform/database/migrate.ts';
import { createIds } from '../../src/platform/ids.ts';
import { SILENT } from '../../src/platform/log.ts';
import { createGatewayLab, type GatewayLab, LAB_MIGRATIONS } from './gateway-lab.ts';
import { accepting, IMPORT_POLICY, identityNumber, STEWARD, STEWARD_ASSIGNMENT } from './imports-company.ts';

/** A company that imports: a gateway on a database of its own, a steward who may, and a clerk who may not. */
export type ImportsLab = Readonly<{
  lab: GatewayLab;
  folder: string;
  imports: Imports;
  steward: () => AccessRequest;
  clerk: () => AccessRequest;
  /** Another process on the same database and folder; `change` alters what it is made of. */
  elsewhere(change?: Partial<ImportsParts>): Imports;
  enact(change?: Partial<Policy>): Promise<void>;
  /** What imports themselves appended to the log, in order. */
  acts: AccessRecord[];
  close(): Promise<void>;
}>;

export async function createImportsLab(): Promise<ImportsLab> {
  const lab = await createGatewayLab();
  await migrate(lab.database, [...LAB_MIGRATIONS, ...IMPORTS_MIGRATIONS]);
  const folder = await mkdtemp(join(tmpdir(), 'fencun-imports-'));
  const audit = createAuditWriter({
    pool: lab.database.pool('application'),
    writerId: '01890000-0000-7000-8000-0000000000ff',
  });
  const acts: AccessRecord[] = [];
  const keyProvider = environmentKeyProvider(`1:${Buffer.alloc(32, 9).toString('base64')}`, {
    suite: 'aes-256-gcm',
    randomBytes,
  });
  const parts: ImportsParts = {
    database: lab.database,
    gateway: lab.door,
    folder,
    cipher: createCipher({ suite: 'aes-256-gcm', randomBytes }),
    suite: 'aes-256-gcm',
    keyProvider,
    randomBytes,
    clock: Date.now,
    newId: createIds({ clock: Date.now, randomBytes }),
    appendWithin: async (client, records) => {
      await audit.appendWithin(client, records);
      acts.push(...records);
    },
    log: SILENT,
    batchRows: 20,
  };
  const made: Imports[] = [];
  const elsewhere = (change: Partial<ImportsParts> = {}): Imports => {
    const imports = createImports({ ...parts, ...change });
    made.push(imports);
    return imports;
  };
  const enact = (change: Partial<Policy> = {}) => lab.enact({ ...IMPORT_POLICY, ...change });
  await enact();
  return {
    lab,
    folder,
    imports: elsewhere(),
    steward: () => lab.requestOf(STEWARD),
    clerk: () => lab.requestOf({ ...STEWARD, assignments: [{ ...STEWARD_ASSIGNMENT, position: 'clerk' }] }),
    elsewhere,
    enact,
    acts,
    async close() {
      for (const imports of made) await imports.close();
      await lab.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function upload(fileName: string, content: Buffer | string): { fileName: string; stream: Readable } {
  return { fileName, stream: Readable.from([Buffer.from(content)]) };
}

export async function textOf(stream: Readable): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('utf8');
}

/** Everything that the tables of a schema hold, as text. */
export async function dump({ database }: GatewayLab, schema: string): Promise<string> {
  const owner = database.pool('owner');
  const { rows } = await owner.query<{ name: string }>(
    'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = $1',
    [schema],
  );
  const texts = await Promise.all(
    rows.map(async ({ name }) => {
      const all = await owner.query<{ row: string }>(`SELECT t::text AS row FROM ${schema}."${name}" t`);
      return all.rows.map(({ row }) => row).join('\n');
    }),
  );
  return texts.join('\n');
}

/**
 * A gateway in which a batch fails: before it is noted, after it is noted but not committed, or when it is committed and
 * nobody hears of it any more, as when the process dies at that moment.
 */
export function failing(
  door: GatewayDoor,
  at: number,
  moment: 'before' | 'noted' | 'committed',
): GatewayDoor {
  let batch = 0;
  return {
    ...door,
    async upsert(request, type, work) {
      const { within } = work;
      batch += 1;
      if (batch !== at) return door.upsert(request, type, work);
      await door.upsert(request, type, {
        ...work,
        async within(client, outcome) {
          if (moment !== 'before') await within?.(client, outcome);
          if (moment !== 'committed') throw new Error('the process died');
        },
      });
      throw new Error('the process died');
    },
  };
}

export function query(change: Partial<ListQuery> = {}): ListQuery {
  return { filters: [], limit: 200, count: true, ...change };
}

/** A list of visitors to a shop. `change` gives another line for some of them. */
export function leads(
  count: number,
  change: (serial: number, code: string) => string | null = () => null,
  prefix = 'L',
): string {
  const lines = ['编号,姓名,手机,城市,备注'];
  for (let serial = 1; serial <= count; serial += 1) {
    const code = `${prefix}${String(serial).padStart(4, '0')}`;
    const usual = `${code},样例${'甲乙丙丁'[serial % 4]},154${String(serial).padStart(8, '0')},${['上海', '杭州'][serial % 2]},首次到店，身份证${identityNumber(serial)}`;
    lines.push(change(serial, code) ?? usual);
  }
  return lines.join('\r\n');
}

export async function run(
  imports: Imports,
  request: AccessRequest,
  content: string | Buffer,
  recordType: string,
  change: Partial<StartImport> = {},
): Promise<ImportView> {
  const proposed = await imports.propose(request, upload('file.csv', content), recordType);
  await imports.start(request, proposed.id, accepting(proposed, change));
  return imports.runToEnd(request, proposed.id);
}

/** What an officer does after an import: every new field is where it belongs. */
export async function placeAll({ lab }: Pick<ImportsLab, 'lab'>): Promise<void> {
  await lab.door.revise(async (_, open) => {
    const { types, save } = await open();
    for (const type of [...types.values()]) {
      if (type.fields.every(({ placed }) => placed !== false)) continue;
      await save({ ...type, fields: type.fields.map((field) => ({ ...field, placed: true })) });
    }
  });
}

/** All that the steward sees of a type once its fields are placed, in the order of a field. */
export async function stored(
  { lab, steward }: ImportsLab,
  type: string,
  sortBy: string,
  filters: ListQuery['filters'] = [],
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  await placeAll({ lab });
  const all: Record<string, unknown>[] = [];
  let cursor: string | undefined;
  do {
    const page = await lab.door.list(
      steward(),
      type,
      query({ filters, ...(cursor === undefined ? {} : { cursor }) }),
    );
    all.push(...page.records.map(({ values }) => values));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return all.toSorted((a, b) => String(a[sortBy]).localeCompare(String(b[sortBy])));
}

export async function refusal(work: Promise<unknown>): Promise<Problem> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Problem)) throw new Error(`no refusal but ${String(error)}`);
  return error;
}
