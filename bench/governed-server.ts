/**
 * Fencun itself, as built for production, on a store whose database the bench runs: the HTTP door with everything
 * that `fencun serve` does beside answering. `bare` puts a plain node:http server in front of the gateway instead of
 * the door, to tell what the framework costs.
 */
import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { ListQuery } from '../src/contract/records.ts';
import type { HttpServices, ImportsService } from '../src/doors/http/services.ts';
import { createLogger } from '../src/platform/log.ts';
import { built } from './built.ts';
import { announce, tellParent } from './serving.ts';
import { storeConfig } from './store-config.ts';

type Work = Readonly<{ folder: string; url: string; bare: boolean; build?: string }>;

const { folder, url, bare, build } = JSON.parse(process.argv[2] ?? '') as Work;
const { openFencun } = await built<typeof import('../src/fencun.ts')>('fencun.js', build);
const config = storeConfig(folder, url);
const log = createLogger('info');
const fencun = await openFencun(config, log);
fencun.sealer.start();

if (bare) {
  const server = createServer((request, response) => {
    answerBare(request)
      .then((json) => {
        response.setHeader('content-type', 'application/json; charset=utf-8');
        response.setHeader('content-length', Buffer.byteLength(json));
        response.end(json);
      })
      .catch((error: unknown) => {
        console.error(error);
        response.writeHead(500).end();
      });
  });
  announce(server, () => fencun.close());
} else {
  const { createHttpDoor } = await built<typeof import('../src/doors/http/door.ts')>(
    'doors/http/door.js',
    build,
  );
  const services: HttpServices = { ...fencun, imports: {} as ImportsService, logTiles: fencun.logSource };
  // One machine asks in the name of a few people here: the limits that keep people from that are lifted.
  const limits = { requestsPerMinuteOfAddress: 1e9, requestsPerMinuteOfPerson: 1e9 };
  const door = await createHttpDoor({
    services,
    config: { ...config, limits },
    log,
    webFolder: `${folder}/no-web`,
    version: 'bench',
  });
  tellParent(await door.listen(), async () => {
    await door.close();
    await fencun.close();
  });
}

const defaults = { filters: [], limit: 50, count: false };

async function answerBare(request: IncomingMessage): Promise<string> {
  const { authorization = '', 'fencun-purpose': purpose } = request.headers;
  const secret = authorization.slice('Bearer '.length);
  const query: ListQuery = { ...defaults, ...(JSON.parse(await text(request)) as Partial<ListQuery>) };
  const caller = await fencun.identity.callerOf(secret);
  if (caller === null) throw new Error('not signed in');
  const answer = await fencun.gateway.list(
    {
      caller,
      purpose: typeof purpose === 'string' ? purpose : null,
      door: 'http',
      network: '127.0.0.1',
      request: null,
      renew: () => fencun.identity.callerOf(secret, { fresh: true }),
    },
    'customer',
    query,
  );
  return JSON.stringify(answer);
}
