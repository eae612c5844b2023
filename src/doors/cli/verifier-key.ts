import { type NoteVerifier, parseVerifierKey } from '../../kernel/merkle/note.ts';
import { verifySignature } from '../../platform/crypto/signing.ts';
import { refused } from './failures.ts';
import { sha256 } from './sha256.ts';

/** A public key as it is given on the command line. @throws Problem for anything that is none */
export function verifierOf(text: string): NoteVerifier {
  const parsed = parseVerifierKey(sha256, text.trim());
  if (!parsed.ok) {
    throw refused(
      '--key 不是有效的公钥，应形如 名称+标识+密钥。',
      '--key is no valid public key of the form name+id+key.',
    );
  }
  const { name, keyId, publicKey } = parsed.value;
  return { name, keyId, verify: (note, signature) => verifySignature(publicKey, note, signature) };
}
