import { randomUUID } from 'node:crypto';
import type { ColumnProposal, ImportView } from '../../src/contract/imports.ts';
import { Problem } from '../../src/contract/problem.ts';
import type { Field } from '../../src/kernel/record-type.ts';
import type { Call, Reply } from './fake-call.ts';

/** Development only: imports that run on their own clock. */

const ROWS = 4800;
const ROWS_PER_SECOND = 900;
const imports: (ImportView & { startedAt: number | null })[] = [];

function column(
  index: number,
  header: string,
  confidence: number,
  existing: boolean,
  field: Partial<Field> & Pick<Field, 'name' | 'label' | 'type'>,
  reason: { zh: string; en: string },
): ColumnProposal {
  const whole = {
    category: 'basic',
    sensitivity: 3,
    mask: null,
    summary: null,
    encrypted: false,
    lookups: [],
    required: false,
  };
  return {
    column: index,
    header,
    existing,
    include: confidence > 0.3,
    confidence,
    reasons: [reason],
    field: { ...whole, ...field } as ColumnProposal['field'],
  };
}

function proposal(): ColumnProposal[] {
  return [
    column(
      0,
      '会员姓名',
      0.97,
      true,
      { name: 'name', label: { zh: '姓名', en: 'Name' }, type: 'person-name', mask: 'name' },
      { zh: '列名相同；98% 的值是姓名', en: 'Same name; 98% of the values are names' },
    ),
    column(
      1,
      '联系手机',
      0.99,
      true,
      { name: 'phone', label: { zh: '手机号', en: 'Phone' }, type: 'phone', mask: 'phone', encrypted: true },
      {
        zh: '列名像手机；99% 的值是大陆手机号',
        en: 'The name suggests a phone; 99% of the values are mainland mobiles',
      },
    ),
    column(
      2,
      '紧急联系人电话',
      0.88,
      false,
      {
        name: 'emergency_phone',
        label: { zh: '紧急联系人电话', en: 'Emergency phone' },
        type: 'phone',
        mask: 'phone',
        encrypted: true,
        lookups: ['exact'],
      },
      { zh: '89% 的值是电话号码', en: '89% of the values are phone numbers' },
    ),
    column(
      3,
      '证件',
      0.71,
      false,
      {
        name: 'id_number',
        label: { zh: '证件', en: 'Identity document' },
        type: 'resident-id',
        sensitivity: 4,
        mask: 'resident-id',
        encrypted: true,
      },
      { zh: '71% 的值通过身份证号校验', en: '71% of the values pass the check of identity numbers' },
    ),
    column(
      4,
      '备用列',
      0.22,
      false,
      { name: 'spare', label: { zh: '备用列', en: 'Spare' }, type: 'text', sensitivity: 4, mask: 'full' },
      { zh: '无法判断，按最敏感处理', en: 'Nothing certain, treated as the most sensitive' },
    ),
  ];
}

export function importsAnswer(call: Call): Reply {
  const [, , id, part] = call.path.split('/');
  if (id === undefined && call.method === 'GET') return { body: { imports: imports.map(advanced) } };
  if (id === undefined) {
    const view = {
      id: randomUUID(),
      fileName: '门店会员 2026-03.xlsx',
      recordType: call.search.get('recordType') ?? 'customer',
      state: 'proposed' as const,
      createdAt: new Date().toISOString(),
      sheets: ['会员', '停用会员'],
      sheet: '会员',
      format: 'xlsx',
      encoding: null,
      columns: proposal(),
      keyField: 'phone',
      rowsTotal: ROWS,
      rowsDone: 0,
      created: 0,
      updated: 0,
      unchanged: 0,
      rejected: 0,
      problem: null,
      startedAt: null,
    };
    imports.unshift(view);
    return { body: view };
  }
  const view = imports.find((each) => each.id === id);
  if (view === undefined) throw new Problem('not-found');
  if (part === 'rejected') return { body: '\uFEFFrow,reason\r\n17,phone: not a phone number\r\n' };
  if (call.method === 'DELETE') {
    imports.splice(imports.indexOf(view), 1);
    return {};
  }
  if (part === 'start' || part === 'resume') {
    view.state = 'running';
    view.startedAt = Date.now() - (view.rowsDone / ROWS_PER_SECOND) * 1000;
  }
  if (part === 'pause') view.state = 'paused';
  if (part === 'sheet') view.sheet = (call.body as { sheet: string }).sheet;
  return { body: advanced(view) };
}

function advanced(view: (typeof imports)[number]): ImportView {
  if (view.state === 'running' && view.startedAt !== null) {
    const done = Math.min(ROWS, Math.floor(((Date.now() - view.startedAt) / 1000) * ROWS_PER_SECOND));
    const rejected = Math.floor(done / 160);
    const updated = Math.floor(done / 9);
    Object.assign(view, {
      rowsDone: done,
      rejected,
      updated,
      unchanged: 0,
      created: done - rejected - updated,
    });
    if (done === ROWS) view.state = 'finished';
  }
  return view;
}
