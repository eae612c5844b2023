import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { escapeHtml, markedText, schemaText } from './reference-text.ts';

describe('the words of the reference', () => {
  it('writes a schema as people write types', () => {
    const schema = z.toJSONSchema(
      z.object({
        id: z.uuid(),
        kind: z.enum(['a', 'b']),
        limit: z.int().default(50),
        tags: z.array(z.union([z.string(), z.null()])).optional(),
        values: z.record(z.string(), z.number()),
        one: z.literal(1),
      }),
      { io: 'input' },
    );
    expect(schemaText(schema)).toBe(`{
  id: string <uuid>
  kind: "a" | "b"
  limit?: integer = 50
  tags?: (string | null)[]
  values: {
    [name]: number
  }
  one: 1
}`);
    expect(schemaText({ $ref: '#/components/schemas/FilterInput' })).toBe('Filter');
    expect(schemaText({ allOf: [{ type: 'string' }, {}] })).toBe('string & any');
    expect(schemaText({ type: ['string', 'null'] })).toBe('string | null');
    expect(schemaText(undefined)).toBe('any');
  });

  it('lets nothing through as markup but its own', () => {
    expect(escapeHtml(`<a href="'&">`)).toBe('&lt;a href=&quot;&#39;&amp;&quot;&gt;');
    expect(markedText('a `<b>` **c**\n\n- x\n- <y>')).toBe(
      '<p>a <code>&lt;b&gt;</code> <strong>c</strong></p><ul><li>x</li><li>&lt;y&gt;</li></ul>',
    );
  });
});
