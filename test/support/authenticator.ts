import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** An authenticator in software, which signs whatever a test wants, also what a real one would not (WebAuthn level 3). */
export type Authenticator = Readonly<{
  id: string;
  create(challenge: string, how?: How): Created;
  get(challenge: string, how?: How): Signed;
}>;

type How = Readonly<{ origin?: string; host?: string; counter?: number; verified?: boolean }>;
type Common = Readonly<{ id: string; rawId: string; type: 'public-key'; clientExtensionResults: object }>;
type Created = Common & Readonly<{ response: { clientDataJSON: string; attestationObject: string } }>;
type Signed = Common &
  Readonly<{ response: { clientDataJSON: string; authenticatorData: string; signature: string } }>;

const sha256 = (data: Uint8Array | string) => createHash('sha256').update(data).digest();
const PRESENT = 0x01;
const VERIFIED = 0x04;
const ATTESTED = 0x40;

export function createAuthenticator(site: Readonly<{ origin: string; host: string }>): Authenticator {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const rawId = randomBytes(32);
  const id = rawId.toString('base64url');
  const common = { id, rawId: id, type: 'public-key', clientExtensionResults: {} } as const;

  const clientData = (type: string, challenge: string, { origin = site.origin }: How) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  const authenticatorData = (flags: number, { host = site.host, counter = 0, verified = true }: How) => {
    const head = Buffer.alloc(5);
    head[0] = flags | PRESENT | (verified ? VERIFIED : 0);
    head.writeUInt32BE(counter, 1);
    return Buffer.concat([sha256(host), head]);
  };

  return {
    id,
    create(challenge, how = {}) {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(rawId.length);
      // COSE: { kty: EC2, alg: ES256, crv: P-256, x, y }
      const key = Buffer.concat([
        Buffer.from('a5010203262001215820', 'hex'),
        Buffer.from(x, 'base64url'),
        Buffer.from('225820', 'hex'),
        Buffer.from(y, 'base64url'),
      ]);
      const data = Buffer.concat([authenticatorData(ATTESTED, how), Buffer.alloc(16), length, rawId, key]);
      // CBOR: { fmt: "none", attStmt: {}, authData }
      const attestation = Buffer.concat([
        Buffer.from('a363666d74646e6f6e656761747453746d74a068617574684461746158', 'hex'),
        Buffer.of(data.length),
        data,
      ]);
      return {
        ...common,
        response: {
          clientDataJSON: clientData('webauthn.create', challenge, how).toString('base64url'),
          attestationObject: attestation.toString('base64url'),
        },
      };
    },
    get(challenge, how = {}) {
      const said = clientData('webauthn.get', challenge, how);
      const data = authenticatorData(0, how);
      const signature = sign('sha256', Buffer.concat([data, sha256(said)]), privateKey);
      return {
        ...common,
        response: {
          clientDataJSON: said.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: signature.toString('base64url'),
        },
      };
    },
  };
}
