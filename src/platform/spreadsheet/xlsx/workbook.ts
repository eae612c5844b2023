import { LIMITS } from '../limits.ts';
import { damagedWorkbook, unreadable } from '../unreadable.ts';
import type { WorkbookPackage } from './workbook-package.ts';
import { attributeEndingIn, readXml } from './xml.ts';

export type Sheet = Readonly<{ name: string; partName: string; hidden: boolean }>;

/** Table of contents of a workbook. `date1904` tells that day numbers count from 1904, as old Macintosh files do. */
export type Workbook = Readonly<{
  sheets: readonly Sheet[];
  date1904: boolean;
  stylesPart?: string;
  sharedStringsPart?: string;
}>;

type Relationship = Readonly<{ id: string; kind: string; target: string }>;

/** Reads which sheets a workbook has and where its parts are. Throws `unreadable-file` if it is no workbook. */
export async function readWorkbook(parts: WorkbookPackage): Promise<Workbook> {
  if (!parts.has('_rels/.rels')) throw notAWorkbook();
  const root = (await relationships(parts, '')).find(({ kind }) => kind === 'officeDocument');
  const workbookPart = root?.target;
  if (workbookPart === undefined || !parts.has(workbookPart)) throw notAWorkbook();
  if (workbookPart.toLowerCase().endsWith('.bin')) throw binaryWorkbook();
  const related = await relationships(parts, workbookPart);
  const listed: { name: string; relationshipId: string; hidden: boolean }[] = [];
  const found = { rootName: '', date1904: false };
  await readXml(parts.part(workbookPart), {
    open: (name, attributes) => {
      found.rootName ||= name;
      if (name === 'workbookPr') found.date1904 = isTrue(attributes.date1904);
      if (name !== 'sheet') return;
      if (listed.length >= LIMITS.sheets) throw damagedWorkbook();
      const relationshipId = attributeEndingIn(attributes, 'id') ?? '';
      const hidden = (attributes.state ?? 'visible') !== 'visible';
      listed.push({ name: attributes.name ?? '', relationshipId, hidden });
    },
  });
  if (found.rootName !== 'workbook') throw notAWorkbook();
  const stylesPart = related.find(({ kind }) => kind === 'styles')?.target;
  const sharedStringsPart = related.find(({ kind }) => kind === 'sharedStrings')?.target;
  return {
    sheets: listed.flatMap(({ name, relationshipId, hidden }) => {
      // Chart and dialog sheets have no cells and other kinds of relationship.
      const part = related.find(({ id, kind }) => id === relationshipId && kind === 'worksheet');
      return part === undefined || !parts.has(part.target) ? [] : [{ name, partName: part.target, hidden }];
    }),
    date1904: found.date1904,
    ...(stylesPart !== undefined && parts.has(stylesPart) ? { stylesPart } : {}),
    ...(sharedStringsPart !== undefined && parts.has(sharedStringsPart) ? { sharedStringsPart } : {}),
  };
}

/** Inner relationships of a part ('' is the package). Outer ones, which would point to the network, are ignored. */
async function relationships(parts: WorkbookPackage, partName: string): Promise<readonly Relationship[]> {
  const folder = partName.slice(0, partName.lastIndexOf('/') + 1);
  const file = partName.slice(folder.length);
  const relationshipsPart = `${folder}_rels/${file}.rels`;
  if (!parts.has(relationshipsPart)) return [];
  const found: Relationship[] = [];
  await readXml(parts.part(relationshipsPart), {
    open: (name, attributes) => {
      if (name !== 'Relationship' || attributes.TargetMode === 'External') return;
      if (found.length >= LIMITS.zipEntries) throw damagedWorkbook();
      const type = attributes.Type ?? '';
      found.push({
        id: attributes.Id ?? '',
        kind: type.slice(type.lastIndexOf('/') + 1),
        target: resolvedPartName(folder, attributes.Target ?? ''),
      });
    },
  });
  return found;
}

function resolvedPartName(folder: string, target: string): string {
  const path: string[] = [];
  for (const segment of (target.startsWith('/') ? target : folder + target).split('/')) {
    if (segment === '..') path.pop();
    else if (segment !== '' && segment !== '.') path.push(segment);
  }
  return path.join('/');
}

function isTrue(attribute: string | undefined): boolean {
  return attribute === '1' || attribute === 'true' || attribute === 'on';
}

function notAWorkbook() {
  return unreadable(
    '这是压缩包或其他文档，不是 Excel 工作簿。请上传 .xlsx 或 .csv 文件；ODS 请先另存为 .xlsx。',
    'This is an archive or another kind of document, not an Excel workbook. Upload an .xlsx or .csv file; save ODS as .xlsx first.',
  );
}

function binaryWorkbook() {
  return unreadable(
    '这是二进制工作簿（.xlsb）。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。',
    'This is a binary workbook (.xlsb). Open it in Excel or WPS, save it as .xlsx and upload that.',
  );
}
