import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uglyExport, uglyExportRows } from '../../../test/fixtures/spreadsheets/ugly-export.ts';
import { accepting, identityNumber, STEWARD } from '../../../test/support/imports-company.ts';
import {
  createImportsLab,
  dump,
  type ImportsLab,
  leads,
  placeAll,
  query,
  refusal,
  run,
  stored,
  textOf,
  upload,
} from '../../../test/support/imports-lab.ts';
import type { StartImport } from '../../contract/imports.ts';
import { Problem } from '../../contract/problem.ts';

const NORTHWIND = new URL('../../../test/fixtures/northwind/', import.meta.url).pathname;

let company: ImportsLab;
beforeAll(async () => {
  company = await createImportsLab();
});
afterAll(async () => {
  await company.close();
});

describe('a spreadsheet becomes records', () => {
  it('IMP-1 remarks that hide identity numbers become a sensitive, encrypted field', async () => {
    const { imports, steward } = company;
    const proposed = await imports.propose(steward(), upload('leads.csv', leads(500)), 'customer');
    expect(proposed).toMatchObject({ state: 'proposed', rowsTotal: 500, format: 'csv' });
    const remark = proposed.columns.find(({ header }) => header === '备注');
    expect(remark).toMatchObject({ existing: false, include: true });
    expect(remark?.field).toMatchObject({ sensitivity: 4, encrypted: true, mask: 'full', lookups: [] });
    expect(remark?.reasons.some(({ en }) => /identity numbers/.test(en))).toBe(true);
    await imports.remove(steward(), proposed.id);
  });

  it('IMP-2 of a GB18030 export with all the usual flaws, no cell is kept in the clear outside the vault', async () => {
    const { imports, steward, lab, folder, acts } = company;
    lab.takeRecords();
    const request = steward();
    const proposed = await imports.propose(request, upload('客户.csv', uglyExport(60)), 'customer');
    expect(proposed).toMatchObject({ encoding: 'gb18030', rowsTotal: 61 });
    const headers = proposed.columns.map(({ header }) => header);
    expect(headers.slice(0, 3)).toEqual(['序号', '客户名称', '区域']);

    const cells = uglyExportRows(60).flatMap((row) =>
      row.flatMap((cell) => cell.match(/[^\s，,]{6,}/g) ?? []),
    );
    const files = async () => {
      const names = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile());
      return Promise.all(names.map(({ name }) => readFile(join(folder, name))));
    };
    const staged = await files();
    expect(staged.length).toBeGreaterThan(0);
    const leaks = (text: string) => cells.filter((cell) => text.includes(cell));
    expect(
      staged
        .flatMap((file) => [file.toString('utf8'), new TextDecoder('gb18030').decode(file)])
        .flatMap(leaks),
    ).toEqual([]);
    expect(leaks(await dump(lab, 'fencun'))).toEqual([]);
    expect(await dump(lab, 'fencun')).not.toContain('西南');

    await imports.start(request, proposed.id, accepting(proposed, { keyField: null }));
    const done = await imports.runToEnd(request, proposed.id);
    expect(done).toMatchObject({ state: 'finished', created: 60, rejected: 1, rowsDone: 61 });
    expect(leaks(await dump(lab, 'fencun'))).toEqual([]);
    expect(leaks(JSON.stringify([...lab.takeRecords(), ...acts]))).toEqual([]);

    const clear = new Set(
      proposed.columns.filter(({ field }) => !field.encrypted).map(({ column }) => column),
    );
    const secret = uglyExportRows(60).flatMap((row) =>
      row.flatMap((cell, column) => (clear.has(column) ? [] : (cell.match(/[^\s，,]{6,}/g) ?? []))),
    );
    const vault = await dump(lab, 'vault');
    expect(secret.length).toBeGreaterThan(100);
    expect(secret.filter((cell) => vault.includes(cell))).toEqual([]);
    const records = await stored(company, 'customer', 'code');
    expect(records).toHaveLength(60);
    await imports.remove(request, proposed.id);
    expect(await files()).toEqual([]);
  });

  it('IMP-3 a well-known sample database goes in as it is, and its orders find their customers by key', async () => {
    const { imports, steward, lab } = company;
    const request = steward();
    const proposed = await imports.propose(
      request,
      { fileName: 'customers.csv', path: join(NORTHWIND, 'customers.csv') },
      'customer',
    );
    expect(proposed.keyField).toBe('customer_code');
    await imports.start(request, proposed.id, accepting(proposed));
    const done = await imports.runToEnd(request, proposed.id);
    expect(done).toMatchObject({ state: 'finished', rowsTotal: 91, created: 91, rejected: 0 });
    await placeAll(company);
    const [found] = (
      await lab.door.list(
        request,
        'customer',
        query({ filters: [{ field: 'customer_code', operator: 'equals', values: ['ALFKI'] }] }),
      )
    ).records;
    expect(found?.values).toMatchObject({
      contact_name: 'Maria Anders',
      phone: '030-0074321',
      city: 'Berlin',
    });

    const orders = await imports.propose(
      request,
      upload('orders.csv', await readFile(join(NORTHWIND, 'orders.csv'))),
      'sales_order',
    );
    const column = orders.columns.findIndex(({ header }) => header === 'customer_id');
    const without = await refusal(imports.start(request, orders.id, accepting(orders)));
    expect(without.code).toBe('invalid-input');
    await imports.start(
      request,
      orders.id,
      accepting(orders, { customerKey: { column, field: 'customer_code' } }),
    );
    const ordered = await imports.runToEnd(request, orders.id);
    expect(ordered).toMatchObject({ state: 'finished', created: 120, rejected: 0 });
    await placeAll(company);
    const related = await lab.door.list(request, 'sales_order', query(), { aboutCustomer: found?.id ?? '' });
    const expected = (await readFile(join(NORTHWIND, 'orders.csv'), 'utf8')).match(/,ALFKI,/g) ?? [];
    expect(related.records).toHaveLength(expected.length);
  });

  it('IMP-3 a row whose customer is unknown, or not the only one, is rejected', async () => {
    const { imports, steward } = company;
    await run(imports, steward(), '编号,公司名称\nT1,双胞胎公司\n', 'customer', { keyField: null });
    await run(imports, steward(), '编号,公司名称\nT1,双胞胎公司\nT2,独一公司\n', 'customer', {
      keyField: null,
    });
    await placeAll(company);
    const proposed = await imports.propose(
      steward(),
      upload('visits.csv', '客户编号,事由\nT1,回访\nT2,回访\nT3,回访\n,回访\n'),
      'visit',
    );
    const field = (await company.lab.door.recordTypes())
      .get('customer')
      ?.fields.find(({ label }) => label.zh === '编号');
    await imports.start(
      steward(),
      proposed.id,
      accepting(proposed, { keyField: null, customerKey: { column: 0, field: field?.name ?? 'code' } }),
    );
    const done = await imports.runToEnd(steward(), proposed.id);
    expect(done).toMatchObject({ created: 1, rejected: 3 });
    const lines = (await textOf(await imports.rejectedFile(steward(), proposed.id))).split('\r\n');
    expect(lines[1]).toContain('more than one customer fits');
    expect(lines[2]).toContain('does not exist, or is outside what you may see');
    expect(lines[3]).toContain('names no customer');
  });
});

