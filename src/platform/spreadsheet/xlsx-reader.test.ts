import { afterAll, describe, expect, it } from 'vitest';
import { readAll, refusal, Scratch } from '../../../test/fixtures/spreadsheets/reading.ts';
import { EMPTY_CELL, number, row, table } from '../../../test/fixtures/spreadsheets/workbook.ts';
import { openSpreadsheet } from './spreadsheet.ts';

const scratch = new Scratch();
afterAll(() => scratch.remove());

describe('XLSX reader', () => {
  it('FILE-7 reads every kind of cell as a person sees it', async () => {
    const kinds = [
      '共享',
      '富文本',
      '内联',
      '数字',
      '小数',
      '日期',
      '时间',
      '邮编',
      '是否',
      '文本',
      'ISO日期',
      '空',
    ];
    const path = await scratch.xlsx({
      sharedStrings: ['共享文本', '<r><t>富</t></r><r><t>文本</t></r>'],
      formats: ['yyyy"年"m"月"d"日"', 'yyyy-mm-dd hh:mm', '000000', 31],
      sheets: [
        {
          name: '客户',
          rows:
            row(1, kinds) +
            row(2, [
              '<c t="s"><v>0</v></c>',
              '<c t="s"><v>1</v></c>',
              '内联 <&>',
              number('15400000001'),
              number('0.30000000000000004'),
              number(45413, 1),
              number('45413.395833333336', 2),
              number(10000, 3),
              '<c t="b"><v>1</v></c>',
              '<c t="str"><v>一_x000D_</v></c>',
              '<c t="d"><v>2024-05-01</v></c>',
              EMPTY_CELL,
            ]) +
            row(3, [number(45413, 4), number(-1, 1)]),
        },
      ],
    });
    const { header, rows } = await readAll(path);
    expect(header).toEqual(kinds);
    expect(rows[0]?.cells).toEqual([
      '共享文本',
      '富文本',
      '内联 <&>',
      '15400000001',
      '0.3',
      '2024-05-01',
      '2024-05-01T09:30:00',
      '010000',
      'TRUE',
      '一\r',
      '2024-05-01',
      '',
    ]);
    expect(rows[1]?.cells.slice(0, 2)).toEqual(['2024-05-01', '-1']);
    expect(rows[1]?.notes).toEqual([{ kind: 'not-a-date', column: 1 }]);
  });

  it('FILE-7 reads dates of workbooks that count from 1904', async () => {
    const path = await scratch.xlsx({
      date1904: true,
      formats: [14],
      sheets: [{ name: '客户', rows: row(1, ['名称', '日期']) + row(2, ['甲', number(45413 - 1462, 1)]) }],
    });
    expect((await readAll(path)).cells).toEqual([['甲', '2024-05-01']]);
  });

  it('FILE-7 places cells by their references, and in order without', async () => {
    const cells = '<c r="C2" t="str"><v>丙</v></c><c r="E2" t="str"><v>戊</v></c><c t="str"><v>己</v></c>';
    const path = await scratch.xlsx({
      sheets: [
        {
          name: '客户',
          rows: `${row(1, ['A', 'B', 'C', 'D', 'E', 'F'])}<row r="2">${cells}</row><row><c t="str"><v>x</v></c></row>`,
        },
      ],
    });
    const { rows } = await readAll(path);
    expect(rows.map(({ line, cells: texts }) => [line, ...texts])).toEqual([
      [2, '', '', '丙', '', '戊', '己'],
      [3, 'x', '', '', '', '', ''],
    ]);
  });

  it('FILE-8 takes the stored result of a formula, never calculates, and says so', async () => {
    const path = await scratch.xlsx({
      sheets: [
        {
          name: '客户',
          rows:
            row(1, ['名称', '合计', '无结果', '文本', '错误']) +
            row(2, [
              '甲',
              '<c><f>SUM(1,2)</f><v>42</v></c>',
              '<c><f>WEBSERVICE("http://127.0.0.1/")</f></c>',
              '<c t="str"><f>A2&amp;"!"</f><v>甲!</v></c>',
              '<c t="e"><f>NA()</f><v>#N/A</v></c>',
            ]) +
            row(3, ['乙', '<c t="e"><v>#REF!</v></c>']),
        },
      ],
    });
    const { rows } = await readAll(path);
    expect(rows.map(({ cells }) => cells)).toEqual([
      ['甲', '42', '', '甲!', ''],
      ['乙', '', '', '', ''],
    ]);
    expect(rows[0]?.notes).toEqual([
      { kind: 'formula', column: 1 },
      { kind: 'formula', column: 2 },
      { kind: 'formula', column: 3 },
      { kind: 'error-value', column: 4 },
      { kind: 'formula', column: 4 },
    ]);
    expect(rows[1]?.notes).toEqual([{ kind: 'error-value', column: 1 }]);
  });

  it('FILE-9 keeps all digits of an identity number that is stored as a number, and marks it', async () => {
    const path = await scratch.xlsx({
      sheets: [
        {
          name: '客户',
          rows:
            row(1, ['名称', '身份证']) +
            row(2, ['甲', number('999999195002150018')]) +
            row(3, ['乙', number('9.9999919500215E+17')]) +
            row(4, ['丙', '999999195002150018']),
        },
      ],
    });
    const { rows } = await readAll(path);
    const marked = [{ kind: 'long-number', column: 1 }];
    expect(rows.map(({ cells, notes }) => [cells[1], notes])).toEqual([
      ['999999195002150018', marked],
      ['999999195002150000', marked],
      ['999999195002150018', []],
    ]);
  });

  it('FILE-10 offers visible sheets, opens the first of them and others by name', async () => {
    const path = await scratch.xlsx({
      sheets: [
        {
          name: '字典',
          state: 'veryHidden',
          rows: table([
            ['码', '值'],
            ['1', '甲'],
          ]),
        },
        {
          name: '客户 & 联系人',
          rows: table([
            ['名称', '城市'],
            ['甲', '上海'],
          ]),
        },
        {
          name: '订单',
          rows: table([
            ['编号', '客户'],
            ['DD-1', '甲'],
          ]),
        },
        {
          name: '旧数据',
          state: 'hidden',
          rows: table([
            ['名称', '城市'],
            ['乙', '北京'],
          ]),
        },
      ],
    });
    expect(await readAll(path)).toMatchObject({
      format: 'xlsx',
      sheets: ['客户 & 联系人', '订单'],
      hiddenSheets: ['字典', '旧数据'],
      sheet: '客户 & 联系人',
      cells: [['甲', '上海']],
    });
    expect(await readAll(path, { sheet: '订单' })).toMatchObject({ sheet: '订单', cells: [['DD-1', '甲']] });
    expect(await readAll(path, { sheet: '旧数据' })).toMatchObject({ cells: [['乙', '北京']] });
    await expect(openSpreadsheet(path, { sheet: '没有' })).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('FILE-10 refuses a workbook without a visible sheet', async () => {
    const path = await scratch.xlsx({
      sheets: [{ name: '字典', state: 'hidden', rows: table([['码', '值']]) }],
    });
    expect((await refusal(path)).zh).toContain('没有可见的工作表');
  });

  it('FILE-6 passes over titles, joins merged headers and carries merged values down', async () => {
    const path = await scratch.xlsx({
      sheets: [
        {
          name: '客户',
          rows:
            table([
              ['客户联系人一览表', '', '', '', ''],
              ['', '', '', '', ''],
              ['序号', '公司', '联系方式', '', '备注'],
              ['', '', '电话', '邮箱', ''],
              ['1', '样例甲', '15400000001', 'a@example.com', ''],
              ['2', '', '15400000002', 'b@example.com', '财务'],
              ['3', '', '15400000003', '', ''],
              ['4', '样例乙', '15400000004', '', ''],
            ]) + row(10, ['5', '', '15400000005']),
          merged: ['A1:E1', 'A3:A4', 'B3:B4', 'C3:D3', 'E3:E4', 'B5:B7', 'B8:B9'],
        },
      ],
    });
    const { header, headerLine, rows } = await readAll(path);
    expect(header).toEqual(['序号', '公司', '联系方式/电话', '联系方式/邮箱', '备注']);
    expect(headerLine).toBe(3);
    expect(rows.map(({ number: count, line, cells }) => [count, line, cells[1]])).toEqual([
      [1, 5, '样例甲'],
      [2, 6, '样例甲'],
      [3, 7, '样例甲'],
      [4, 8, '样例乙'],
      [5, 10, ''],
    ]);
    expect(rows[1]?.notes).toEqual([{ kind: 'merged', column: 1 }]);
  });

  it('FILE-6 obeys the header row that a person chose', async () => {
    const path = await scratch.xlsx({
      sheets: [
        {
          name: '客户',
          rows: table([
            ['甲', '乙'],
            ['名称', '城市'],
            ['丙', '上海'],
          ]),
        },
      ],
    });
    expect(await readAll(path, { headerLine: 2 })).toMatchObject({
      header: ['名称', '城市'],
      cells: [['丙', '上海']],
    });
    expect((await refusal(path, { headerLine: 9 })).zh).toContain('表头行');
  });

  it.each([
    ['rows out of order', `${row(2, ['名称', '城市'])}${row(1, ['甲', '上海'])}`],
    ['a shared text that does not exist', `${row(1, ['名称', '<c t="s"><v>7</v></c>'])}`],
    ['one cell repeated without end', `<row r="1">${'<c r="A1" t="e"><v>#N/A</v></c>'.repeat(5_000)}</row>`],
    ['a row number that is none', '<row r="x"><c t="str"><v>1</v></c></row>'],
  ])('FILE-13 refuses %s', async (_name, rows) => {
    expect((await refusal(await scratch.xlsx({ sheets: [{ name: '客户', rows }] }))).zh).toContain('已损坏');
  });

  it('FILE-5 refuses too many columns, rows and characters, naming the line', async () => {
    const opened = async (rows: string) => refusal(await scratch.xlsx({ sheets: [{ name: '客户', rows }] }));
    const header = row(1, ['名称', '城市']);
    expect((await opened(`${header}<row r="7"><c r="XFD7" t="str"><v>x</v></c></row>`)).zh).toContain(
      '第 7 行超过 1000 列',
    );
    expect((await opened(`${header}${row(2_000_000, ['甲'])}`)).en).toContain('more than 1048576 rows');
    expect((await opened(`${header}${row(3, ['x'.repeat(1_100_000)])}`)).zh).toContain(
      '第 3 行有过长的单元格',
    );
  });

  it('FILE-5 passes over formatted but empty cells, however many', async () => {
    const empty = Array.from({ length: 3_000 }, () => '<c s="0"/>');
    const path = await scratch.xlsx({
      sheets: [
        {
          name: '客户',
          rows: row(1, ['名称', '城市', ...empty]) + row(2, ['甲', '上海', ...empty]) + row(3, empty),
        },
      ],
    });
    expect((await readAll(path)).rows).toEqual([{ number: 1, line: 2, cells: ['甲', '上海'], notes: [] }]);
  });
});
