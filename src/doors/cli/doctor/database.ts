import type pg from 'pg';
import type { Label } from '../../../kernel/record-type.ts';
import { ROLE_NAMES } from '../../../platform/database/connect.ts';
import {
  inspectRoles,
  inspectServer,
  type Right,
  rightsWithin,
  type ServerFacts,
} from '../../../platform/database/inspect.ts';
import { type Check, fail, ok, warn } from './check.ts';

/** Checks of the server: whether it is new enough, keeps what it commits, and whose clock is right. */
export async function checkServer(pool: pg.Pool, clock: () => number): Promise<readonly Check[]> {
  const facts = await inspectServer(pool, clock);
  return [
    checkVersion(facts),
    checkDurability(facts),
    checkClock(facts),
    ...checkAccount(facts),
    checkConnections(facts),
  ];
}

const OLDEST = 150_000;

function checkVersion({ version, versionText, encoding, databaseBytes }: ServerFacts): Check {
  const size = `${(databaseBytes / 1024 ** 2).toFixed(0)} MB`;
  if (version >= OLDEST && encoding === 'UTF8') {
    return ok(
      'database',
      `PostgreSQL ${versionText}，${encoding}，${size}`,
      `PostgreSQL ${versionText}, ${encoding}, ${size}`,
    );
  }
  return fail(
    'database',
    { zh: `PostgreSQL ${versionText}，${encoding}`, en: `PostgreSQL ${versionText}, ${encoding}` },
    {
      zh: '须为 PostgreSQL 15 以上版本，编码 UTF8。',
      en: 'PostgreSQL 15 or later with encoding UTF8 is needed.',
    },
  );
}

function checkDurability({ fsync, fullPageWrites, synchronousCommit }: ServerFacts): Check {
  const lax = [
    ...(fsync ? [] : ['fsync = off']),
    ...(fullPageWrites ? [] : ['full_page_writes = off']),
    // `local` and above wait for our own disk; replicas are another matter.
    ...(synchronousCommit === 'off' ? ['synchronous_commit = off'] : []),
  ];
  if (lax.length === 0) {
    return ok(
      'durability',
      '提交的数据断电不丢（fsync、synchronous_commit）',
      'What is committed survives a power cut (fsync, synchronous_commit)',
    );
  }
  const settings = lax.join(', ');
  return fail(
    'durability',
    {
      zh: `断电可能丢失已提交的数据和访问记录：${settings}`,
      en: `A power cut can lose committed data and access records: ${settings}`,
    },
    {
      zh: '请在 PostgreSQL 配置中恢复默认值。',
      en: 'Restore the defaults in the configuration of PostgreSQL.',
    },
  );
}

const SKEW_WARN_MILLISECONDS = 1_000;
const SKEW_FAIL_MILLISECONDS = 30_000;

function checkClock({ clockAheadMilliseconds }: ServerFacts): Check {
  const skew = Math.abs(clockAheadMilliseconds);
  const seconds = (clockAheadMilliseconds / 1000).toFixed(1);
  const finding: Label = {
    zh: `数据库时钟与本机相差 ${seconds} 秒`,
    en: `The database's clock differs from this machine's by ${seconds} s`,
  };
  const remedy: Label = {
    zh: '请在两台机器上启用时间同步（NTP）。授权的起止与访问记录的时间取决于时钟。',
    en: 'Synchronise both by NTP. When authority begins and ends, and the times in the log, depend on clocks.',
  };
  if (skew > SKEW_FAIL_MILLISECONDS) return fail('clock', finding, remedy);
  if (skew > SKEW_WARN_MILLISECONDS) return warn('clock', finding, remedy);
  return ok('clock', '数据库与本机时钟一致', 'The clocks of database and machine agree');
}

function checkAccount({ isSuperuser }: ServerFacts): readonly Check[] {
  if (!isSuperuser) return [];
  return [
    warn(
      'database-account',
      { zh: '以数据库超级用户连接', en: 'Fencun connects as a superuser of the database' },
      {
        zh: '请改用普通账号：CREATE ROLE fencun LOGIN CREATEROLE，并由它拥有自己的数据库。',
        en: 'Use an ordinary account instead: CREATE ROLE fencun LOGIN CREATEROLE, owner of its own database.',
      },
    ),
  ];
}