describe('rows', () => {
  it('IMP-8 the same file again changes nothing, and a changed row changes only what it says', async () => {
    const { imports, steward } = company;
    const first = await run(imports, steward(), leads(50, undefined, 'R'), 'customer', BY_CODE);
    expect(first).toMatchObject({ created: 50, updated: 0, unchanged: 0, rejected: 0 });
    await placeAll(company);
    const again = await run(imports, steward(), leads(50, undefined, 'R'), 'customer', BY_CODE);
    expect(again).toMatchObject({ created: 0, updated: 0, unchanged: 50, rejected: 0 });
    const before = await stored(company, 'customer', 'code', [R_ONLY]);

    const moved = leads(50, (serial, code) => (serial === 7 ? `${code},,,苏州,` : null), 'R');
    const changed = await run(imports, steward(), moved, 'customer', BY_CODE);
    expect(changed).toMatchObject({ created: 0, updated: 1, unchanged: 49, rejected: 0 });
    const after = await stored(company, 'customer', 'code', [R_ONLY]);
    // An empty cell leaves what is stored as it is.
    expect(after).toEqual(before.map((one) => (one.code === 'R0007' ? { ...one, city: '苏州' } : one)));
  });

  it('IMP-9 a row is stored whole or rejected whole, with a reason for each field', async () => {
    const { imports, steward, lab } = company;
    const flawed = leads(40, (serial, code) => (serial === 5 ? `${code},样例,12345,上海,` : null), 'W');
    const done = await run(imports, steward(), flawed, 'customer', BY_CODE);
    expect(done).toMatchObject({ state: 'finished', created: 39, rejected: 1, rowsDone: 40 });
    const found = await stored(company, 'customer', 'code', [startsWith('W')]);
    expect(found.map(({ code }) => code)).not.toContain('W0005');
    const { rows } = await lab.database
      .pool('owner')
      .query('SELECT row_number, reason_zh, reason_en FROM fencun.import_rejection WHERE import = $1', [
        done.id,
      ]);
    expect(rows).toEqual([
      {
        row_number: 5,
        reason_zh: '“手机”：不是一个电话号码',
        reason_en: expect.stringMatching(/^“[^”]+”: Not one telephone number$/),
      },
    ]);
  });

  it('IMP-10 rejected rows come back with their reasons, harmless to open, and go in once corrected', async () => {
    const { imports, steward, acts } = company;
    const flawed = leads(
      30,
      (serial, code) => (serial % 10 === 0 ? `${code},"=HYPERLINK(1)",12345,上海,原话“好，再来”` : null),
      'J',
    );
    const done = await run(imports, steward(), flawed, 'customer', BY_CODE);
    expect(done).toMatchObject({ created: 27, rejected: 3 });
    const csv = await textOf(await imports.rejectedFile(steward(), done.id));
    expect(
      csv.startsWith('\ufeff"编号","姓名","手机","城市","备注","未导入原因","Reason not imported"\r\n'),
    ).toBe(true);
    expect(csv).toContain(`"'=HYPERLINK(1)"`);
    expect(csv.match(/Not one telephone number/g)).toHaveLength(3);
    expect(acts.at(-1)).toMatchObject({
      action: 'import.rejected-rows',
      outcome: 'released',
      note: { import: done.id, rows: 3 },
    });

    const corrected = await imports.propose(
      steward(),
      upload('corrected.csv', csv.replaceAll('12345', '15400000001')),
      'customer',
    );
    expect(corrected.columns.map(({ include }) => include)).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
    await imports.start(steward(), corrected.id, accepting(corrected, BY_CODE));
    expect(await imports.runToEnd(steward(), corrected.id)).toMatchObject({ created: 3, rejected: 0 });
    const found = await stored(company, 'customer', 'code', [startsWith('J')]);
    expect(found).toHaveLength(30);
    expect(found.find(({ code }) => code === 'J0010')).toMatchObject({ notes: '原话“好，再来”' });
    expect(Object.values(found.find(({ code }) => code === 'J0010') ?? {})).toContain('=HYPERLINK(1)');
  });

  it('IMP-18 what the customers of a file agreed to becomes a decision of each, if the importer may note it', async () => {
    const { imports, steward, lab } = company;
    const consents = {
      ...{ purposes: ['onboarding'], sensitive: true, form: 'paper' as const },
      evidence: 'folder 12',
    };
    const proposed = await imports.propose(steward(), upload('agreed.csv', leads(2)), 'customer');
    const wish = accepting(proposed, { keyField: null });
    const unheard = { ...wish, consents: { ...consents, purposes: ['unheard-of'] } };
    expect(await refusal(imports.start(steward(), proposed.id, unheard))).toMatchObject({
      code: 'invalid-input',
    });
    await imports.start(steward(), proposed.id, { ...wish, consents });
    expect(await imports.runToEnd(steward(), proposed.id)).toMatchObject({ created: 2, rejected: 0 });
    const { rows } = await lab.database
      .pool('owner')
      .query<{ facts: string[] }>(`SELECT _facts AS facts FROM vault.customer WHERE _facts <> '{}'`);
    const agreed = { facts: ['consent:onboarding', 'separate:onboarding:sensitive'] };
    expect(rows).toEqual([agreed, agreed]);
    expect(await dump(lab, 'vault')).not.toContain('folder 12');
  });

  it('IMP-11 of rows with one key the first counts, wherever batches end; without a key a row is rejected', async () => {
    const { imports, steward } = company;
    const repeated = leads(
      60,
      (serial, code) => {
        if (serial === 2 || serial === 45) return `${code.slice(0, 1)}0001,另一人,15400009999,北京,`;
        return serial === 50 ? ',无编号,15400009998,北京,' : null;
      },
      'D',
    );
    const done = await run(imports, steward(), repeated, 'customer', BY_CODE);
    expect(done).toMatchObject({ created: 57, updated: 0, rejected: 3 });
    const [first] = await stored(company, 'customer', 'code', [startsWith('D0001')]);
    expect(Object.values(first ?? {})).toContain('15400000001');
  });
});

