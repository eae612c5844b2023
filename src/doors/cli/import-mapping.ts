import { z } from 'zod';
import { type ImportView, type StartImport, startImportSchema } from '../../contract/imports.ts';
import { refused } from './failures.ts';

/**
 * What the columns of a file are, as a file of its own, so that a nightly import goes like the first one. Columns are
 * recognised by their headers, because an export may put them in another order next time.
 */
const mappingSchema = startImportSchema.extend({
  columns: z.array(startImportSchema.shape.columns.element.extend({ header: z.string() })),
});

/** The proposal as it stands. */
export function planOf(view: ImportView): StartImport {
  return {
    recordType: view.recordType,
    keyField: view.keyField,
    columns: view.columns.map(({ column, include, field }) => ({ column, include, field })),
  };
}

export function mappingText(view: ImportView, plan: StartImport): string {
  const headers = new Map(view.columns.map(({ column, header }) => [column, header]));
  const columns = plan.columns.map((column) => ({ header: headers.get(column.column) ?? '', ...column }));
  return `${JSON.stringify({ ...plan, columns }, null, 2)}\n`;
}

/**
 * A saved mapping applied to a file. Columns that the mapping doesn't know stay out: nobody has said what they are.
 *
 * @throws Problem `invalid-input` for a text that is no mapping, or one whose columns the file lacks
 */
export function planFromMapping(text: string, view: ImportView): StartImport {
  const { columns, ...plan } = parse(text);
  const known = new Map(columns.map((column) => [column.header, column]));
  const headers = new Set(view.columns.map(({ header }) => header));
  const lacking = columns.filter(({ include, header }) => include && !headers.has(header));
  if (lacking.length > 0) {
    const names = lacking.map(({ header }) => header).join(', ');
    throw refused(`文件中没有列映射所列的列：${names}`, `The file lacks columns of the mapping: ${names}`);
  }
  return {
    ...plan,
    columns: view.columns.map(({ column, header, field }) => {
      const mapped = known.get(header);
      return mapped === undefined
        ? { column, include: false, field }
        : { column, include: mapped.include, field: mapped.field };
    }),
  };
}

function parse(text: string): z.infer<typeof mappingSchema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refused('列映射不是有效的 JSON。', 'The mapping is not valid JSON.');
  }
  const parsed = mappingSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.slice(0, 5).map(({ path }) => path.join('.') || '(root)');
  throw refused(`列映射有误：${places.join('、')}`, `The mapping is not valid at: ${places.join(', ')}`);
}
