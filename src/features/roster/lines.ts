import { loginSchema } from '../../contract/organisation.ts';
import type { RosterColumn } from '../../contract/roster.ts';
import { isAmbiguousDate, parseDate } from '../../kernel/classify/date.ts';
import { tidy } from '../../kernel/classify/half-width.ts';
import type { Label } from '../../kernel/record-type.ts';

/** Somebody's assignment, or a department alone (`who` is null), as a row of the file has it. */
export type RosterLine = Readonly<{
  /** Where a person finds the row in the file. */
  line: number;
  who: Readonly<{ login: string; name: string; position: string }> | null;
  /** As written: a path, or one name beside that of the parent. */
  department: string;
  parent: string;
  /** Milliseconds since the Unix epoch; null says nothing. */
  from: number | null;
  until: number | null;
}>;

export type UnusableLine = Readonly<{ line: number; login: string; reason: Label }>;

const NAME_CHARACTERS_MAX = 100;
const PATH_CHARACTERS_MAX = 1000;
const DAY_MS = 86_400_000;

/** One row read by itself, or why it cannot be. Rows that hold nothing of interest are null. */
export function readLine(
  line: number,
  cells: readonly string[],
  columns: readonly (RosterColumn | null)[],
): RosterLine | UnusableLine | null {
  const cell = (column: RosterColumn) => {
    const index = columns.indexOf(column);
    return index < 0 ? '' : tidy(cells[index] ?? '');
  };
  const login = (columns.includes('login') ? cell('login') : cell('mail')).toLowerCase();
  const [name, position, department] = [cell('name'), cell('position'), cell('department')];
  if (login + name + position + department === '') return null;
  const refuse = (zh: string, en: string): UnusableLine => ({ line, login, reason: { zh, en } });
  if (department === '') return refuse('没有部门', 'The department is missing');
  if (department.length > PATH_CHARACTERS_MAX) return refuse('部门名称过长', 'The department is too long');
  const [from, until] = [dayIn(cell('from'), 0), dayIn(cell('until'), DAY_MS)];
  if (from === undefined || until === undefined) {
    return refuse('日期无法辨认，请写成 2026-03-31', 'A date cannot be read; write it as 2026-03-31');
  }
  const place = { line, department, parent: cell('parent'), from, until };
  if (login + name + position === '') return { ...place, who: null };
  if (login === '') return refuse('没有账号（工号）', 'The login is missing');
  if (!loginSchema.safeParse(login).success) {
    return refuse(
      '账号只能由小写字母、数字和 . _ @ - 组成',
      'A login consists of lower case letters, digits and . _ @ -',
    );
  }
  if (name === '') return refuse('没有姓名', 'The name is missing');
  if (name.length > NAME_CHARACTERS_MAX) return refuse('姓名过长', 'The name is too long');
  if (position === '') return refuse('没有岗位', 'The position is missing');
  if (from !== null && until !== null && until <= from) {
    return refuse('结束日期早于开始日期', 'It ends before it begins');
  }
  return { ...place, who: { login, name, position } };
}

/**
 * The instant at which a written day begins in China, or ends where `plusMs` is a day. Null for an empty cell,
 * undefined for what is no day or could be two.
 */
function dayIn(text: string, plusMs: number): number | null | undefined {
  if (text === '') return null;
  const day = isAmbiguousDate(text) ? null : parseDate(text);
  return day === null ? undefined : Date.parse(`${day}T00:00:00+08:00`) + plusMs;
}