function checkConnections({ connections, connectionsMax }: ServerFacts): Check {
  if (connections < connectionsMax * 0.8) {
    return ok(
      'connections',
      `数据库连接 ${connections}/${connectionsMax}`,
      `${connections} of ${connectionsMax} database connections are in use`,
    );
  }
  return warn(
    'connections',
    {
      zh: `数据库连接快用完：${connections}/${connectionsMax}`,
      en: `${connections} of ${connectionsMax} database connections are in use`,
    },
    {
      zh: '请提高 max_connections，或减少连接同一数据库的程序。',
      en: 'Raise max_connections, or let fewer programs use this database.',
    },
  );
}

/** What stands between the parts of Fencun in the database itself; what each role may do beyond that is a breach. */
type Wall = Readonly<{
  role: keyof typeof ROLE_NAMES;
  schema: string;
  allows(right: Right): boolean;
  about: Label;
}>;

const WALLS: readonly Wall[] = [
  {
    role: 'application',
    schema: 'vault',
    allows: () => false,
    about: { zh: '业务功能不能接触客户数据', en: 'features cannot touch customer data' },
  },
  {
    role: 'auditor',
    schema: 'vault',
    allows: () => false,
    about: { zh: '日志不能接触客户数据', en: 'the log cannot touch customer data' },
  },
  {
    role: 'application',
    schema: 'audit',
    allows: ({ table, privilege }) => table === 'pending' && privilege === 'INSERT',
    about: { zh: '业务功能只能追加访问记录', en: 'features can only append to the access log' },
  },
  {
    role: 'gateway',
    schema: 'audit',
    allows: ({ table, privilege }) => table === 'pending' && privilege === 'INSERT',
    about: { zh: '网关只能追加访问记录', en: 'the gateway can only append to the access log' },
  },
  {
    role: 'gateway',
    schema: 'fencun',
    allows: ({ table }) => table !== 'password',
    about: { zh: '网关看不到密码', en: 'the gateway cannot see passwords' },
  },
];

/** Checks that the database keeps the walls between roles, whatever somebody may have granted by hand. */
export async function checkWalls(pool: pg.Pool): Promise<readonly Check[]> {
  const checks = await Promise.all(WALLS.map((wall) => checkWall(pool, wall)));
  const breaches = checks.flatMap((check) => check ?? []);
  const roles = await inspectRoles(pool, Object.values(ROLE_NAMES));
  const loose = roles.filter(({ canLogin, isSuperuser, bypasses }) => canLogin || isSuperuser || bypasses);
  for (const { name } of loose) {
    breaches.push(
      fail(
        'roles',
        {
          zh: `角色 ${name} 可以登录或不受权限约束`,
          en: `The role ${name} can sign in, or is bound by no rights`,
        },
        {
          zh: `请执行 ALTER ROLE ${name} NOLOGIN NOSUPERUSER NOBYPASSRLS`,
          en: `Run ALTER ROLE ${name} NOLOGIN NOSUPERUSER NOBYPASSRLS`,
        },
      ),
    );
  }
  if (breaches.length > 0) return breaches;
  const walls = WALLS.map(({ about }) => about);
  return [ok('walls', walls.map(({ zh }) => zh).join('；'), walls.map(({ en }) => en).join('; '))];
}

async function checkWall(pool: pg.Pool, { role, schema, allows, about }: Wall): Promise<Check | null> {
  const name = ROLE_NAMES[role];
  const stray = (await rightsWithin(pool, name, schema)).filter((right) => !allows(right));
  if (stray.length === 0) return null;
  const listed = stray
    .slice(0, 3)
    .map(({ table, privilege }) => `${privilege} ${schema}.${table}`)
    .join(', ');
  return fail(
    'walls',
    {
      zh: `应当“${about.zh}”，但角色 ${name} 有权 ${listed}${stray.length > 3 ? ' 等' : ''}`,
      en: `It should be that ${about.en}, but the role ${name} may ${listed}${stray.length > 3 ? ' and more' : ''}`,
    },
    {
      zh: '有人在数据库中另行授了权。请用 REVOKE 收回，并查明是谁、为何。',
      en: 'Somebody granted this in the database by hand. REVOKE it, and find out who did it and why.',
    },
  );
}
