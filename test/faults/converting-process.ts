import { randomBytes, randomUUID } from 'node:crypto';
import { createLogReader } from '../../src/audit/reader.ts';
import { createAuditWriter } from '../../src/audit/writer.ts';
import { openGateway } from '../../src/gateway/door.ts';
import { createCipher } from '../../src/platform/crypto/cipher.ts';
import { connect } from '../../src/platform/database/connect.ts';
import { createIds } from '../../src/platform/ids.ts';
import { testSealer } from '../support/access-log.ts';
import { labKeys } from '../support/gateway-lab.ts';

/** A process that works on conversions until there are none, or it is killed. */
const [url = ''] = process.argv.slice(2);
const database = connect(url);
const gateway = await openGateway({
  database,
  policySource: {
    load: async () => {
      throw new Error('a conversion asks no policy');
    },
  },
  audit: createAuditWriter({ pool: database.pool('gateway'), writerId: randomUUID() }),
  logReader: createLogReader(database.pool('auditor'), testSealer(database).sealNow),
  cipher: createCipher({ suite: 'aes-256-gcm', randomBytes }),
  keyProvider: labKeys(),
  randomBytes,
  clock: Date.now,
  newId: createIds({ clock: Date.now, randomBytes }),
});
process.stdout.write('working\n');
await gateway.conversions.run();
process.stdout.write('done\n');
await database.close();
