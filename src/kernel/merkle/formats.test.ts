import { createHash, createPublicKey, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBundle, ENTRY_BYTES_MAX, encodeBundle } from './bundle.ts';
import { decodeBase64, encodeBase64, encodeUtf8 } from './bytes.ts';
import { checkpointText, parseCheckpoint } from './checkpoint.ts';
import {
  encodeNote,
  encodeVerifierKey,
  isKeyName,
  type NoteVerifier,
  openNote,
  parseNote,
  parseVerifierKey,
} from './note.ts';
import { bundlePath, levelCount, parseLogPath, tileCount, tilePath } from './tile.ts';

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest());
const ED25519_SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

describe('bytes', () => {
  it('LOG-4 base64 and UTF-8 agree with the platform and refuse every other spelling', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = Buffer.from(bytes).toString('base64');
        expect(encodeBase64(bytes)).toBe(text);
        expect(decodeBase64(text)).toEqual(bytes);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(encodeUtf8(text)).toEqual(new Uint8Array(Buffer.from(text, 'utf8')));
      }),
    );
    for (const text of ['A', 'AA', 'AAA', 'AB==', 'AAB=', 'AA=A', '====', 'AA-_', 'AA ==', 'AAAA\n']) {
      expect(decodeBase64(text), text).toBeNull();
    }
    expect(encodeUtf8('half \ud800 pair')).toBeNull();
  });
});

describe('paths', () => {
  it('LOG-4 tiles and bundles lie where tlog-tiles puts them', () => {
    expect(tilePath({ level: 0, index: 1_234_067, width: 256 })).toBe('tile/0/x001/x234/067');
    expect(tilePath({ level: 1, index: 0, width: 17 })).toBe('tile/1/000.p/17');
    expect(bundlePath({ index: 273, width: 112 })).toBe('tile/entries/273.p/112');
    expect([0, 1, 2, 3].map((level) => tileCount(level, 70_000))).toEqual([274, 2, 1, 0]);
    expect([0, 1, 255, 256, 65_536].map(levelCount)).toEqual([0, 1, 1, 2, 3]);
  });

  it('LOG-4 a path is read back as what it names, and only its one spelling is', () => {
    const index = fc.maxSafeNat();
    fc.assert(
      fc.property(fc.nat({ max: 63 }), index, fc.integer({ min: 1, max: 256 }), (level, at, width) => {
        expect(parseLogPath(tilePath({ level, index: at, width }))).toEqual({
          kind: 'tile',
          level,
          index: at,
          width,
        });
        expect(parseLogPath(bundlePath({ index: at, width }))).toEqual({ kind: 'entries', index: at, width });
      }),
    );
    expect(parseLogPath('checkpoint')).toEqual({ kind: 'checkpoint' });
    for (const path of [
      '',
      '/checkpoint',
      'tile/64/000',
      'tile/00/000',
      'tile/0/0',
      'tile/0/1000',
      'tile/0/x000/001',
      'tile/0/x001/x234/067.p/256',
      'tile/0/000.p/0',
      'tile/0/000.p/01',
      'tile/0/../../etc/passwd',
      'tile/entries/001/x002',
      'tile/0/x999/x999/x999/x999/x999/x999/999',
    ]) {
      expect(parseLogPath(path), path).toBeNull();
    }
  });
});

describe('entry bundles', () => {
  it('LOG-4 entries come back as they were put in, with a two-byte length before each', () => {
    const entry = fc.uint8Array({ maxLength: 700 });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 20 }), (entries) => {
        const encoded = encodeBundle(entries);
        if (!encoded.ok) throw new Error(encoded.reason);
        expect(decodeBundle(encoded.value)).toEqual({ ok: true, value: entries });
        if (encoded.value.length > 0 && (entries.at(-1)?.length ?? 0) > 0) {
          expect(decodeBundle(encoded.value.subarray(0, -1)).ok).toBe(false);
        }
      }),
    );
    expect(encodeBundle([new Uint8Array(258).fill(7)])).toMatchObject({ ok: true });
    expect(decodeBundle(Uint8Array.of(0, 1, 65, 0)).ok).toBe(false);
    expect(encodeBundle([new Uint8Array(ENTRY_BYTES_MAX)]).ok).toBe(true);
    expect(encodeBundle([new Uint8Array(ENTRY_BYTES_MAX + 1)])).toEqual({
      ok: false,
      reason: 'entry-too-long',
    });
  });
});

