import { describe, expect, it } from 'vitest';
import { createMemory, forgetEverything } from './memory.ts';

describe('what a tab remembers', () => {
  it('WEB-7 filters and the like are kept for the tab and forgotten with the session or the purpose', () => {
    const memory = createMemory<readonly string[]>([]);
    memory.write('customer', (values) => [...values, 'x']);
    expect(memory.read('customer')).toEqual(['x']);
    expect(memory.read('order')).toEqual([]);
    forgetEverything();
    expect(memory.read('customer')).toEqual([]);
  });
});
