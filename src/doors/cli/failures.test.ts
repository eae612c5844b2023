import { describe, expect, it } from 'vitest';
import { Problem } from '../../contract/problem.ts';
import { plainLine } from './console-log.ts';
import { EXIT, exitCodeOf, Interrupted, Unavailable } from './exit-codes.ts';
import { tellFailure } from './failures.ts';
import { languageOfArguments, languageOfLocale } from './language.ts';
import { paint } from './paint.ts';
import { type CliParts, createShell, interruptible } from './shell.ts';

function partsWith(change: Partial<CliParts> = {}): Readonly<{ parts: CliParts; said: string[] }> {
  const said: string[] = [];
  const never = async (): Promise<never> => {
    throw new Error('nothing is opened here');
  };
  const parts: CliParts = {
    version: '0',
    open: never,
    openBare: never,
    openHttp: never,
    backupPlan: { schemas: [], first: [], seeded: [] },
    environment: {},
    folder: '/',
    terminal: {
      out: (text) => said.push(text),
      err: (text) => said.push(text),
      outColumns: null,
      errColumns: null,
      canAsk: false,
      outColours: false,
      errColours: false,
      ask: never,
      askHidden: never,
    },
    clock: () => 0,
    onSignal: () => () => {},
    abandon: () => {},
    ...change,
  };
  return { parts, said };
}

describe('how a command fails', () => {
  it('CLI-4 exit codes tell refusals, settings, outages, bugs and interruptions apart', () => {
    const codes = [
      new Problem('forbidden'),
      new Problem('not-found'),
      new Problem('misconfigured'),
      new Problem('database-unavailable'),
      new Problem('key-unavailable'),
      new Unavailable({ zh: '', en: '' }),
      new TypeError('x'),
      new Interrupted(),
    ].map(exitCodeOf);
    expect(codes).toEqual([
      EXIT.refused,
      EXIT.refused,
      EXIT.configuration,
      EXIT.unavailable,
      EXIT.unavailable,
      EXIT.unavailable,
      EXIT.internal,
      EXIT.interrupted,
    ]);
  });

  it('CLI-5 a refusal is said in the reader’s language, with what to do', () => {
    const { parts, said } = partsWith();
    expect(tellFailure(createShell(parts, 'zh'), new Problem('forbidden'))).toBe(EXIT.refused);
    expect(said.join('')).toContain(new Problem('forbidden').title('zh'));
    expect(said.join('')).toContain(new Problem('forbidden').detail('zh'));
  });

  it('CLI-5 a bug shows neither a stack trace nor the words of a driver, which may quote a value', () => {
    const { parts, said } = partsWith();
    const error = new Error('duplicate key value: (phone)=(13800138000)', {
      cause: new Error('13800138000'),
    });
    expect(tellFailure(createShell(parts, 'en'), error)).toBe(EXIT.internal);
    expect(said.join('')).not.toContain('13800138000');
    expect(said.join('')).not.toContain('    at ');
  });

  it('CLI-5 a lost database is said to be an outage, not a bug', () => {
    const { parts, said } = partsWith();
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    expect(tellFailure(createShell(parts, 'en'), refused)).toBe(EXIT.unavailable);
    expect(said.join('')).toContain(new Problem('database-unavailable').title('en'));
  });

  it('CLI-6 the language is that of --lang, then of the locale; without either people are greeted in both', () => {
    expect(languageOfArguments(['serve', '--lang', 'zh'])).toBe('zh');
    expect(languageOfArguments(['--lang=en', 'serve'])).toBe('en');
    expect(languageOfArguments(['serve', '--', '--lang', 'zh'])).toBe(null);
    expect(languageOfLocale({ LANG: 'zh_CN.UTF-8' })).toBe('zh');
    expect(languageOfLocale({ LC_ALL: 'en_US.UTF-8', LANG: 'zh_CN.UTF-8' })).toBe('en');
    expect(languageOfLocale({ LANG: 'C' })).toBe(null);
    expect(languageOfLocale({})).toBe(null);
    expect(createShell(partsWith().parts, null).languages).toEqual(['zh', 'en']);
    expect(createShell(partsWith().parts, 'zh').languages).toEqual(['zh']);
  });

  it('CLI-7 colours are for terminals only', () => {
    expect(paint(false).red('x')).toBe('x');
    expect(paint(true).red('x')).toBe('\u001b[31mx\u001b[0m');
  });

  it('CLI-8 the operating log at a terminal is plain lines that cannot steer it', () => {
    const json = JSON.stringify({
      level: 40,
      time: '2026-03-02T08:00:00.000Z',
      msg: 'lost',
      role: '\u001b[2J',
    });
    const line = plainLine(json, paint(false));
    expect(line).toMatch(/^08:00:00 warn lost role=/);
    expect(line).not.toContain('\u001b');
  });

  it('CLI-9 the first request to stop ends the work in good order, a second one at once; one key press is one', async () => {
    let now = 0;
    let press: () => void = () => {};
    const abandoned: number[] = [];
    const { parts } = partsWith({
      clock: () => now,
      onSignal: (listener) => {
        press = () => listener('SIGINT');
        return () => {};
      },
      abandon: (code) => abandoned.push(code),
    });
    await interruptible(parts, async (stop) => {
      expect(stop.aborted).toBe(false);
      press();
      expect(stop.aborted).toBe(true);
      now = 200;
      press();
      expect(abandoned).toEqual([]);
      now = 1_500;
      press();
      expect(abandoned).toEqual([EXIT.interrupted]);
    });
  });
});
