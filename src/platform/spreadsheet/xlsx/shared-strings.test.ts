import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { readSharedStrings, SharedStrings } from './shared-strings.ts';

async function read(xml: string, memoryBytesMax = 1 << 20): Promise<SharedStrings> {
  const texts = new SharedStrings(memoryBytesMax, tmpdir());
  await readSharedStrings(
    (async function* () {
      yield Buffer.from(`<sst>${xml}</sst>`);
    })(),
    texts,
  );
  return texts;
}

describe('shared strings', () => {
  it('FILE-7 reads plain and rich text, empty items and escaped characters, without phonetic guides', async () => {
    const texts = await read(
      '<si><t>甲</t></si><si/><si><r><t>乙</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 丙 </t></r></si>' +
        '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr/></si>' +
        '<si><t>一_x000D_\n二_x005F_x000D_ _x0000_&amp;&lt;_xD83D_</t></si><si><t><![CDATA[<丁>]]></t></si>',
    );
    expect(Array.from({ length: texts.size }, (_, index) => texts.at(index))).toEqual([
      '甲',
      '',
      '乙 丙 ',
      '東京',
      '一\r\n二_x000D_ &<\uFFFD',
      '<丁>',
    ]);
  });

  it('FILE-15 reads the same from a file as from memory, in any order', async () => {
    const count = 30_000;
    const xml = Array.from({ length: count }, (_, index) => `<si><t>样例客户有限公司${index}</t></si>`).join(
      '',
    );
    const texts = await read(xml, 100_000);
    expect(texts.spilled).toBe(true);
    for (let step = 0; step < count; step += 1) {
      const index = (step * 7_919) % count;
      if (texts.at(index) !== `样例客户有限公司${index}`) expect.fail(`text ${index} differs`);
    }
    texts.close();
  });

  it('knows no text beyond the last', async () => {
    const texts = await read('<si><t>甲</t></si>');
    expect([texts.at(1), texts.at(-1), texts.at(0.5), texts.at(Number.NaN)]).toEqual(
      Array(4).fill(undefined),
    );
  });
});
