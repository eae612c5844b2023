import { gcm } from '@noble/ciphers/aes.js';
import fc from 'fast-check';
import { sm3, sm4 } from 'sm-crypto-v2';
import { describe, expect, it } from 'vitest';
import { Problem } from '../../contract/problem.ts';
import { createCipher, type DataKey, keyVersionOf } from './cipher.ts';
import { SUITE_NAMES } from './suites.ts';

const KEY: DataKey = { version: 7, bytes: new Uint8Array(32).map((_, index) => index) };
const OTHER: DataKey = { version: 7, bytes: new Uint8Array(32).fill(9) };
const WHERE = 'customer/0197f0c8/phone';

/** A different nonce at each call, and the same ones in each run. */
function counting(): (size: number) => Uint8Array {
  let calls = 0;
  return (size) => {
    calls += 1;
    return new Uint8Array(size).fill(calls % 256);
  };
}

function reasonOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem && error.code === 'key-unavailable') return error.parameters.reason;
    throw error;
  }
  return 'opened';
}

describe.each(SUITE_NAMES)('sealing with %s', (suite) => {
  const cipher = createCipher({ suite, randomBytes: counting() });

  it('KEY-1 what was sealed opens to exactly what it was, and looks like nothing of it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (plaintext, associated) => {
        const sealed = cipher.seal(KEY, associated, plaintext);
        expect(sealed).toMatch(/^[A-Za-z0-9+/]+=*$/);
        expect(cipher.open(KEY, associated, sealed)).toBe(plaintext);
      }),
    );
    expect(cipher.seal(KEY, WHERE, '13900000000')).not.toBe(cipher.seal(KEY, WHERE, '13900000000'));
  });

  it('KEY-2 a sealed value with any bit altered does not open', () => {
    const sealed = Buffer.from(cipher.seal(KEY, WHERE, '上海市浦东新区'), 'base64');
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const altered = Buffer.from(sealed);
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(
        reasonOf(() => cipher.open(KEY, WHERE, altered.toString('base64'))),
        `bit ${bit}`,
      ).not.toBe('opened');
    }
    const bit = Buffer.from(sealed);
    bit[sealed.length - 1] = (bit[sealed.length - 1] ?? 0) ^ 1;
    expect(reasonOf(() => cipher.open(KEY, WHERE, bit.toString('base64')))).toBe('authentication');
  });

  it('KEY-2 a sealed value moved to another record or field, or under another key, does not open', () => {
    const sealed = cipher.seal(KEY, WHERE, '13900000000');
    expect(reasonOf(() => cipher.open(KEY, 'customer/0197f0c9/phone', sealed))).toBe('authentication');
    expect(reasonOf(() => cipher.open(KEY, 'customer/0197f0c8/email', sealed))).toBe('authentication');
    expect(reasonOf(() => cipher.open(OTHER, WHERE, sealed))).toBe('authentication');
  });

  it('KEY-3 a value names the version of its key, and another version is asked for by name', () => {
    const sealed = cipher.seal(KEY, WHERE, '13900000000');
    expect(keyVersionOf(sealed)).toBe(7);
    expect(reasonOf(() => cipher.open({ ...KEY, version: 8 }, WHERE, sealed))).toBe('unknown');
  });

  it('KEY-3 what is no sealed value is refused as such', () => {
    for (const text of ['', 'AA==', 'plain text', '13900000000', Buffer.alloc(60).toString('base64')]) {
      expect(
        reasonOf(() => cipher.open(KEY, WHERE, text)),
        text,
      ).toBe('malformed');
    }
    expect(keyVersionOf('plain text')).toBeNull();
  });

  it('KEY-3 keys of a wrong size or version are a bug', () => {
    expect(() => cipher.seal({ version: 1, bytes: new Uint8Array(16) }, WHERE, 'x')).toThrow('32 bytes');
    expect(() => cipher.seal({ version: 65_536, bytes: KEY.bytes }, WHERE, 'x')).toThrow('version');
  });
});

describe('the sealed form', () => {
  const parts = (sealed: string) => {
    const bytes = Buffer.from(sealed, 'base64');
    return { header: bytes.subarray(0, 3), nonce: bytes.subarray(3, 15), body: bytes.subarray(15) };
  };

  it('KEY-4 AES-256-GCM values open with an independent implementation of the standard', () => {
    const sealed = createCipher({ suite: 'aes-256-gcm', randomBytes: counting() }).seal(KEY, WHERE, '分寸');
    const { header, nonce, body } = parts(sealed);
    expect([...header]).toEqual([1, 0, 7]);
    const opened = gcm(KEY.bytes, nonce, Buffer.from(`1.7:${WHERE}`)).decrypt(body);
    expect(Buffer.from(opened).toString('utf8')).toBe('分寸');
  });

  it('KEY-4 SM4 values open with an independent implementation of the national algorithms', () => {
    const plaintext = '一个比十六个字节更长的值';
    const sealed = createCipher({ suite: 'sm4', randomBytes: counting() }).seal(KEY, WHERE, plaintext);
    const { header, nonce, body } = parts(sealed);
    expect([...header]).toEqual([2, 0, 7]);

    const hmac = (key: Uint8Array, message: Uint8Array) => Buffer.from(sm3(message, { key }), 'hex');
    const encryption = hmac(KEY.bytes, Buffer.from('fencun sm4 encryption')).subarray(0, 16);
    const authentication = hmac(KEY.bytes, Buffer.from('fencun sm4 authentication'));
    const text = body.subarray(0, -16);
    const associated = Buffer.from(`2.7:${WHERE}`);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(associated.length);
    const tag = hmac(authentication, Buffer.concat([length, associated, nonce, text])).subarray(0, 16);
    expect(body.subarray(-16).equals(tag)).toBe(true);

    const counters = Buffer.alloc(Math.ceil(text.length / 16) * 16);
    for (let at = 0; at < counters.length; at += 16) {
      counters.set(nonce, at);
      counters.writeUInt32BE(at / 16, at + 12);
    }
    const stream = sm4.encrypt(counters, encryption, { mode: 'ecb', padding: 'none', output: 'array' });
    const opened = text.map((byte, index) => byte ^ (stream[index] ?? 0));
    expect(Buffer.from(opened).toString('utf8')).toBe(plaintext);
  });

  it('KEY-4 a company that changes suites still reads what the other one sealed', () => {
    const [first, second] = SUITE_NAMES.map((suite) => createCipher({ suite, randomBytes: counting() }));
    const sealed = first?.seal(KEY, WHERE, '旧值') ?? '';
    expect(second?.open(KEY, WHERE, sealed)).toBe('旧值');
  });
});
