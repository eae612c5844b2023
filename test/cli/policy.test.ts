import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PolicyFile } from '../../src/contract/policy-files.ts';
import { AS_DEMO, type CliLab, createCliLab, loadSmallDemo } from '../support/cli.ts';

/** The policy as files, on the demo company. */

let lab: CliLab;
let file: PolicyFile;
beforeAll(async () => {
  lab = await createCliLab();
  await loadSmallDemo(lab, 20);
  file = JSON.parse((await lab.run(['policy', 'export'])).out);
});
afterAll(() => lab?.close());

async function write(name: string, content: unknown): Promise<string> {
  const path = join(lab.folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}
const as = (who: string) => ['--as', who];
const policyNow = async (): Promise<PolicyFile> => JSON.parse((await lab.run(['policy', 'export'])).out);

it('PFILE-1 what is exported is what is in force, names departments by code, and changes nothing', async () => {
  expect(file.rules.length).toBeGreaterThan(20);
  const named = JSON.stringify([...file.rules, ...file.purposes].flatMap(({ who }) => who.departments ?? []));
  expect(named).not.toMatch(/"id"/);
  const { code, out } = await lab.run(['policy', 'check', await write('same.json', file)]);
  expect(out).toContain('It is what is in force.');
  expect(code).toBe(0);
});

it('PFILE-2 a file that could not come into force is refused with the place or the name, and changes nothing', async () => {
  const [rule] = file.rules;
  const cases: readonly (readonly [unknown, RegExp])[] = [
    ['{', /no JSON/],
    [{ ...file, rules: [{ ...rule, scope: 'everything' }] }, /rules\.0\.scope/],
    [{ ...file, extra: 1 }, /extra/],
    [{ ...file, rules: [rule, rule] }, /comes twice/],
    [{ ...file, rules: [{ ...rule, who: { positions: ['knight'] } }] }, /knight/],
    [{ ...file, rules: [{ ...rule, who: { departments: [{ code: 'ATLANTIS', tree: true }] } }] }, /ATLANTIS/],
    [{ ...file, rules: [{ ...rule, purposes: ['unheard-of'] }] }, /unheard-of/],
  ];
  for (const [content, words] of cases) {
    const { code, err } = await lab.run(['policy', 'check', await write('wrong.json', content)]);
    expect(err).toMatch(words);
    expect(code).toBe(1);
  }
  expect(await policyNow()).toEqual(file);
});

it('PFILE-3 expectations are asked of the interpreter, of the policy in force or of a file', async () => {
  const expectation = {
    name: 'A sales representative reaches own customers',
    ...{ position: 'sales-rep', purpose: 'sales-follow-up', recordType: 'customer', record: 'own' },
    department: 'D4',
    fields: { phone: 'shown' },
  };
  const own = { ...expectation, given: { trained: true } };
  const colleagues = {
    ...own,
    name: 'and sees only masks of a colleague',
    record: 'same-department',
    fields: { phone: 'masked' },
  };
  const away = {
    ...own,
    name: 'and nothing elsewhere',
    record: { department: 'D10' },
    fields: { phone: 'withheld' },
  };
  const unwilling = {
    ...own,
    name: 'and nothing of whom consented to nothing',
    given: { trained: true, consent: false },
    fields: { phone: 'withheld' },
  };
  const book = (...expectations: unknown[]) => ({ format: 'fencun-policy-expectations/1', expectations });
  const good = await write('expectations.json', book(own, colleagues, away, unwilling));
  const met = await lab.run(['policy', 'test', good]);
  expect(met.out).toContain('4 expectations, 0 not met.');
  expect(met.code).toBe(0);

  const without = { ...file, rules: file.rules.filter(({ id }) => !id.startsWith('sales-')) };
  const failed = await lab.run(['policy', 'test', good, '--policy', await write('without.json', without)]);
  expect(failed.out).toContain('phone should be shown and is withheld');
  expect(failed.code).toBe(1);
  expect(await policyNow()).toEqual(file);
  // A slip of the pen has everything withheld: it must not be taken for what was expected.
  const withheld = { ...own, fields: { phone: 'withheld' } };
  for (const [name, odd] of [
    ['shoe', { ...own, fields: { shoe: 'shown' } }],
    ['sales-rap', { ...withheld, position: 'sales-rap' }],
    ['sales-follow-down', { ...withheld, purpose: 'sales-follow-down' }],
  ] as const) {
    const refused = await lab.run(['policy', 'test', await write('odd.json', book(odd))]);
    expect(refused.err).toContain(name);
    expect(refused.code).toBe(1);
  }
});

it('PFILE-4 a file comes into force by the security administrator only, whole and on one record, and seen before', async () => {
  const id = 'sales-department-customers';
  const changed = {
    ...file,
    rules: [
      ...file.rules.filter((rule) => rule.id !== id),
      {
        ...file.rules.find((rule) => rule.id === 'sales-own-records'),
        id: 'from-a-file',
        disclosure: 'masked',
      },
    ],
  };
  const path = await write('changed.json', changed);
  const denied = await lab.run(['policy', 'apply', path, ...as('xu.gang'), '--yes'], {
    environment: AS_DEMO,
  });
  expect(denied.code).toBe(1);
  expect(await policyNow()).toEqual(file);
  const seen = await lab.run(['policy', 'diff', path, ...as('shen.yun')], { environment: AS_DEMO });
  expect(seen.out).toMatch(
    /\+ rule from-a-file[\s\S]*- rule sales-department-customers[\s\S]*would see more/,
  );
  const unasked = await lab.run(['policy', 'apply', path, ...as('shen.yun')], { environment: AS_DEMO });
  expect(unasked.code).toBe(1);
  const declined = await lab.run(['policy', 'apply', path, ...as('shen.yun')], {
    environment: AS_DEMO,
    answers: ['no'],
  });
  expect(declined.code).toBe(1);
  expect(await policyNow()).toEqual(file);

  const demo = { environment: AS_DEMO };
  // In a founded company a file that widens is only proposed, and not without a reason.
  const mute = await lab.run(['policy', 'apply', path, ...as('shen.yun'), '--yes'], demo);
  expect(mute).toMatchObject({ code: 1, err: expect.stringContaining('--reason') });
  const reason = ['--yes', '--reason', 'The pilot became the rule'];
  const proposed = await lab.run(['policy', 'apply', path, ...as('shen.yun'), ...reason], demo);
  expect(proposed).toMatchObject({ code: 0, out: expect.stringContaining('Proposed as number 1.') });
  expect(await policyNow()).toEqual(file);

  const narrower = await write('narrower.json', {
    ...file,
    rules: file.rules.filter((rule) => rule.id !== id),
  });
  const applied = await lab.run(['policy', 'apply', narrower, ...as('shen.yun'), '--yes'], demo);
  expect(applied.out).toContain('It is in force.');
  const now = await policyNow();
  expect(now.rules.map((rule) => rule.id)).not.toContain(id);
  const fencun = await lab.open();
  try {
    const { entries } = await fencun.logReader.search({ action: 'policy.apply' }, { limit: 10 });
    const released = entries.filter(({ record }) => record?.outcome === 'released');
    expect(released).toHaveLength(1);
    expect(released[0]?.record?.note).toMatchObject({ removed: `${id}@2`, alone: 'only-takes-away' });
  } finally {
    await fencun.close();
  }
  // Half of it never: a rule that names nothing takes the rest back.
  const half = await write('half.json', {
    ...changed,
    rules: [...changed.rules, { ...changed.rules.at(-1), id: 'bad', recordType: 'dragon' }],
  });
  expect(
    (await lab.run(['policy', 'apply', half, ...as('shen.yun'), '--yes'], { environment: AS_DEMO })).code,
  ).toBe(1);
  expect(await policyNow()).toEqual(now);
});

it('PFILE-5 the schema of the files is printed, and the exported file names its format', async () => {
  const schema = JSON.parse((await lab.run(['policy', 'schema'])).out);
  expect(schema.properties.format).toMatchObject({ const: 'fencun-policy/1' });
  const { out } = await lab.run(['policy', 'schema', '--expectations']);
  expect(JSON.parse(out).properties.expectations.type).toBe('array');
  expect(await readFile(join(lab.folder, 'same.json'), 'utf8')).toContain('fencun-policy/1');
});
