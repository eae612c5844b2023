import { startEmbeddedPostgres } from '../../src/platform/database/embedded.ts';
import { SILENT } from '../../src/platform/log.ts';

/** Starts the embedded server of the folder given and waits to be killed: a Fencun process for fault tests. */
const server = await startEmbeddedPostgres({ dataFolder: process.argv[2] ?? '', log: SILENT });
process.stdout.write(`${JSON.stringify({ url: server.url, pid: server.pid })}\n`);
setInterval(() => {}, 60_000);