const BY_CODE: Partial<StartImport> = { keyField: 'code' };
const startsWith = (value: string) => ({
  field: 'code',
  operator: 'starts-with' as const,
  values: [value],
});
const R_ONLY = { field: 'code', operator: 'starts-with' as const, values: ['R'] };

describe('who may import what', () => {
  it('IMP-5 who can create nothing of a type under the purpose brings no file for it, and the attempt is recorded', async () => {
    const { imports, clerk, steward, lab, acts, folder } = company;
    const names = await readdir(folder);
    const problem = await refusal(imports.propose(clerk(), upload('leads.csv', leads(3)), 'customer'));
    expect(problem.code).toBe('forbidden');
    expect(acts.at(-1)).toMatchObject({ action: 'import.upload', outcome: 'refused', problem: 'forbidden' });
    expect(await readdir(folder)).toEqual(names);
    expect((await refusal(imports.propose(clerk(), upload('x.csv', leads(3)), 'novelty'))).code).toBe(
      'forbidden',
    );
    const nothing = lab.requestOf({ ...STEWARD, purpose: null });
    expect((await refusal(imports.propose(nothing, upload('x.csv', leads(3)), 'customer'))).code).toBe(
      'purpose-required',
    );

    const proposed = await imports.propose(steward(), upload('leads.csv', leads(3)), 'customer');
    const another = await refusal(imports.start(clerk(), proposed.id, accepting(proposed)));
    expect(another.code).toBe('forbidden');
    await imports.remove(steward(), proposed.id);
  });

  it('IMP-6 another person’s import does not exist, whatever is asked of it', async () => {
    const { imports, steward, lab } = company;
    const proposed = await imports.propose(steward(), upload('leads.csv', leads(3)), 'customer');
    const other = lab.requestOf({ ...STEWARD, person: 2 });
    const attempts: readonly (() => Promise<unknown>)[] = [
      () => imports.view(other, proposed.id),
      () => imports.start(other, proposed.id, accepting(proposed)),
      () => imports.pause(other, proposed.id),
      () => imports.resume(other, proposed.id),
      () => imports.chooseSheet(other, proposed.id, 'x'),
      () => imports.rejectedFile(other, proposed.id),
      () => imports.remove(other, proposed.id),
    ];
    for (const attempt of attempts) {
      expect((await refusal(attempt())).code).toBe('not-found');
    }
    expect(await imports.list(other)).toEqual([]);
    expect((await imports.list(steward())).map(({ id }) => id)).toContain(proposed.id);
    expect((await refusal(imports.view(steward(), 'no id'))).code).toBe('not-found');
    await imports.remove(steward(), proposed.id);
  });

  it('IMP-7 a new field may be protected more than proposed, never less', async () => {
    const { imports, steward, lab, acts } = company;
    const content = leads(20).replace('备注', '来访记录').replace('城市', '所属行业');
    const proposed = await imports.propose(steward(), upload('leads.csv', content), 'customer');
    const wish = (change: Partial<StartImport['columns'][number]['field']>, header = '来访记录') =>
      accepting(proposed, {
        ...BY_CODE,
        columns: proposed.columns.map(({ column, include, field, header: its }) => ({
          column,
          include,
          field: its === header ? { ...field, ...change } : field,
        })),
      });
    const before = await lab.door.recordTypes();
    for (const looser of [
      { sensitivity: 2 },
      { encrypted: false },
      { mask: 'text' },
      { lookups: ['exact'] },
      { category: 'invented' },
      { type: 'relation', target: 'customer', encrypted: false },
    ] as const) {
      const problem = await refusal(imports.start(steward(), proposed.id, wish(looser as object)));
      expect(problem.code).toBe('invalid-input');
      expect(problem.detail('zh')).toContain('安全管理员');
    }
    expect(await lab.door.recordTypes()).toEqual(before);
    const stricter = wish({ sensitivity: 4, encrypted: true, mask: null, summary: null }, '所属行业');
    await imports.start(steward(), proposed.id, stricter);
    expect(await imports.runToEnd(steward(), proposed.id)).toMatchObject({ state: 'finished', rejected: 0 });
    const fields = (await lab.door.recordTypes()).get('customer')?.fields ?? [];
    const name = proposed.columns.find(({ header }) => header === '所属行业')?.field.name;
    expect(fields.find((field) => field.name === name)).toMatchObject({
      sensitivity: 4,
      encrypted: true,
      mask: null,
    });
    const start = acts.findLast(({ action, outcome }) => action === 'import.start' && outcome === 'released');
    expect(String(start?.note?.newFields).split(',')).toContain(name);
  });

  it('IMP-7 a column with identity numbers does not go into a field that is classified too low for them', async () => {
    const { imports, steward } = company;
    const content = `编号,城市\r\n${Array.from({ length: 20 }, (_, i) => `X${i},${identityNumber(i)}`).join('\r\n')}`;
    const proposed = await imports.propose(steward(), upload('mixed.csv', content), 'customer');
    expect(proposed.columns[1]).toMatchObject({ existing: true, include: false, field: { name: 'city' } });
    const columns = proposed.columns.map(({ column, field }) => ({ column, include: true, field }));
    const problem = await refusal(
      imports.start(steward(), proposed.id, accepting(proposed, { ...BY_CODE, columns })),
    );
    expect(problem.detail('en')).toContain('classified too low');
  });

  it('IMP-12 new fields, what was agreed and the record of it are one transaction', async () => {
    const { steward, lab, elsewhere } = company;
    const failed = elsewhere({
      appendWithin: async (_, records) => {
        if (records.some(({ action }) => action === 'import.start')) throw new Problem('record-unavailable');
      },
    });
    const content = '编号,门店评级\r\nY1,甲\r\nY2,乙\r\n';
    const proposed = await failed.propose(steward(), upload('new.csv', content), 'customer');
    const before = await lab.door.recordTypes();
    const problem = await refusal(failed.start(steward(), proposed.id, accepting(proposed, BY_CODE)));
    expect(problem.code).toBe('record-unavailable');
    expect(await lab.door.recordTypes()).toEqual(before);
    expect(await failed.view(steward(), proposed.id)).toMatchObject({ state: 'proposed', rowsDone: 0 });
  });
});
