import { afterAll, describe, expect, it } from 'vitest';
import { refusal, Scratch } from '../../../../test/fixtures/spreadsheets/reading.ts';
import { table } from '../../../../test/fixtures/spreadsheets/workbook.ts';
import { readXml, XmlReader } from './xml.ts';

const scratch = new Scratch();
afterAll(() => scratch.remove());

const ENTITIES = Array.from(
  { length: 9 },
  (_, level) => `<!ENTITY l${level + 1} "${`&l${level};`.repeat(10)}">`,
);
const LAUGHS = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">${ENTITIES.join('')}]>`;

async function* once(text: string | Buffer): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

describe('XML', () => {
  it.each([
    'xl/worksheets/sheet1.xml',
    'xl/sharedStrings.xml',
    'xl/workbook.xml',
    'xl/styles.xml',
    '_rels/.rels',
  ])('FILE-12 refuses an XML bomb in %s', async (part) => {
    const path = await scratch.xlsx({
      sheets: [{ name: '客户', rows: table([['名称'], ['甲']]) }],
      parts: { [part]: `${LAUGHS}<x>&l9;</x>` },
    });
    const { zh, en } = await refusal(path);
    expect(zh).toContain('DOCTYPE');
    expect(en).toContain('DOCTYPE');
  });

  it.each([
    ['an outer entity', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'],
    ['an outer document type', '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><x/>'],
    ['an entity that nobody defined', '<x>&e;</x>'],
    ['endless depth', '<a>'.repeat(100_000)],
    ['an endless text', `<a>${'x'.repeat(5_000_000)}`],
    ['an endless attribute', `<a b="${'x'.repeat(5_000_000)}`],
    [
      'attributes without end',
      `<a ${Array.from({ length: 400_000 }, (_, index) => `a${index}="1"`).join(' ')}`,
    ],
    ['an endless comment', `<a><!--${'x'.repeat(5_000_000)}`],
    ['tags that do not match', '<a><b></a></b>'],
    ['an unfinished document', '<a><b/>'],
    ['two roots', '<a/><a/>'],
    ['text that is not UTF-8', Buffer.from([0x3c, 0x61, 0x3e, 0xff, 0xfe, 0x3c, 0x2f, 0x61, 0x3e])],
    ['UTF-16', Buffer.from('\uFEFF<a/>', 'utf16le')],
    ['nothing', ''],
  ])('FILE-12 refuses %s', async (_name, text) => {
    await expect(readXml(once(text), {})).rejects.toMatchObject({ code: 'unreadable-file' });
  });

  it('FILE-12 holds back no more than its limit while a tag or text goes on', () => {
    const reader = new XmlReader({});
    reader.write(Buffer.from('<a>'));
    const piece = Buffer.alloc(1024 * 1024, 0x78);
    expect(() => {
      for (let count = 0; count < 6; count += 1) reader.write(piece);
    }).toThrow(expect.objectContaining({ code: 'unreadable-file' }));
  });

  it('gives names without their prefix', async () => {
    const names: string[] = [];
    await readXml(once('<x:a xmlns:x="u"><x:b/></x:a>'), { open: (name) => names.push(name) });
    expect(names).toEqual(['a', 'b']);
  });
});
