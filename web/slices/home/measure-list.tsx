import { Link } from '@tanstack/react-router';
import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import { DisclosureBadge } from '../../app/disclosure/badge.tsx';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { useHomeWords } from './words.ts';

const LEVELS = ['shown', 'masked', 'summary'] as const;

/** For each record type, how many of its fields the reader sees, and how much of them. */
export function MeasureList({ types }: { types: readonly RecordTypeView[] }) {
  const say = useHomeWords();
  const open = types.filter((type) => type.fields.some((field) => field.disclosureAtMost !== 'withheld'));
  if (open.length === 0) return <p className="measure-none">{say('measure.none')}</p>;
  const widest = Math.max(...open.map((type) => type.fields.length));
  return (
    <ul className="measures">
      {open.map((type) => (
        <Measure key={type.name} type={type} widest={widest} />
      ))}
    </ul>
  );
}

function Measure({ type, widest }: { type: RecordTypeView; widest: number }) {
  const say = useHomeWords();
  const label = useLabel();
  const format = useFormat();
  const counts = Object.fromEntries(
    LEVELS.map((level) => [level, type.fields.filter((field) => field.disclosureAtMost === level).length]),
  ) as Record<(typeof LEVELS)[number], number>;
  return (
    <li className="measure">
      <Link to="/records/$type" params={{ type: type.name }}>
        {label(type.label)}
      </Link>
      <svg
        className="measure-bar"
        viewBox={`0 0 ${widest * 10} 12`}
        preserveAspectRatio="none"
        role="img"
        aria-label={say('measure.bar', counts)}
      >
        {ticks(counts).map(({ at, level }) => (
          <rect
            key={at}
            x={at * 10}
            width="4"
            y={12 - HEIGHTS[level]}
            height={HEIGHTS[level]}
            className={`tick-${level}`}
          />
        ))}
      </svg>
      <span className="measure-counts" aria-hidden="true">
        {LEVELS.filter((level) => counts[level] > 0).map((level) => (
          <span key={level} className="measure-count">
            {format.integer(counts[level])} <DisclosureBadge disclosure={level} />
          </span>
        ))}
      </span>
    </li>
  );
}

/** A field's tick is as tall as its disclosure is high, so that the bar reads without colour. */
const HEIGHTS = { shown: 12, masked: 8, summary: 4 } as const;

function ticks(counts: Readonly<Record<(typeof LEVELS)[number], number>>) {
  const levels = LEVELS.flatMap((level) => Array.from({ length: counts[level] }, () => level));
  return levels.map((level, at) => ({ at, level }));
}
