import { describe, expect, it } from 'vitest';
import { createProgress, durationText } from './progress.ts';
import { displayWidth } from './width.ts';

function collect(errColumns: number | null) {
  const written: string[] = [];
  let now = 0;
  const progress = createProgress({
    terminal: { err: (text) => written.push(text), errColumns },
    label: 'Importing',
    language: 'en',
    clock: () => now,
  });
  return {
    written,
    at(milliseconds: number, done: number, total: number | null) {
      now = milliseconds;
      progress.update(done, total);
    },
    end: () => progress.end(),
  };
}

describe('progress', () => {
  it('CLI-3 on a terminal it is one line that redraws itself, at most ten times a second, and never wraps', () => {
    const { written, at, end } = collect(80);
    at(0, 0, 1000);
    at(50, 100, 1000);
    at(5_000, 500, 1000);
    end();
    expect(written).toHaveLength(3);
    expect(written[1]).toContain('50%');
    expect(written[1]).toContain('about 5 s left');
    expect(written.at(-1)).toBe('\n');
    for (const text of written.slice(0, 2)) {
      expect(text.startsWith('\r\u001b[K')).toBe(true);
      expect(displayWidth(text.slice(4))).toBeLessThan(80);
    }
    const narrow = collect(30);
    narrow.at(0, 1, 10);
    expect(narrow.written[0]).not.toContain('█');
  });

  it('CLI-3 elsewhere it is a plain line every few seconds, and the last state always', () => {
    const { written, at, end } = collect(null);
    for (let second = 0; second <= 12; second += 1) at(second * 1000, second * 10, null);
    end();
    expect(written).toHaveLength(4);
    expect(written.join('')).not.toContain('\r');
    expect(written.join('')).not.toContain('\u001b');
    expect(written.at(-1)).toContain('Importing: 120');
  });

  it('CLI-3 durations are said as people say them', () => {
    expect([0.2, 42, 190, 7_500].map(durationText)).toEqual(['1 s', '42 s', '3 min 10 s', '2 h 5 min']);
  });
});
