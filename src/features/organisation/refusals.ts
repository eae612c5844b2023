import { Problem, type ProblemCode } from '../../contract/problem.ts';
import type { Label } from '../../kernel/record-type.ts';

/** What the database's constraints mean to a person. */
const MEANINGS: Readonly<Record<string, readonly [ProblemCode, Label]>> = {
  department_code_key: [
    'already-exists',
    { zh: '部门编码已被使用。', en: 'The department code is already in use.' },
  ],
  position_pkey: ['already-exists', { zh: '岗位编码已被使用。', en: 'The position code is already in use.' }],
  person_login_key: ['already-exists', { zh: '账号已被使用。', en: 'The login is already in use.' }],
  office_pkey: [
    'already-exists',
    { zh: '该员工已担任一项管理职务。', en: 'This person already holds an office.' },
  ],
  department_parent_fkey: [
    'invalid-input',
    { zh: '上级部门不存在。', en: 'The parent department does not exist.' },
  ],
  assignment_department_fkey: ['invalid-input', { zh: '部门不存在。', en: 'The department does not exist.' }],
  assignment_position_fkey: ['invalid-input', { zh: '岗位不存在。', en: 'The position does not exist.' }],
  departments_are_a_forest: [
    'invalid-input',
    { zh: '部门不能移到自己的下级之下。', en: 'A department cannot move below itself.' },
  ],
  offices_apart_from_assignments: [
    'invalid-input',
    {
      zh: '管理职务与业务任职不能由同一人兼任。请先结束其任职，或另选一人。',
      en: 'Nobody holds an office and an assignment. End the assignments first, or choose somebody else.',
    },
  ],
  closed_department_is_empty: [
    'invalid-input',
    { zh: '该部门已关闭，不能再任职于此。', en: 'The department is closed and takes nobody in.' },
  ],
  acting_ends: ['invalid-input', { zh: '代理任职须有结束时间。', en: 'An acting assignment needs an end.' }],
  nothing_after_leaving: ['invalid-input', { zh: '该员工已离职。', en: 'This person has left the company.' }],
};

/** Runs `work`; a constraint that refuses what was asked speaks as a `Problem`, anything else as it came. */
export async function withRefusals<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const constraint = error instanceof Error && 'constraint' in error ? error.constraint : undefined;
    const meaning = typeof constraint === 'string' ? MEANINGS[constraint] : undefined;
    if (meaning === undefined) throw error;
    throw withDetail(meaning[0], meaning[1]);
  }
}

export function invalid(detail: Label): Problem {
  return withDetail('invalid-input', detail);
}

function withDetail(code: ProblemCode, { zh, en }: Label): Problem {
  return new Problem(code, { 'detail.zh': zh, 'detail.en': en });
}
