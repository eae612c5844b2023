import type pg from 'pg';
import { Problem } from '../../contract/problem.ts';
import { OFFICES } from '../../contract/session.ts';
import type { Setup, SetupAnswer } from '../../contract/setup.ts';
import type { Label } from '../../kernel/record-type.ts';
import { transaction } from '../../platform/database/transaction.ts';
import { type Act, type AdministrationParts, recordOf } from '../administration.ts';
import { hashOfSecret, type Identity, newLinkSecret } from '../identity/identity.ts';
import type { Organisation } from '../organisation/organisation.ts';

export type SetupParts = AdministrationParts &
  Readonly<{
    randomBytes: (count: number) => Uint8Array;
    identity: Pick<Identity, 'choosePasswordWithin' | 'inviteWithin'>;
    organisation: Pick<Organisation, 'found'>;
  }>;

/** From where a company is being set up: there is nobody yet who could be signed in. */
export type SetupVisit = Pick<Act, 'door' | 'network' | 'request'>;

/**
 * The first run of an empty store: whoever started the server has a link, and sets up the three officers with it. The
 * link works once, for three days, until another takes its place, and only while the store knows nobody.
 */
export type CompanySetup = Readonly<{
  /**
   * A new link, which takes the place of the one before it.
   *
   * @returns path and fragment, or null in a store that knows anybody
   */
  issueLink(): Promise<string | null>;
  /** @throws Problem `link-not-valid`, whatever is wrong with it */
  readLink(secret: string): Promise<void>;
  /**
   * Sets up the officers, the password of the one at the keyboard and the invitations of the others, in one
   * transaction.
   *
   * @throws Problem `link-not-valid` also when somebody else was first; `invalid-input` for a poor password or one
   *   person in two offices, after which the link can still be used
   */
  setUp(setup: Setup, visit: SetupVisit): Promise<SetupAnswer>;
}>;

const LINK_HOURS = 72;
/** The page of the web app; the secret stands in the fragment, which browsers send to nobody. */
const SETUP_PAGE = '/setup';

const LIVE = `
SELECT FROM fencun.setup_link
 WHERE secret_hash = $1 AND ended_at IS NULL AND created_at > $2 AND NOT EXISTS (SELECT FROM fencun.person)`;

export function createCompanySetup(parts: SetupParts): CompanySetup {
  const { database, clock, randomBytes, organisation } = parts;
  const pool = database.pool('application');

  async function readLink(secret: string): Promise<void> {
    const hash = hashOfSecret(secret);
    const since = new Date(clock() - LINK_HOURS * 3_600_000);
    const { rows } = hash === null ? { rows: [] } : await pool.query(LIVE, [hash, since]);
    if (rows.length === 0) throw new Problem('link-not-valid');
  }

  return {
    issueLink: () =>
      transaction(pool, async (client) => {
        const { rows } = await client.query('SELECT FROM fencun.person LIMIT 1');
        if (rows.length > 0) return null;
        const secret = newLinkSecret(randomBytes);
        await client.query(
          `INSERT INTO fencun.setup_link (secret_hash, created_at) VALUES ($1, $2)
           ON CONFLICT ((true)) DO UPDATE SET secret_hash = $1, created_at = $2, ended_at = NULL`,
          [hashOfSecret(secret), new Date(clock())],
        );
        return `${SETUP_PAGE}#${secret}`;
      }),
    readLink,
    async setUp(setup, visit) {
      // Before anything that costs: nobody without a link makes us hash a password.
      await readLink(setup.secret);
      checkOfficers(setup);
      let answer: SetupAnswer | null = null;
      try {
        await organisation.found({
          founders: setup.officers,
          door: visit.door,
          network: visit.network,
          async alsoWithin(client, officers, at) {
            await spendLink(client, setup.secret, at);
            answer = await openAccounts(parts, client, setup, officers, at);
            await recordAccounts(parts, client, setup, officers, visit, at);
          },
        });
      } catch (error) {
        // Somebody else set the company up in the meantime.
        if (error instanceof Problem && error.code === 'already-exists') throw new Problem('link-not-valid');
        throw error;
      }
      if (answer === null) throw new Error('the company was founded without accounts');
      return answer;
    },
  };
}

type Officers = Parameters<Parameters<Organisation['found']>[0]['alsoWithin']>[1];

function checkOfficers({ officers }: Setup): void {
  if (OFFICES.some((office) => !officers.some((each) => each.office === office))) {
    throw invalid({ zh: '三员各须一人。', en: 'Each of the three offices needs one person.' });
  }
  if (new Set(officers.map(({ login }) => login)).size < officers.length) {
    throw invalid({
      zh: '三员须由三个人担任，账号不能相同。',
      en: 'The three offices need three people, with an account each.',
    });
  }
}

/** Within the transaction that founds: of two links, or two uses of one, only one can be the first. */
async function spendLink(client: pg.PoolClient, secret: string, at: number): Promise<void> {
  const { rowCount } = await client.query(
    'UPDATE fencun.setup_link SET ended_at = $2 WHERE secret_hash = $1 AND ended_at IS NULL',
    [hashOfSecret(secret), new Date(at)],
  );
  if (rowCount !== 1) throw new Problem('link-not-valid');
}

async function openAccounts(
  { identity }: SetupParts,
  client: pg.PoolClient,
  { officers, own, password }: Setup,
  people: Officers,
  at: number,
): Promise<SetupAnswer> {
  const invitations: SetupAnswer['invitations'] = [];
  for (const { office, login, name } of officers) {
    const person = personIn(people, office);
    if (office === own) {
      await identity.choosePasswordWithin(client, { person, login, password }, at);
    } else {
      const { path, expiresAt } = await identity.inviteWithin(client, person, null, at);
      invitations.push({ office, login, name, path, expiresAt });
    }
  }
  return { invitations };
}

async function recordAccounts(
  { newId, appendWithin }: SetupParts,
  client: pg.PoolClient,
  { officers, own }: Setup,
  people: Officers,
  visit: SetupVisit,
  at: number,
): Promise<void> {
  const records = officers.map(({ office, login }) => {
    const action = office === own ? 'password.choose' : 'password.link';
    const parts = { id: newId(), at, kind: 'administration', outcome: 'released', action } as const;
    const facts = { person: personIn(people, office), login, by: 'setup' };
    return recordOf({ caller: null, ...visit }, { ...parts, facts });
  });
  await appendWithin(client, records);
}

function personIn(people: Officers, office: Setup['own']): number {
  const person = people.get(office);
  if (person === undefined) throw new Error(`nobody was given the office ${office}`);
  return person;
}

function invalid({ zh, en }: Label): Problem {
  return new Problem('invalid-input', { 'detail.zh': zh, 'detail.en': en });
}
