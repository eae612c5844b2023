import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RosterAnswer } from '../../src/contract/roster.ts';
import { AS_DEMO, type CliLab, createCliLab, loadSmallDemo } from '../support/cli.ts';

let lab: CliLab;
beforeAll(async () => {
  lab = await createCliLab();
  await loadSmallDemo(lab, 5);
}, 120_000);
afterAll(() => lab.close());

it('CLI-33 a spreadsheet of the organisation is shown first, and applied when told to', {
  timeout: 120_000,
}, async () => {
  const file = join(lab.folder, 'people.csv');
  writeFileSync(file, '工号,姓名,部门,岗位\nxin.yi,新一,市场部/新组,市场专员\nbad,坏,市场部,飞行员\n');
  const environment = AS_DEMO;
  const as = ['user', 'import', file, '--as', 'xu.gang'];
  const shown = await lab.run(as, { environment });
  expect(shown.code).toBe(0);
  expect(shown.out).toContain('new people 1');
  expect(shown.out).toContain('Row 3 bad');
  const applied = await lab.run([...as, '--apply', '--invite', '--json'], { environment });
  const answer = JSON.parse(applied.out) as RosterAnswer;
  expect(answer).toMatchObject({ departments: 1, people: 1, begun: 1, ended: 0 });
  expect(answer.invitations.map(({ login }) => login)).toEqual(['xin.yi']);
  const again = await lab.run([...as, '--apply'], { environment });
  expect(again.out).toContain('0 people, 0 assignments began');
  expect((await lab.run([...as, '--complete', '--apply'], { environment })).code).not.toBe(0);
  expect((await lab.run(['user', 'import', file, '--as', 'shen.yun'], { environment })).code).not.toBe(0);
  expect((await lab.run(['user', 'import', 'nothing.csv', '--as', 'xu.gang'], { environment })).code).toBe(1);
});
