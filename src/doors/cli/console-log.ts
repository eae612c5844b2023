import { createLogger, type Logger, type LogLevel } from '../../platform/log.ts';
import type { Paint } from './paint.ts';
import { printable } from './width.ts';

const SEVERITIES: Readonly<Record<number, 'info' | 'warn' | 'error'>> = {
  30: 'info',
  40: 'warn',
  50: 'error',
};

/**
 * The operating log for somebody who sits before it: each entry as a plain line instead of the JSON that machines
 * read. It goes through the same logger, so that what may not be logged isn't.
 */
export function consoleLog(level: LogLevel, err: (text: string) => void, paint: Paint): Logger {
  return createLogger(level, { write: (line) => err(`${plainLine(line, paint)}\n`) });
}

export function plainLine(json: string, paint: Paint): string {
  const { level, time, msg, ...fields } = JSON.parse(json) as Record<string, unknown>;
  const severity = SEVERITIES[Number(level)] ?? 'error';
  const facts = Object.entries(fields)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => ` ${name}=${String(value)}`);
  const text = printable(`${String(time).slice(11, 19)} ${severity} ${String(msg)}${facts.join('')}`);
  return { info: paint.dim, warn: paint.yellow, error: paint.red }[severity](text);
}
