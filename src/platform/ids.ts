import type { Clock } from './clock.ts';

const COUNTER_BITS = 12;
const COUNTER_END = 1 << COUNTER_BITS;

/**
 * Makes UUIDs of version 7 (RFC 9562 section 5.7): ordered by time, so that new rows land at the end of an index.
 * Within one process each is greater than the last, even when the clock stands still or goes back: the twelve bits
 * behind the time count (section 6.2, method 1), starting from a random number below half their range, and borrow
 * the next millisecond when they run out. The other 62 bits are random.
 */
export function createIds(
  options: Readonly<{ clock: Clock; randomBytes: (size: number) => Uint8Array }>,
): () => string {
  let milliseconds = -1;
  let counter = 0;
  return () => {
    const random = options.randomBytes(10);
    const now = options.clock();
    if (now > milliseconds) {
      milliseconds = now;
      counter = (((random[8] ?? 0) << 8) | (random[9] ?? 0)) % (COUNTER_END / 2);
    } else {
      counter += 1;
      if (counter === COUNTER_END) {
        milliseconds += 1;
        counter = 0;
      }
    }
    const time = milliseconds.toString(16).padStart(12, '0');
    const version = (0x7000 | counter).toString(16);
    const variant = HEX[0x80 | ((random[0] ?? 0) & 0x3f)] ?? '';
    let rest = '';
    for (let i = 2; i < 8; i += 1) rest += HEX[random[i] ?? 0] ?? '';
    return `${time.slice(0, 8)}-${time.slice(8)}-${version}-${variant}${HEX[random[1] ?? 0]}-${rest}`;
  };
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether the text is a UUID in the lower-case form that we print; anything else never reaches the database. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
