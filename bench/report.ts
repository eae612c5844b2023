import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './built.ts';
import { drawGoals } from './chart.ts';
import type { Machine } from './machine.ts';
import { type Goal, isMet, type Section } from './section.ts';
import { spreadOf } from './statistics.ts';

export type Report = Readonly<{
  /** Of the files, without their endings. */
  name: string;
  /** ISO date. */
  date: string;
  rows: number;
  rounds: number;
  seconds: number;
  connections: number;
  machine: Machine;
  postgres: string;
  loadAtEnd: number;
  sections: readonly Section[];
}>;

/** Writes the report and its chart, and returns the report's path. */
export function writeReport(report: Report, folder = join(ROOT, 'bench', 'results')): string {
  mkdirSync(folder, { recursive: true });
  const { name } = report;
  const goals = report.sections.flatMap((section) => section.goals);
  writeFileSync(join(folder, `${name}.svg`), drawGoals(goals));
  const path = join(folder, `${name}.md`);
  writeFileSync(path, markdown(report));
  return path;
}

function markdown(report: Report): string {
  const { name, date, rows, rounds, seconds, connections, machine, postgres, loadAtEnd, sections } = report;
  const goals = sections.flatMap((section) => section.goals);
  const missed = goals.filter((goal) => !isMet(goal));
  const lines = [
    `# Measurements of ${date}, ${rows.toLocaleString('en')} customers`,
    '',
    `- Machine: ${machine.processor}, ${machine.cores} cores, ${machine.memoryGibibytes} GiB, ${machine.system}; a durable write of 4 KiB takes ${machine.syncMilliseconds.toFixed(2)} ms`,
    `- Versions: Node ${machine.node}, PostgreSQL ${postgres}, Fencun ${revision()}`,
    `- Method: ${rounds} rounds of ${seconds} s for each variant, ${connections} connections, load generator in a process of its own on the same machine; variants in turn, the order reversed each round; ratios are taken within a round. Medians, with the least and the greatest in brackets`,
    `- Load of the machine (1 min average): ${machine.loadAtStart.toFixed(1)} before, ${loadAtEnd.toFixed(1)} after`,
    '',
    ...noise(sections),
    missed.length === 0
      ? 'Every goal was met.'
      : `${missed.length} of ${goals.length} goals were missed: ${missed.map((goal) => goal.name).join('; ')}.`,
    '',
    `![Figures against their goals](${name}.svg)`,
    '',
    ...sections.flatMap(sectionLines),
  ];
  return `${lines.join('\n')}\n`;
}

/** Beyond this the rounds disagree so much that a median is no result. */
const NOISY_RANGE = 0.3;

function noise(sections: readonly Section[]): string[] {
  const ranges = sections
    .flatMap((section) => section.goals)
    .map(({ value }) => (value.most - value.least) / value.median);
  const { median, most } = spreadOf(ranges.length === 0 ? [0] : ranges);
  const share = (value: number) => `${Math.round(value * 100)} %`;
  const line = `Between the rounds of one figure lie ${share(median)} in the middle case and ${share(most)} at worst.`;
  if (median <= NOISY_RANGE) return [line, ''];
  return [`**The machine was not quiet: take these figures as a rehearsal, not as results.** ${line}`, ''];
}

function sectionLines({ title, about, goals, table }: Section): string[] {
  const goalTable =
    goals.length === 0
      ? []
      : [
          ...rowsOf([
            ['Figure', 'median (range)', 'goal', 'met'],
            ...goals.map((goal) => [goal.name, figureOf(goal), goalOf(goal), isMet(goal) ? 'yes' : '**no**']),
          ]),
          '',
        ];
  return [`## ${title}`, '', about, '', ...goalTable, ...(table.length === 0 ? [] : [...rowsOf(table), ''])];
}

function rowsOf([header = [], ...rows]: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), `|${header.map(() => '---').join('|')}|`, ...rows.map(line)];
}

function figureOf({ value, digits, unit = '' }: Goal): string {
  const { median, least, most } = value;
  return `${median.toFixed(digits)} ${unit} (${least.toFixed(digits)}–${most.toFixed(digits)})`.replace(
    '  ',
    ' ',
  );
}

function goalOf({ goal, better, unit = '' }: Goal): string {
  return `${better === 'higher' ? '≥' : '≤'} ${goal} ${unit}`.trim();
}

function revision(): string {
  try {
    const git = (...words: string[]) => execFileSync('git', words, { cwd: ROOT, encoding: 'utf8' }).trim();
    const changed = git('status', '--porcelain', 'src') === '' ? '' : ' with uncommitted changes';
    return `${git('rev-parse', '--short', 'HEAD')}${changed}`;
  } catch {
    return 'of an unknown revision';
  }
}
