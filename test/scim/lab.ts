import { randomBytes } from 'node:crypto';
import { endCredentialsOf, removePassword } from '../../src/features/identity/identity.ts';
import { createProvisioning, type Provisioning } from '../../src/features/provisioning/provisioning.ts';
import { PROVISIONING_MIGRATIONS } from '../../src/features/provisioning/schema.ts';
import { type Company, createTestCompany } from '../support/company.ts';
import { openTestDoor, type TestDoor } from '../support/http-services.ts';
import { createUser } from './okta.ts';

/** A company with departments and positions, and its SCIM door with one live token. */

export type ScimLab = Readonly<{
  company: Company;
  provisioning: Provisioning;
  door: TestDoor;
  token: string;
  client: string;
  departments: Readonly<{ root: number; east: number; west: number }>;
  send(
    method: Method,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
  /** Makes a person as Okta would. Resolves to the id. */
  make(userName: string, department?: string, title?: string): Promise<string>;
  /** What somebody holds now, as `department/position`. */
  held(person: string | number): Promise<readonly string[]>;
  close(): Promise<void>;
}>;

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A resource or message, looked into by tests. */
// biome-ignore lint/suspicious/noExplicitAny: bodies of many shapes are compared, not computed with
export type Body = any;

export type Answer = Readonly<{ status: number; headers: Readonly<Record<string, unknown>>; body: Body }>;

export async function createScimLab(): Promise<ScimLab> {
  // Sessions outlast the hours that tests let pass.
  const options = { sessionHours: 1000, idleMinutes: 60_000, rememberSeconds: 60, temporaryPasswordDays: 7 };
  const company = await createTestCompany({ migrations: PROVISIONING_MIGRATIONS, options });
  const system = company.officer['system-administrator'];
  const { organisation } = company;
  const named = (zh: string, en: string) => ({ zh, en });
  const department = (parent: number | null, code: string, zh: string, en: string) =>
    organisation.createDepartment(system, { parent, code, name: named(zh, en) });
  const root = await department(null, 'HQ', '总部', 'Headquarters');
  const east = await department(root, 'EAST', '华东销售', 'Sales East');
  const west = await department(root, 'WEST', '华西销售', 'Sales West');
  await organisation.createPosition(system, {
    code: 'sales-rep',
    name: named('销售代表', 'Sales representative'),
  });
  await organisation.createPosition(system, { code: 'clerk', name: named('专员', 'Clerk') });
  const provisioning = createProvisioning({
    ...company.parts,
    randomBytes,
    endCredentials: endCredentialsOf,
    removePassword,
  });
  const { id, secret } = await provisioning.issueClient(system, { name: 'Okta', expiresInDays: 30 });
  const door = await openTestDoor({ provisioning });

  const send: ScimLab['send'] = async (method, path, body, headers = {}) => {
    const answer = await door.app.inject({
      method,
      url: `/scim/v2${path}`,
      headers: {
        authorization: `Bearer ${secret}`,
        ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
    const text = answer.body;
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: text === '' ? null : JSON.parse(text),
    };
  };

  return {
    company,
    provisioning,
    door,
    token: secret,
    client: id,
    departments: { root, east, west },
    send,
    async make(userName, department = 'EAST', title = 'clerk') {
      const profile = { userName, given: 'Given', family: userName, department, title };
      const { status, body } = await send('POST', '/Users', createUser(profile));
      if (status !== 201) throw new Error(`${userName} was not made: ${JSON.stringify(body)}`);
      return body.id;
    },
    async held(person) {
      const { people } = await organisation.view(system);
      const found = people.find((each) => each.id === Number(person));
      const names = new Map([
        [root, 'HQ'],
        [east, 'EAST'],
        [west, 'WEST'],
      ]);
      return (found?.assignments ?? [])
        .filter(({ until }) => until === null || Date.parse(until) > company.time.now)
        .map((each) => `${names.get(each.department)}/${each.position}`)
        .toSorted();
    },
    async close() {
      await door.close();
      await company.drop();
    },
  };
}
