import { describe, expect, it } from 'vitest';
import { table } from './table.ts';
import { displayWidth, printable, wrap } from './width.ts';

describe('tables on a terminal', () => {
  it('CLI-1 Chinese and Latin text stand in straight columns, because a Chinese character takes two cells', () => {
    const lines = table(
      [{ title: '字段' }, { title: 'Level', align: 'end' }, { title: '依据' }],
      [
        ['手机号', '3', 'a'],
        ['id', '12', '表头'],
      ],
    );
    expect(lines).toEqual([
      '字段    Level  依据',
      '──────  ─────  ────',
      '手机号      3  a',
      'id         12  表头',
    ]);
    expect(displayWidth('分寸a…')).toBe(6);
    expect(displayWidth('e\u0301')).toBe(1);
  });

  it('CLI-1 what is too wide for the terminal is wrapped in its column, and nothing is lost', () => {
    const text = '按来电后四位查客户，电话脱敏；完成验证后显示 the whole number.';
    const lines = table([{ title: 'A' }, { title: 'B' }], [['short', text]], 30);
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(30);
    const column = lines.slice(2).map((line) => line.slice(7));
    expect(column.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    expect(column.every((line) => !/^[，。；：]/.test(line))).toBe(true);
  });

  it('CLI-1 wrapping breaks between words and Chinese characters, and cuts only what is longer than a line', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('一二三四五', 4)).toEqual(['一二', '三四', '五']);
    expect(wrap('一二，三', 4)).toEqual(['一', '二，', '三']);
    expect(wrap('abcdefghij kl', 4)).toEqual(['abcd', 'efgh', 'ij', 'kl']);
    expect(wrap('', 4)).toEqual(['']);
  });

  it('CLI-1 words are broken last: a column of prose gives way before one of names', () => {
    const lines = table(
      [{ title: 'Field' }, { title: 'Why' }],
      [['registered_on', 'the header says so']],
      24,
    );
    expect(lines.slice(2)).toEqual(['registered_on  the', '               header', '               says so']);
  });

  it('CLI-1 no terminal is too narrow, not even one that says it has no columns at all', () => {
    for (const width of [-5, 0, 1, 2, 7]) {
      expect(wrap('一二 three', width).join('').replaceAll(' ', '')).toBe('一二three');
      expect(table([{ title: 'A' }, { title: 'B' }], [['一二 three', 'x']], width).length).toBeGreaterThan(2);
    }
  });

  it('CLI-2 names and headers cannot steer the terminal: control characters become visible', () => {
    const evil = '\u001b[2J\u001b]0;owned\u0007name\r\nx\u202e';
    expect(printable(evil)).not.toMatch(/[\p{Cc}\u202e]/u);
    const shown = table([{ title: 'Header' }], [[evil]]).join('\n');
    expect(shown).not.toContain('\u001b');
    expect(shown).toContain('name');
  });
});
