import { openSync, readFileSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { readAll, refusal, Scratch } from '../../../../test/fixtures/spreadsheets/reading.ts';
import { table, type WorkbookFixture } from '../../../../test/fixtures/spreadsheets/workbook.ts';

const scratch = new Scratch();
afterAll(() => scratch.remove());

const SMALL: WorkbookFixture = {
  sheets: [
    {
      name: '客户',
      rows: table([
        ['名称', '城市'],
        ['甲', '上海'],
      ]),
    },
  ],
};

/** Changes bytes of a file wherever a pattern stands. */
function patch(path: string, from: Buffer, to: Buffer): void {
  const bytes = readFileSync(path);
  for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at + from.length)) to.copy(bytes, at);
  writeFileSync(path, bytes);
}

describe('workbook package', () => {
  it('FILE-11 refuses a zip bomb by its directory, before unpacking', async () => {
    const bomb = Buffer.alloc(64 * 1024 * 1024, 0x20);
    const path = await scratch.xlsx({ ...SMALL, parts: { 'xl/bomb.xml': bomb } });
    const startedAt = performance.now();
    const { zh, en } = await refusal(path);
    expect(zh).toContain('压缩炸弹');
    expect(en).toContain('zip bomb');
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it('FILE-11 refuses a workbook that unpacks beyond the limit', async () => {
    const path = await scratch.xlsx({
      ...SMALL,
      parts: { 'xl/media/picture.bin': Buffer.alloc(5 * 1024 * 1024) },
    });
    expect((await refusal(path, { maxUncompressedBytes: 4 * 1024 * 1024 })).zh).toContain('解压后超过 4 MB');
    expect((await readAll(path)).cells).toEqual([['甲', '上海']]);
  });

  it('FILE-11 stops at a part that yields more than it announced', async () => {
    const rows = table([['名称', '城市'], ...Array.from({ length: 2_000 }, () => ['甲', '上海'])]);
    const path = await scratch.xlsx({ sheets: [{ name: '客户', rows }] });
    const bytes = readFileSync(path);
    // The announced size stands 24 bytes into the directory entry of the sheet (APPNOTE.TXT 4.3.12).
    const entryAt = bytes.lastIndexOf('xl/worksheets/sheet1.xml') - 46;
    expect(bytes.readUInt32LE(entryAt)).toBe(0x02014b50);
    bytes.writeUInt32LE(100, entryAt + 24);
    writeFileSync(path, bytes);
    expect((await refusal(path)).zh).toContain('已损坏或不完整');
  });

  it('FILE-11 refuses more parts than any workbook has', async () => {
    const parts = Object.fromEntries(
      Array.from({ length: 2_001 }, (_, index) => [`xl/part${index}.xml`, '']),
    );
    expect((await refusal(await scratch.xlsx({ ...SMALL, parts }))).zh).toContain('部件超过 2000 个');
  });

  it('FILE-11 refuses two parts of one name', async () => {
    const path = await scratch.xlsx({ ...SMALL, parts: { 'XL/workbook.xml': '<workbook/>' } });
    expect((await refusal(path)).en).toContain('damaged');
  });

  it('FILE-11 refuses names that leave the archive', async () => {
    const path = await scratch.xlsx({ ...SMALL, parts: { 'xl/media/evil.bin': 'x' } });
    patch(path, Buffer.from('xl/media/evil.bin'), Buffer.from('../../../evil.bin'));
    expect((await refusal(path)).en).toContain('damaged');
  });

  it('FILE-11 refuses parts with a password', async () => {
    const path = await scratch.xlsx(SMALL);
    const bytes = readFileSync(path);
    const entryAt = bytes.lastIndexOf('xl/worksheets/sheet1.xml') - 46;
    bytes.writeUInt16LE(bytes.readUInt16LE(entryAt + 8) | 1, entryAt + 8);
    writeFileSync(path, bytes);
    expect((await refusal(path)).zh).toContain('设有密码');
  });

  it('FILE-13 refuses a workbook that was cut off, wherever that was', async () => {
    const path = await scratch.xlsx(SMALL);
    const whole = readFileSync(path);
    for (const kept of [10, 100, whole.length / 2, whole.length - 30, whole.length - 1]) {
      writeFileSync(path, whole);
      truncateSync(path, Math.floor(kept));
      expect((await refusal(path)).zh).toContain('已损坏或不完整');
    }
  });

  it('FILE-13 refuses a sheet whose bytes were altered, before any row of it is read', async () => {
    const rows = table([
      ['名称', '城市'],
      ...Array.from({ length: 5_000 }, (_, index) => [`甲${index}`, '上海']),
    ]);
    const path = await scratch.xlsx({ sheets: [{ name: '客户', rows }] });
    const bytes = readFileSync(path);
    const dataAt = bytes.indexOf('xl/worksheets/sheet1.xml') + 24;
    const file = openSync(path, 'r+');
    writeSync(file, Buffer.from([0x55, 0xaa]), 0, 2, dataAt + 5_000);
    expect((await refusal(path)).zh).toContain('已损坏或不完整');
  });
});
