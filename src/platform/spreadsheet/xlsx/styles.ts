import { LIMITS } from '../limits.ts';
import { damagedWorkbook } from '../unreadable.ts';
import { builtInFormat, type NumberFormat, parseNumberFormat } from './number-format.ts';
import { readXml } from './xml.ts';

/** The number format of each cell style, by the index that cells use (`s`). Looks at nothing else in the part. */
export async function readCellFormats(part: AsyncIterable<Uint8Array>): Promise<readonly NumberFormat[]> {
  const custom = new Map<number, NumberFormat>();
  const formatIds: number[] = [];
  const place = { inCellFormats: false };
  await readXml(part, {
    open: (name, attributes) => {
      if (name === 'numFmt')
        custom.set(Number(attributes.numFmtId), parseNumberFormat(attributes.formatCode ?? ''));
      else if (name === 'cellXfs') place.inCellFormats = true;
      else if (name === 'xf' && place.inCellFormats) formatIds.push(Number(attributes.numFmtId ?? 0));
      if (custom.size > LIMITS.cellFormats || formatIds.length > LIMITS.cellFormats) throw damagedWorkbook();
    },
    close: (name) => {
      if (name === 'cellXfs') place.inCellFormats = false;
    },
  });
  return formatIds.map((id) => custom.get(id) ?? builtInFormat(id));
}
