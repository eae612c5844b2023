/** Colours of ECMA-48 (SGR), or none at all. */
export type Paint = Readonly<
  Record<'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan', (text: string) => string>
>;

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

export function paint(isColoured: boolean): Paint {
  const one = (code: number) => (text: string) => (isColoured ? `\u001b[${code}m${text}\u001b[0m` : text);
  return {
    bold: one(CODES.bold),
    dim: one(CODES.dim),
    red: one(CODES.red),
    green: one(CODES.green),
    yellow: one(CODES.yellow),
    cyan: one(CODES.cyan),
  };
}
