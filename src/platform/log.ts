import { pino } from 'pino';

/** Fields of a log line: facts about the machine and the request, never a customer's value. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** What the floors above log with. Messages are constant texts; whatever varies goes into `fields`. */
export type Logger = Readonly<{
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}>;

export const LOG_LEVELS = ['error', 'warn', 'info', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** For tests and for tools that print for themselves. */
export const SILENT: Logger = { info: () => {}, warn: () => {}, error: () => {} };

/**
 * Names of fields whose value is a secret or may hold one. A careful caller never passes them; the logger blanks
 * them all the same, because one careless line would outlive the secret.
 */
const SECRET_FIELDS =
  /passw(or)?d|secret|token|cookie|authori[sz]ation|private|database_?url|connection_?string|(^|_)keys?$/i;

/** JSON lines on `destination` (standard output when absent), one object a line, time in ISO 8601. */
export function createLogger(level: LogLevel, destination?: Readonly<{ write(line: string): void }>): Logger {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  const logger = destination ? pino(options, destination) : pino(options);
  return {
    info: (message, fields) => logger.info(redact(fields), message),
    warn: (message, fields) => logger.warn(redact(fields), message),
    error: (message, fields) => logger.error(redact(fields), message),
  };
}

function redact(fields: LogFields = {}): LogFields {
  const entries = Object.entries(fields);
  if (!entries.some(([name]) => SECRET_FIELDS.test(name))) return fields;
  return Object.fromEntries(
    entries.map(([name, value]) => [name, SECRET_FIELDS.test(name) ? '[redacted]' : value]),
  );
}