describe('notes', () => {
  // The example of golang.org/x/mod/sumdb/note, which other tools test themselves with too.
  const vkey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
  const text =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
  const note = `${text}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`;

  function trusted(): NoteVerifier {
    const key = parseVerifierKey(sha256, vkey);
    if (!key.ok) throw new Error(key.reason);
    const der = Buffer.concat([ED25519_SPKI_PREFIX, key.value.publicKey]);
    const publicKey = createPublicKey({ key: der, format: 'der', type: 'spki' });
    return {
      name: key.value.name,
      keyId: key.value.keyId,
      verify: (message, signature) => verify(null, message, publicKey, signature),
    };
  }

  it('LOG-5 a note signed by other tools opens, and its text is exact', () => {
    const opened = openNote(note, [trusted()]);
    expect(opened).toMatchObject({ ok: true, value: { text } });
    const parsed = parseNote(note);
    if (!parsed.ok) throw new Error(parsed.reason);
    expect(encodeNote(parsed.value)).toEqual({ ok: true, value: note });
    const key = parseVerifierKey(sha256, vkey);
    expect(key.ok && encodeVerifierKey(key.value)).toBe(vkey);
  });

  it('LOG-5 a changed text, a wrong signature or a stranger’s key opens nothing', () => {
    const peter = trusted();
    expect(openNote(note.replace('cryptography', 'cryptographY'), [peter])).toEqual({
      ok: false,
      reason: 'wrong-signature',
    });
    expect(openNote(note, [])).toEqual({ ok: false, reason: 'unknown-keys' });
    expect(openNote(note, [{ ...peter, name: 'Peter' }])).toEqual({ ok: false, reason: 'unknown-keys' });
    expect(openNote(note, [{ ...peter, keyId: 1 }])).toEqual({ ok: false, reason: 'unknown-keys' });
    const stranger = '— example.com/stranger AAAAAAE=\n';
    expect(openNote(note + stranger, [peter])).toMatchObject({ ok: true, value: { signatures: [{}] } });
    const forged = note.replace('x08go/ZJ', 'x08go/ZK');
    expect(openNote(forged, [peter])).toEqual({ ok: false, reason: 'wrong-signature' });
  });

  it('LOG-5 malformed notes and keys are refused, each with its reason', () => {
    const reasons: readonly (readonly [string, string])[] = [
      [text, 'no-signature'],
      [`${text}\n`, 'no-signature'],
      [note.slice(0, -1), 'no-signature'],
      [`${text}\n- PeterNeumann x08go/ZJ\n`, 'signature-line'],
      [`${text}\n— Peter Neumann x08go/ZJ\n`, 'signature-line'],
      [`${text}\n— PeterNeumann x08gow==\n`, 'signature-line'],
      [`tab\there\n\n— a AAAAAAE=\n`, 'text'],
      [`${text}\n${'— a AAAAAAE=\n'.repeat(101)}`, 'too-many-signatures'],
    ];
    for (const [malformed, reason] of reasons) {
      // An empty signature block reads as the text's own last empty line.
      const parsed = parseNote(malformed);
      expect(parsed.ok, malformed).toBe(false);
      if (!parsed.ok && malformed !== `${text}\n`) expect(parsed.reason, malformed).toBe(reason);
    }
    expect(encodeNote({ text: 'no newline', signatures: [] })).toEqual({ ok: false, reason: 'text' });
    expect(encodeNote({ text: 'a\n', signatures: [] })).toEqual({ ok: false, reason: 'no-signature' });
    const spaced = { name: 'a b', keyId: 1, signature: Uint8Array.of(1) };
    expect(encodeNote({ text: 'a\n', signatures: [spaced] })).toEqual({ ok: false, reason: 'key-name' });
    for (let at = 0; at < vkey.length; at++) {
      const mangled = vkey.slice(0, at) + String.fromCharCode(vkey.charCodeAt(at) + 1) + vkey.slice(at + 1);
      expect(parseVerifierKey(sha256, mangled).ok, mangled).toBe(false);
    }
    expect(['example.com/log', '客户.example'].map(isKeyName)).toEqual([true, true]);
    expect(['', 'a+b', 'a b', 'a\u3000b', 'a\u0001'].map(isKeyName)).toEqual(Array(5).fill(false));
  });
});

describe('checkpoints', () => {
  // The example of the tlog-checkpoint specification.
  const text = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';

  it('LOG-5 a checkpoint’s text is the specification’s, both ways', () => {
    const parsed = parseCheckpoint(text);
    expect(parsed).toMatchObject({
      ok: true,
      value: { origin: 'example.com/behind-the-sofa', size: 20852163 },
    });
    if (parsed.ok) expect(checkpointText(parsed.value)).toBe(text);
    expect(parseCheckpoint(`${text}extension 1\n`)).toMatchObject({
      ok: true,
      value: { extensions: ['extension 1'] },
    });
  });

  it('LOG-5 a malformed checkpoint is refused, with its reason', () => {
    const [origin, size, root] = text.split('\n');
    for (const [malformed, reason] of [
      [text.slice(0, -1), 'no-final-newline'],
      [`${text}\n`, 'empty-line'],
      [`${origin}\n${size}\n`, 'too-few-lines'],
      [`${origin}\n0${size}\n${root}\n`, 'size'],
      [`${origin}\n-1\n${root}\n`, 'size'],
      [`${origin}\n9007199254740992\n${root}\n`, 'size'],
      [`${origin}\n${size}\n${root?.slice(4)}\n`, 'root'],
    ] as const) {
      expect(parseCheckpoint(malformed), malformed).toEqual({ ok: false, reason });
    }
  });
});
