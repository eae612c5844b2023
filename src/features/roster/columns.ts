import { ROSTER_COLUMNS, type RosterColumn } from '../../contract/roster.ts';
import { tidy } from '../../kernel/classify/half-width.ts';

/** What personnel systems and people call their columns, in the form that {@link keyOf} gives. */
const NAMES: Readonly<Record<RosterColumn, string>> = {
  login:
    '工号 员工工号 员工编号 员工号 人员编号 职工号 账号 帐号 登录名 登录账号 登录帐号 用户名 login loginname username userid account accountname employeeid employeeno employeenumber staffid staffno',
  name: '姓名 员工姓名 名字 员工 name fullname displayname employeename staffname',
  department:
    '部门 部门路径 部门全称 部门名称 所属部门 所在部门 任职部门 组织 组织路径 department departmentpath departmentname dept orgunit organizationalunit',
  parent: '上级部门 上级部门名称 父部门 上级组织 parent parentdepartment parentdept reportsto',
  position: '岗位 岗位名称 任职岗位 职位 职位名称 position positionname jobtitle title job role',
  from: '任职开始 任职开始日期 任职日期 开始日期 起始日期 生效日期 入职日期 入职时间 from startdate start validfrom effectivedate hiredate',
  until:
    '任职结束 任职结束日期 结束日期 截止日期 终止日期 离职日期 until enddate end validuntil leavingdate lastday',
  mail: '邮箱 电子邮箱 工作邮箱 企业邮箱 电子邮件 email mail emailaddress workemail',
};

const COLUMN_OF = new Map(
  ROSTER_COLUMNS.flatMap((column) => NAMES[column].split(' ').map((name) => [name, column] as const)),
);

/** A header without what people add to one: marks for required columns, remarks in brackets, blanks and dashes. */
function keyOf(header: string): string {
  return tidy(header)
    .toLowerCase()
    .replace(/[([【].*$/u, '')
    .replace(/[\s_\-*:/]/g, '');
}

/** What each column of a file is taken for; the first of two for the same thing wins, and null is not used. */
export function columnsOf(headers: readonly string[]): readonly (RosterColumn | null)[] {
  const taken = new Set<RosterColumn>();
  return headers.map((header) => {
    const column = COLUMN_OF.get(keyOf(header)) ?? null;
    if (column === null || taken.has(column)) return null;
    taken.add(column);
    return column;
  });
}
