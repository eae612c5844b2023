const MiB = 1024 * 1024;

/**
 * What a file may ask of us before it is refused. The figures are far above what people make by hand and far below
 * what exhausts a server; Excel itself stops at 1,048,576 rows, 16,384 columns and 32,767 characters a cell.
 */
export const LIMITS = {
  /** All parts of a workbook together, unpacked. */
  uncompressedBytes: 1024 * MiB,
  zipEntries: 2_000,
  /** Deflate reaches about 1,030 to 1; honest worksheets stay below 60 to 1. */
  compressionRatio: 250,
  /** A part below this size is harmless at any ratio. */
  compressionRatioFromBytes: 16 * MiB,
  sheets: 1_000,
  sheetRows: 1_048_576,
  columns: 1_000,
  cellCharacters: MiB,
  rowCharacters: 4 * MiB,
  xmlDepth: 64,
  /** Longest stretch of XML without a complete tag: bounds what the parser holds back. */
  xmlPendingCharacters: 4 * MiB,
  sharedStrings: 10_000_000,
  /** Beyond this the shared texts of a workbook move to a temporary file. */
  sharedStringsInMemoryBytes: 64 * MiB,
  mergedRanges: 100_000,
  cellFormats: 65_536,
  headerSearchRows: 30,
} as const;
