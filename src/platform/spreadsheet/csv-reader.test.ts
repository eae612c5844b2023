import { afterAll, describe, expect, it } from 'vitest';
import { readAll, refusal, Scratch } from '../../../test/fixtures/spreadsheets/reading.ts';

const scratch = new Scratch();
afterAll(() => scratch.remove());

describe('CSV reader', () => {
  it('FILE-4 reads quotes, line breaks, separators and quotation marks inside cells', async () => {
    const { cells } = await readAll(
      scratch.csv('名称,备注\r\n"甲,乙","第一行\r\n第二行"\r\n"说""好""",后有引号 "中" 间\r\n"前"后,x\r\n'),
    );
    expect(cells).toEqual([
      ['甲,乙', '第一行\r\n第二行'],
      ['说"好"', '后有引号 "中" 间'],
      ['"前"后', 'x'],
    ]);
  });

  it.each(['\n', '\r\n', '\r'])('FILE-4 reads lines that end in %j', async (newline) => {
    const lines = ['名称,城市', '甲,上海', '', '乙,北京', ''];
    const { rows } = await readAll(scratch.csv(lines.join(newline)));
    expect(rows.map(({ number, line, cells }) => [number, line, ...cells])).toEqual([
      [1, 2, '甲', '上海'],
      [2, 4, '乙', '北京'],
    ]);
  });

  it('FILE-4 numbers rows and keeps the line at which a person finds each, past blank and broken lines', async () => {
    const text = '名称,备注\r\n甲,"一\r\n二\r\n三"\r\n,\r\n乙,四\r\n\r\n丙,"五\n六"\r\n丁,七';
    const { rows } = await readAll(scratch.csv(text));
    expect(rows.map(({ number, line }) => [number, line])).toEqual([
      [1, 2],
      [2, 6],
      [3, 8],
      [4, 10],
    ]);
  });

  it('FILE-4 pads short rows, keeps surplus cells and says so', async () => {
    const { rows } = await readAll(scratch.csv('a,b,c\n1\n1,2,\n1,2,3,,5\n'));
    expect(rows.map(({ cells, notes }) => ({ cells, notes }))).toEqual([
      { cells: ['1', '', ''], notes: [{ kind: 'short-row', column: 1 }] },
      { cells: ['1', '2', ''], notes: [] },
      { cells: ['1', '2', '3', '', '5'], notes: [{ kind: 'extra-cell', column: 4 }] },
    ]);
  });

  it('FILE-4 takes ="0138…" as the text that it guards and leaves other formulas as text', async () => {
    const { cells } = await readAll(scratch.csv('电话,合计\n"=""01380000""",=1+1\n'));
    expect(cells).toEqual([['01380000', '=1+1']]);
  });

  it('FILE-4 obeys the delimiter that a person chose', async () => {
    const { header, cells } = await readAll(scratch.csv('a,b;c\n1,2;3\n'), { delimiter: ';' });
    expect([header, cells]).toEqual([['a,b', 'c'], [['1,2', '3']]]);
  });

  it('FILE-5 names the line at which a quote opens that is never closed', async () => {
    const { zh, en } = await refusal(scratch.csv('名称,备注\n甲,好\n乙,"没有结束\n丙,好\n'));
    expect(zh).toContain('第 3 行');
    expect(en).toContain('line 3');
    expect(zh + en).not.toContain('没有结束');
  });

  it('FILE-5 stops at a quote that swallows a large file', async () => {
    const { zh } = await refusal(scratch.csv(`名称,备注\n甲,好\n乙,"${'好,好\n'.repeat(800_000)}`));
    expect(zh).toMatch(/第 3 行过长/);
  });

  it('FILE-5 refuses a cell beyond 1 MB and more than 1,000 columns, naming the line', async () => {
    expect((await refusal(scratch.csv(`a,b\n1,2\n3,${'x'.repeat(1_100_000)}\n`))).zh).toContain(
      '第 3 行有过长的单元格',
    );
    expect((await refusal(scratch.csv(`a,b\n1,2\n${'x,'.repeat(1_000)}x\n`))).en).toContain(
      'Line 3 has more than 1000',
    );
  });

  it('FILE-5 stops at a line of nothing but separators before it fills memory', async () => {
    const { zh } = await refusal(scratch.csv(`a,b\n1,2\n${','.repeat(9_000_000)}\n`));
    expect(zh).toMatch(/第 3 行过长/);
  });

  it('FILE-5 refuses a table that holds nothing', async () => {
    expect((await refusal(scratch.csv(''))).zh).toContain('文件是空的');
    expect((await refusal(scratch.csv('\uFEFF\r\n\r\n,,,\r\n'))).zh).toContain('表格没有内容');
  });
});
