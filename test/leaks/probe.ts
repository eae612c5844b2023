import type { Answer, Client, Request } from './client.ts';
import { DELIVERY, SERVICE } from './company.ts';

/** One way of asking for what one may not know. */
export type Probe = Readonly<{
  /** The class of leak that it hunts; see shared list in docs. */
  leak: number;
  /** The `operationId` of the route that it asks. */
  operation: string;
  name: string;
  /** Operators, functions and the like that it uses. */
  verbs: readonly string[];
  /** The answer must be a refusal, whatever is stored. */
  mustRefuse?: true;
  /** Its answers tell times, places and sizes of other requests, and so are searched but not compared. */
  incomparable?: true;
  run(client: Client, peer: (who: 'seer' | 'viewer') => Client): Promise<readonly Answer[]>;
}>;

type Traits = Pick<Probe, 'verbs' | 'mustRefuse' | 'incomparable'>;

export function asking(
  leak: number,
  operation: string,
  name: string,
  request: Request,
  traits: Partial<Traits> = {},
): Probe {
  return {
    leak,
    operation,
    name,
    verbs: [],
    ...traits,
    run: async (client) => [await client.send({ purpose: SERVICE, ...request })],
  };
}

export function query(
  leak: number,
  name: string,
  type: string,
  body: Readonly<Record<string, unknown>>,
  traits: Partial<Traits> & Readonly<{ purpose?: string | null }> = {},
): Probe {
  const { purpose = SERVICE, ...rest } = traits;
  const request: Request = { method: 'POST', url: `/records/${type}/query`, purpose, body };
  return asking(leak, 'queryRecords', `${name} (${purpose ?? 'no purpose'})`, request, rest);
}

export const PURPOSE_HEADERS: readonly (string | null)[] = [
  SERVICE,
  DELIVERY,
  null,
  'unheard-of',
  'stewardship',
];
