import { describe, expect, it } from 'vitest';
import { createLogger } from './log.ts';

function capture(level: 'info' | 'error') {
  const lines: string[] = [];
  const log = createLogger(level, { write: (line) => void lines.push(line) });
  return { log, lines };
}

describe('the operating log', () => {
  it('CONF-9 a line is one JSON object with its time, level, message and fields', () => {
    const { log, lines } = capture('info');
    log.info('import finished', { rows: 3, import: '0197f0c8' });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ msg: 'import finished', rows: 3, import: '0197f0c8' });
    expect(lines[0]).toMatch(/"time":"\d{4}-\d\d-\d\dT/);
  });

  it('CONF-10 fields named like secrets are blanked', () => {
    const { log, lines } = capture('info');
    for (const name of [
      'password',
      'apiToken',
      'databaseUrl',
      'DATABASE_URL',
      'authorization',
      'key',
      'privatePem',
    ]) {
      log.warn('careless', { [name]: 'hunter2', route: '/api' });
    }
    expect(lines.join('')).not.toContain('hunter2');
    expect(lines.join('')).toContain('/api');
  });

  it('CONF-9 lines below the level are not written', () => {
    const { log, lines } = capture('error');
    log.info('quiet');
    log.warn('quiet');
    log.error('loud');
    expect(lines).toHaveLength(1);
  });
});
