import { describe, expect, it } from 'vitest';
import { detectCsvShape } from './delimiter.ts';

describe('delimiter', () => {
  it.each([',', '\t', ';', '|'] as const)('FILE-3 finds %j', (delimiter) => {
    const rows = [
      ['客户名称', '城市', '备注'],
      ['样例甲', '上海', '1'],
      ['样例乙', '北京', '2'],
    ];
    const sample = rows.map((cells) => cells.join(delimiter)).join('\n');
    expect(detectCsvShape(`${sample}\n`).delimiter).toBe(delimiter);
  });

  it('FILE-3 is not misled by decimal commas, quoted commas or prose', () => {
    expect(detectCsvShape('名称;金额\n甲;1,5\n乙;2,5\n').delimiter).toBe(';');
    expect(detectCsvShape('名称;地址\n甲;"上海,浦东,1"\n乙;"北京,海淀,2"\n').delimiter).toBe(';');
    expect(detectCsvShape('名称\t备注\n甲\t好, 很好, 非常好\n乙\t一般\n丙\t差, 很差\n').delimiter).toBe('\t');
  });

  it('FILE-3 obeys a first line that names the delimiter', () => {
    expect(detectCsvShape('sep=|\r\na,b|c\r\n')).toMatchObject({
      delimiter: '|',
      firstLineNamesDelimiter: true,
    });
  });

  it('FILE-3 takes a table without any delimiter as one column', () => {
    expect(detectCsvShape('名称\n甲\n乙\n').delimiter).toBe(',');
  });

  it('FILE-4 takes lone carriage returns as line ends only where there are no others', () => {
    expect(detectCsvShape('a,b\r1,2\r').newlines).toEqual(['\r']);
    expect(detectCsvShape('a,b\r\n1,2\r\n').newlines).toEqual(['\r\n', '\n']);
  });
});
