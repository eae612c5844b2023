import { writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { gb18030 } from '../../../test/fixtures/spreadsheets/gb18030.ts';
import { readAll, refusal, Scratch } from '../../../test/fixtures/spreadsheets/reading.ts';
import { table } from '../../../test/fixtures/spreadsheets/workbook.ts';
import { openSpreadsheet } from './spreadsheet.ts';

const scratch = new Scratch();
afterAll(() => scratch.remove());

const CONTAINER = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);

function container(...streamNames: string[]): Buffer {
  return Buffer.concat([
    CONTAINER,
    Buffer.alloc(70_000),
    ...streamNames.map((name) => Buffer.from(name, 'utf16le')),
  ]);
}

describe('file kind', () => {
  const files: readonly (readonly [string, Buffer | string, RegExp])[] = [
    ['an empty file', '', /空的/],
    ['a workbook with a password', container('EncryptionInfo', 'EncryptedPackage'), /去除密码/],
    ['an old .xls', container('Workbook'), /旧版 \.xls.*另存为 \.xlsx/],
    ['another OLE container', container('WordDocument'), /另存为 \.xlsx/],
    ['a PDF', '%PDF-1.7\n', /不是表格/],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]), /不是表格/],
    [
      'a web page named .xls',
      '\uFEFF\n<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table>',
      /网页.*另存为/,
    ],
    ['a web page in GB18030', gb18030('<!DOCTYPE html><title>客户</title>'), /网页/],
    ['XML of 2003', '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', /XML/],
    ['an empty zip', Buffer.from(`504b0506${'00'.repeat(18)}`, 'hex'), /不是表格/],
    [
      'a zip that is none',
      Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.alloc(500, 7)]),
      /已损坏或不完整/,
    ],
  ];
  it.each(files)('FILE-13 refuses %s and says what to do', async (_name, bytes, words) => {
    const path = scratch.path('xlsx');
    writeFileSync(path, bytes);
    expect((await refusal(path)).zh).toMatch(words);
  });

  it('FILE-13 refuses other documents in a zip', async () => {
    const sheets = [{ name: '客户', rows: table([['名称'], ['甲']]) }];
    const noRelationships = await scratch.xlsx({ sheets, parts: { '_rels/.rels': undefined } });
    expect((await refusal(noRelationships)).zh).toContain('不是 Excel 工作簿');
    const document = await scratch.xlsx({ sheets, parts: { 'xl/workbook.xml': '<document/>' } });
    expect((await refusal(document)).zh).toContain('不是 Excel 工作簿');
    const type = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument';
    const relationships = `<Relationships><Relationship Id="1" Type="${type}" Target="xl/workbook.bin"/></Relationships>`;
    const binary = await scratch.xlsx({
      sheets,
      parts: { '_rels/.rels': relationships, 'xl/workbook.bin': 'x' },
    });
    expect((await refusal(binary)).zh).toContain('.xlsb');
  });

  it('FILE-13 tells a workbook by its content, whatever its name', async () => {
    const path = scratch.path('csv');
    writeFileSync(path, 'PK,SKU\n1,2\n');
    expect((await readAll(path)).format).toBe('csv');
  });

  it('leaves failures of the disk what they are', async () => {
    await expect(openSpreadsheet('/nonexistent/customers.csv')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
