/**
 * Imports 200,000 × 24 cells into an embedded server, in a process of its own, and prints rows a second and the peak
 * memory of that process. The file comes as an upload: staged, looked at, and stored.
 *
 *   npx tsx bench/import-memory.ts [rows] [csv | xlsx]
 */
import { execFileSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { AUDIT_MIGRATIONS } from '../src/audit/schema.ts';
import { createAuditWriter } from '../src/audit/writer.ts';
import { IDENTITY_MIGRATIONS } from '../src/features/identity/schema.ts';
import { createImports } from '../src/features/imports/imports.ts';
import { IMPORTS_MIGRATIONS } from '../src/features/imports/schema.ts';
import { ORGANISATION_MIGRATIONS } from '../src/features/organisation/schema.ts';
import { POLICIES_MIGRATIONS } from '../src/features/policies/schema.ts';
import { type AccessRequest, type Caller, openGateway } from '../src/gateway/door.ts';
import { createCipher } from '../src/platform/crypto/cipher.ts';
import { environmentKeyProvider } from '../src/platform/crypto/local-key-provider.ts';
import { connect } from '../src/platform/database/connect.ts';
import { startEmbeddedPostgres } from '../src/platform/database/embedded.ts';
import { migrate } from '../src/platform/database/migrate.ts';
import { PLATFORM_MIGRATIONS } from '../src/platform/database/schema.ts';
import { createIds } from '../src/platform/ids.ts';
import { SILENT } from '../src/platform/log.ts';
import { VAULT_MIGRATIONS } from '../src/vault/schema.ts';
import { syntheticMobileNumber } from '../test/fixtures/spreadsheets/synthetic-person.ts';
import { batched, writeWorkbook } from '../test/fixtures/spreadsheets/workbook.ts';
import { accepting, IMPORT_POLICY, identityNumber, STEWARD } from '../test/support/imports-company.ts';

const HEADERS =
  '客户编号,姓名,手机,电子邮箱,身份证号,性别,出生日期,住址,城市,区域,邮政编码,会员等级,注册日期,最近消费日期,累计消费金额,订单数量,开户银行,银行账号,公司名称,职务,客户来源,偏好,是否会员,备注'.split(
    ',',
  );
const CITIES = ['上海', '北京', '广州', '深圳', '成都', '杭州', '武汉', '西安'];

function cellsOf(serial: number): readonly string[] {
  const city = CITIES[serial % CITIES.length] ?? '';
  return [
    `C${String(serial).padStart(8, '0')}`,
    `样例${'甲乙丙丁'[serial % 4] ?? ''}`,
    syntheticMobileNumber(serial),
    `demo${serial}@example.com`,
    identityNumber(serial),
    serial % 2 === 0 ? '男' : '女',
    `19${60 + (serial % 40)}-03-15`,
    `${city}市示例区示例路${serial % 900}号`,
    city,
    '华东',
    '200000',
    ['普通', '白银', '黄金'][serial % 3] ?? '',
    '2023-05-01',
    '2024-05-01',
    `${serial % 9000}.50`,
    String(serial % 50),
    '示例银行',
    String(6000000000 + serial),
    `样例客户${serial}有限公司`,
    '经理',
    '门店',
    '服饰',
    '是',
    `第${serial}号，上午联系，发票寄到公司`,
  ];
}

function* csvLines(rowCount: number): Generator<string> {
  yield `${HEADERS.join(',')}\r\n`;
  for (let serial = 1; serial <= rowCount; serial += 1) yield `${cellsOf(serial).join(',')}\r\n`;
}

function* sheetRows(rowCount: number): Generator<string> {
  const line = (cells: readonly string[], number: number) =>
    `<row r="${number}">${cells.map((cell) => `<c t="inlineStr"><is><t>${cell}</t></is></c>`).join('')}</row>`;
  yield line(HEADERS, 1);
  for (let serial = 1; serial <= rowCount; serial += 1) yield line(cellsOf(serial), serial + 1);
}

async function importFile(url: string, path: string, folder: string): Promise<void> {
  const database = connect(url);
  const owner = database.pool('owner');
  const ids = createIds({ clock: Date.now, randomBytes });
  const keyProvider = environmentKeyProvider(`1:${Buffer.alloc(32, 7).toString('base64')}`, {
    suite: 'aes-256-gcm',
    randomBytes,
  });
  const cipher = createCipher({ suite: 'aes-256-gcm', randomBytes });
  const audit = createAuditWriter({ pool: database.pool('gateway'), writerId: randomUUID() });
  const credential = randomUUID();
  await owner.query(`INSERT INTO fencun.person (login, name, created_at) VALUES ('bench', 'Bench', now())`);
  await owner.query(
    `INSERT INTO fencun.credential (id, kind, person, secret_hash, name, narrowing, created_at, expires_at)
     VALUES ($1, 'token', 1, $2, 'bench', '{}', now(), now() + interval '1 day')`,
    [credential, randomBytes(32)],
  );
  const epoch = async () =>
    (await owner.query<{ version: number }>('SELECT version FROM fencun.epoch')).rows[0]?.version ?? 0;
  const gateway = await openGateway({
    database,
    policySource: { load: async () => ({ ...IMPORT_POLICY, version: await epoch() }) },
    audit,
    logReader: { search: async () => ({ entries: [], cursor: null }), entry: async () => null },
    cipher,
    keyProvider,
    randomBytes,
    clock: Date.now,
    newId: ids,
  });
  const caller = async (): Promise<Caller> => ({
    person: { id: 1, login: 'bench', name: 'Bench' },
    office: null,
    credential: { id: credential, kind: 'token', name: 'bench' },
    assignments: STEWARD.assignments,
    grants: [],
    secondFactorAt: null,
    trainedUntil: null,
    narrowing: {},
    epoch: await epoch(),
  });
  const request: AccessRequest = {
    caller: await caller(),
    purpose: STEWARD.purpose,
    door: 'cli',
    network: null,
    request: null,
    renew: caller,
  };
  const imports = createImports({
    database,
    gateway,
    folder,
    cipher,
    suite: 'aes-256-gcm',
    keyProvider,
    randomBytes,
    clock: Date.now,
    newId: ids,
    appendWithin: (client, records) => audit.appendWithin(client, records),
    log: SILENT,
  });
  const begun = performance.now();
  const proposed = await imports.propose(
    request,
    { fileName: 'bench', stream: createReadStream(path) },
    'customer',
  );
  const looked = performance.now();
  const memory = (): number => Math.round(process.resourceUsage().maxRSS / 1024);
  const afterLook = memory();
  await imports.start(request, proposed.id, accepting(proposed));
  const done = await imports.runToEnd(request, proposed.id);
  const seconds = (performance.now() - looked) / 1000;
  console.log(
    JSON.stringify({
      state: done.state,
      problem: done.problem?.en ?? null,
      format: done.format,
      encrypted: proposed.columns.filter(({ include, field }) => include && field.encrypted).length,
      columns: proposed.columns.filter(({ include }) => include).length,
      keyField: done.keyField,
      created: done.created,
      rejected: done.rejected,
      proposeSeconds: Number(((looked - begun) / 1000).toFixed(1)),
      importSeconds: Number(seconds.toFixed(1)),
      cpuSeconds: Math.round((process.cpuUsage().user + process.cpuUsage().system) / 1e6),
      rowsPerSecond: Math.round(done.rowsDone / seconds),
      peakMemoryAfterProposalMiB: afterLook,
      peakMemoryMiB: memory(),
    }),
  );
  await imports.close();
  await database.close();
}

async function measure(rowCount: number, format: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'fencun-bench-'));
  await chmod(folder, 0o711);
  const server = await startEmbeddedPostgres({ dataFolder: join(folder, 'data'), log: SILENT });
  try {
    const path = join(folder, `large.${format}`);
    if (format === 'xlsx')
      await writeWorkbook(path, { sheets: [{ name: '客户', rows: sheetRows(rowCount) }] });
    else await pipeline(Readable.from(batched(csvLines(rowCount))), createWriteStream(path));
    console.log(`${format}: ${rowCount} rows, ${Math.round((await stat(path)).size / 1024 / 1024)} MiB`);
    const database = connect(server.url);
    await migrate(database, [
      ...PLATFORM_MIGRATIONS,
      ...ORGANISATION_MIGRATIONS,
      ...IDENTITY_MIGRATIONS,
      ...POLICIES_MIGRATIONS,
      ...VAULT_MIGRATIONS,
      ...AUDIT_MIGRATIONS,
      ...IMPORTS_MIGRATIONS,
    ]);
    await database.close();
    const child = [...process.execArgv, fileURLToPath(import.meta.url), '--import', server.url, path, folder];
    execFileSync(process.execPath, child, { stdio: 'inherit' });
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const [first, second, third, fourth] = process.argv.slice(2);
if (first === '--import') await importFile(second ?? '', third ?? '', join(fourth ?? '', 'imports'));
else await measure(Number(first ?? 200_000), second ?? 'csv');
