import { afterAll, describe, expect, it } from 'vitest';
import { gb18030 } from '../../../test/fixtures/spreadsheets/gb18030.ts';
import { readAll, refusal, Scratch } from '../../../test/fixtures/spreadsheets/reading.ts';
import type { TextEncoding } from './text-encoding.ts';

const scratch = new Scratch();
afterAll(() => scratch.remove());

const TABLE = '客户名称,城市\n样例甲,上海\n样例乙,镕堃\n';
const CELLS = [
  ['样例甲', '上海'],
  ['样例乙', '镕堃'],
];

function utf16be(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

describe('text encoding', () => {
  const files: readonly (readonly [TextEncoding, string, Buffer])[] = [
    ['utf-8', 'UTF-8', Buffer.from(TABLE)],
    ['utf-8', 'UTF-8 with byte order mark', Buffer.from(`\uFEFF${TABLE}`)],
    ['utf-16le', 'UTF-16 LE with byte order mark', Buffer.from(`\uFEFF${TABLE}`, 'utf16le')],
    ['utf-16be', 'UTF-16 BE with byte order mark', utf16be(`\uFEFF${TABLE}`)],
    ['gb18030', 'GB18030', gb18030(TABLE)],
  ];
  it.each(files)('FILE-1 reads the same table from %s (%s)', async (encoding, _name, bytes) => {
    const content = await readAll(scratch.csv(bytes));
    expect(content).toMatchObject({ format: 'csv', encoding, header: ['客户名称', '城市'], cells: CELLS });
  });

  it('FILE-1 finds GB18030 when its first Chinese character stands far behind the beginning', async () => {
    const ascii = 'name,city\n'.padEnd(200_000, 'demo customer,Shanghai\n');
    const content = await readAll(scratch.csv(Buffer.concat([Buffer.from(ascii), gb18030('\n末行,上海\n')])));
    expect(content.encoding).toBe('gb18030');
    expect(content.cells.at(-1)).toEqual(['末行', '上海']);
  });

  it('FILE-1 reads four-byte GB18030 and characters cut by the edge of a block', async () => {
    // U+3400 and U+1F600 as the standard writes them.
    const fourByte = Buffer.from([0x81, 0x39, 0xee, 0x39, 0x2c, 0x94, 0x39, 0xfc, 0x36, 0x0a]);
    const padding = gb18030(`名称,备注\n${'垫'.repeat(32_760)},a\n`);
    for (const shift of ['', 'a', 'ab', 'abc']) {
      const content = await readAll(scratch.csv(Buffer.concat([padding, Buffer.from(shift), fourByte])));
      expect(content.cells.at(-1)).toEqual([`${shift}\u3400`, '\u{1F600}']);
    }
  });

  it('FILE-1 lets a person choose the encoding, Big5 included', async () => {
    const big5 = Buffer.from([0xab, 0xc8, 0xa4, 0xe1, 0x2c, 0x61, 0x0a, 0xa5, 0xd2, 0x2c, 0x31, 0x0a]);
    const content = await readAll(scratch.csv(big5), { encoding: 'big5' });
    expect(content.header).toEqual(['客戶', 'a']);
    expect(content.cells).toEqual([['甲', '1']]);
  });

  it('FILE-2 refuses UTF-8 that is cut off inside a character rather than reading it as GB18030', async () => {
    const whole = Buffer.from('客户名称,城市\n样例甲,上海\n样例乙,北京');
    for (const missing of [1, 2]) {
      const { zh, en } = await refusal(scratch.csv(whole.subarray(0, whole.length - missing)));
      expect(zh).toContain('第 3 行');
      expect(en).toContain('line 3');
      expect(en).toContain('UTF-8');
    }
  });

  it('FILE-2 names the line at which UTF-8 is damaged', async () => {
    const damaged = Buffer.concat([
      Buffer.from('客户名称,城市\n样例甲,上海\n'),
      Buffer.from([0xe4, 0xb8, 0x2c]),
      Buffer.from('北京\n'),
    ]);
    expect((await refusal(scratch.csv(damaged))).zh).toContain('第 3 行');
  });

  it('FILE-2 trusts a byte order mark, and names the line at which the text belies it', async () => {
    const path = scratch.csv(Buffer.concat([Buffer.from('\uFEFFa,b\n1,2\n'), gb18030('甲,3\n')]));
    expect((await refusal(path)).en).toMatch(/line 3 .*UTF-8/);
  });

  it('FILE-2 refuses bytes that are neither UTF-8 nor GB18030, with what to do', async () => {
    const { zh, en } = await refusal(
      scratch.csv(Buffer.from([0x61, 0x2c, 0x62, 0x0a, 0xff, 0xff, 0x2c, 0x63])),
    );
    expect(zh).toMatch(/第 2 行.*另存为“CSV UTF-8”/);
    expect(en).toMatch(/Line 2 .*Save the file as “CSV UTF-8”/);
  });

  it('FILE-2 refuses a chosen encoding that does not fit', async () => {
    const { en } = await refusal(scratch.csv(gb18030(TABLE)), { encoding: 'utf-8' });
    expect(en).toContain('does not fit UTF-8');
  });

  it('FILE-5 refuses NUL bytes, naming the line', async () => {
    expect((await refusal(scratch.csv('a,b\n1,2\n3,\0\n'))).zh).toContain('第 3 行含有空字符');
    expect((await refusal(scratch.csv(Buffer.from('\uFEFFa,b\n\0,2\n', 'utf16le')))).en).toContain(
      'Line 2 holds a NUL',
    );
    // UTF-16 without byte order mark looks like this too.
    expect((await refusal(scratch.csv(Buffer.from('a,b\n1,2\n', 'utf16le')))).zh).toContain('第 1 行');
  });
});
