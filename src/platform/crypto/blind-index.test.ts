import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { sm3 } from 'sm-crypto-v2';
import { describe, expect, it } from 'vitest';
import { blindIndex } from './blind-index.ts';

const KEY = new Uint8Array(32).fill(3);

describe('blind indexes', () => {
  it('KEY-5 equal values of one field have one index, and of two fields nothing in common', () => {
    const phone = blindIndex(KEY, 'customer.phone.exact', '13900000000');
    expect(blindIndex(Uint8Array.from(KEY), 'customer.phone.exact', '13900000000')).toBe(phone);
    expect(blindIndex(KEY, 'contact.phone.exact', '13900000000')).not.toBe(phone);
    expect(blindIndex(KEY, 'customer.phone.exact', '13900000001')).not.toBe(phone);
    expect(blindIndex(new Uint8Array(32).fill(4), 'customer.phone.exact', '13900000000')).not.toBe(phone);
    expect(Buffer.from(phone, 'base64')).toHaveLength(16);
  });

  it('KEY-5 different values have different indexes', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        fc.pre(one !== other);
        expect(blindIndex(KEY, 'scope', one)).not.toBe(blindIndex(KEY, 'scope', other));
      }),
    );
  });

  it('KEY-5 the index is HMAC under an HKDF key, by RFC 5869 and RFC 2104 word for word', () => {
    const extracted = createHmac('sha256', Buffer.alloc(32)).update(KEY).digest();
    const expanded = createHmac('sha256', extracted).update('fencun blind index scope\x01').digest();
    const expected = createHmac('sha256', expanded).update('值').digest().subarray(0, 16);
    expect(blindIndex(KEY, 'scope', '值')).toBe(expected.toString('base64'));
  });

  it('KEY-5 under the national suite the hash is SM3', () => {
    const hmac = (key: Uint8Array, text: string | Uint8Array) =>
      Buffer.from(sm3(typeof text === 'string' ? Buffer.from(text) : text, { key }), 'hex');
    const expanded = hmac(hmac(Buffer.alloc(32), KEY), 'fencun blind index scope\x01');
    const expected = hmac(expanded, '值').subarray(0, 16);
    expect(blindIndex(KEY, 'scope', '值', 'sm4')).toBe(expected.toString('base64'));
  });
});
