import { describe, expect, it } from 'vitest';
import { findHeader, headerAtTop } from './header-row.ts';
import { MergedCells, type MergedRange, NO_MERGED_CELLS } from './merged-cells.ts';
import { NO_NOTES, type RawRow } from './row.ts';

function rowsOf(...rows: readonly (readonly string[])[]): RawRow[] {
  return rows.map((cells, index) => ({ line: index + 1, cells: [...cells], notes: NO_NOTES }));
}

function mergedAt(...ranges: readonly MergedRange[]): MergedCells {
  const merged = new MergedCells();
  for (const range of ranges) merged.add(range);
  return merged;
}

const DATA = ['1', '样例甲', '15400000001', 'a@example.com', '上海', '2024-05-01'];

describe('header row', () => {
  it('FILE-6 is the first row when that names every column', () => {
    const rows = rowsOf(['序号', '名称', '电话', '邮箱', '城市', '日期'], DATA, DATA);
    expect(findHeader(rows, NO_MERGED_CELLS)).toEqual({ names: rows[0]?.cells, firstLine: 1, lastLine: 1 });
  });

  it('FILE-6 is found below title, date and remark rows', () => {
    const rows = rowsOf(
      ['客户信息汇总表'],
      ['制表人：张三', '', '日期：2024-05-01'],
      ['注意：内部资料'],
      ['序号', '名称', '电话', '邮箱', '城市', '日期'],
      DATA,
      DATA,
    );
    const merged = mergedAt({ top: 1, bottom: 1, left: 0, right: 5 });
    expect(findHeader(rows, merged)).toMatchObject({ firstLine: 4, lastLine: 4, names: rows[3]?.cells });
  });

  it('FILE-6 joins a header in two rows by its merged cells', () => {
    const rows = rowsOf(
      ['序号', '名称', '联系方式', '', '地址', ''],
      ['', '', '电话', '邮箱', '城市', '街道'],
      ['1', '甲', '15400000001', 'a@example.com', '上海', '示例路'],
    );
    const merged = mergedAt(
      { top: 1, bottom: 2, left: 0, right: 0 },
      { top: 1, bottom: 2, left: 1, right: 1 },
      { top: 1, bottom: 1, left: 2, right: 3 },
      { top: 1, bottom: 1, left: 4, right: 5 },
    );
    expect(findHeader(rows, merged)).toEqual({
      names: ['序号', '名称', '联系方式/电话', '联系方式/邮箱', '地址/城市', '地址/街道'],
      firstLine: 1,
      lastLine: 2,
    });
  });

  it('FILE-6 joins a header in three rows', () => {
    const rows = rowsOf(
      ['客户', '', '', ''],
      ['名称', '联系方式', '', ''],
      ['', '电话', '手机', '邮箱'],
      ['甲', '1', '2', '3'],
    );
    const merged = mergedAt(
      { top: 1, bottom: 1, left: 0, right: 3 },
      { top: 2, bottom: 3, left: 0, right: 0 },
      { top: 2, bottom: 2, left: 1, right: 3 },
    );
    expect(headerAtTop(rows, merged)).toEqual({
      names: ['客户/名称', '客户/联系方式/电话', '客户/联系方式/手机', '客户/联系方式/邮箱'],
      firstLine: 1,
      lastLine: 3,
    });
  });

  it('FILE-6 joins a header in two rows that lost its merged cells', () => {
    const rows = rowsOf(
      ['序号', '名称', '联系方式', '', '备注'],
      ['', '', '电话', '邮箱', ''],
      ['1', '甲', '2', '3', '无'],
    );
    expect(findHeader(rows, NO_MERGED_CELLS)).toEqual({
      names: ['序号', '名称', '联系方式/电话', '联系方式/邮箱', '备注'],
      firstLine: 1,
      lastLine: 2,
    });
  });

  it('FILE-6 takes no row of data for a second header row', () => {
    const rows = rowsOf(['名称', '城市', '', '备注'], ['甲', '上海', '', '好'], ['乙', '北京', '', '']);
    expect(findHeader(rows, NO_MERGED_CELLS)).toMatchObject({
      names: ['名称', '城市', '', '备注'],
      lastLine: 1,
    });
  });

  it('FILE-6 keeps empty and repeated names, and puts a wrapped name on one line', () => {
    const rows = rowsOf(
      [' 客户\n名称 ', '备注', 'Unit\nprice', '备注', '城市', '省份', ''],
      ['甲', '1', '2', '3', '4', '5', '6'],
    );
    expect(findHeader(rows, NO_MERGED_CELLS)?.names).toEqual([
      '客户名称',
      '备注',
      'Unit price',
      '备注',
      '城市',
      '省份',
    ]);
  });

  it('FILE-6 reads a table of one column', () => {
    const rows = rowsOf(['电话'], ['15400000001'], ['15400000002']);
    expect(findHeader(rows, NO_MERGED_CELLS)).toMatchObject({ names: ['电话'], firstLine: 1 });
  });

  it('FILE-6 falls back to the first filled row when nothing looks like a header', () => {
    const rows = rowsOf(['标题'], ['1', '15400000001', '2024-05-01'], ['2', '15400000002', '2024-05-02']);
    expect(findHeader(rows, NO_MERGED_CELLS)?.firstLine).toBe(2);
  });

  it('is undefined without rows', () => {
    expect(findHeader([], NO_MERGED_CELLS)).toBeUndefined();
  });

  it('FILE-5 judges hostile header cells in no time', () => {
    const rows = rowsOf(
      [`${'9'.repeat(500_000)}\n`, `${'@'.repeat(500_000)} `, '\n'.repeat(500_000), 'b'],
      DATA,
    );
    const startedAt = performance.now();
    findHeader(rows, NO_MERGED_CELLS);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
