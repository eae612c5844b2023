import { describe, expect, it } from 'vitest';
import { isTooDeep, JSON_DEPTH_MAX } from './json-body.ts';

const nested = (depth: number) => `${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`;

describe('the depth of a body', () => {
  it('is counted over objects and lists alike', () => {
    expect(isTooDeep(nested(JSON_DEPTH_MAX))).toBe(false);
    expect(isTooDeep(nested(JSON_DEPTH_MAX + 2))).toBe(true);
  });

  it('does not count what stands side by side, or in texts', () => {
    expect(isTooDeep(`[${'[],{},'.repeat(1000)}[]]`)).toBe(false);
    expect(isTooDeep(JSON.stringify({ text: '[{"'.repeat(1000) }))).toBe(false);
    expect(isTooDeep(String.raw`{"a":"\\","b":"\"[["}`)).toBe(false);
  });
});
