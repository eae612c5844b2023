import type { PreviewAnswer } from '../../../src/contract/policy.ts';
import { useCatalogue } from '../api/catalogue.ts';
import { DisclosureBadge } from '../disclosure/badge.tsx';
import { useFormat } from '../format.ts';
import { useLabel } from '../i18n.ts';
import { groupShifts, type ShiftLine } from './group-shifts.ts';
import './shifts.css';
import { useShiftWords } from './words.ts';

const PEOPLE_NAMED = 8;
const FIELDS_NAMED = 5;
/** With more than so many lines, a person's are opened by a click. */
const LINES_OPEN = 4;

type Answer = Pick<
  PreviewAnswer,
  'gains' | 'losses' | 'gainCount' | 'lossCount' | 'peopleGaining' | 'peopleLosing'
>;

/** Who would see more, and who less, by person. */
export function Shifts({ answer }: { answer: Answer }) {
  const say = useShiftWords();
  const format = useFormat();
  if (answer.gainCount === 0 && answer.lossCount === 0) {
    return <p className="fact-quiet">{say('nobody')}</p>;
  }
  return (
    <div className="shift-lists">
      {answer.lossCount > 0 && (
        <ShiftList
          title={say('losses', { count: format.integer(answer.peopleLosing) })}
          shifts={answer.losses}
          people={answer.peopleLosing}
          same={say('same.loss')}
        />
      )}
      {answer.gainCount > 0 && (
        <ShiftList
          title={say('gains', { count: format.integer(answer.peopleGaining) })}
          shifts={answer.gains}
          people={answer.peopleGaining}
          same={say('same.gain')}
        />
      )}
    </div>
  );
}

function ShiftList({
  title,
  shifts,
  people,
  same,
}: {
  title: string;
  shifts: PreviewAnswer['gains'];
  people: number;
  /** What happens where the disclosure stays what it is. */
  same: string;
}) {
  const say = useShiftWords();
  const format = useFormat();
  const named = groupShifts(shifts).slice(0, PEOPLE_NAMED);
  return (
    <div className="shift-list">
      <h4>{title}</h4>
      <ul>
        {named.map(({ id, name, lines }) => (
          <li key={id}>
            {lines.length > LINES_OPEN ? (
              <details>
                <summary>
                  <span className="shift-person">{name}</span>{' '}
                  <span className="fact-quiet">{say('lines', { count: format.integer(lines.length) })}</span>
                </summary>
                <Lines lines={lines} same={same} />
              </details>
            ) : (
              <>
                <span className="shift-person">{name}</span>
                <Lines lines={lines} same={same} />
              </>
            )}
          </li>
        ))}
      </ul>
      {people > named.length && (
        <p className="fact-quiet">{say('more', { count: format.integer(people - named.length) })}</p>
      )}
    </div>
  );
}

function Lines({ lines, same }: { lines: readonly ShiftLine[]; same: string }) {
  return (
    <ul>
      {lines.map((line) => (
        <Line key={`${line.recordType} ${line.before} ${line.after}`} line={line} same={same} />
      ))}
    </ul>
  );
}

function Line({ line, same }: { line: ShiftLine; same: string }) {
  const say = useShiftWords();
  const label = useLabel();
  const format = useFormat();
  const catalogue = useCatalogue().data;
  const type = catalogue?.recordTypes.find(({ name }) => name === line.recordType);
  const nameOf = (code: string) => {
    const field = type?.fields.find(({ name }) => name === code);
    return field ? label(field.label) : code;
  };
  const names = line.fields.slice(0, FIELDS_NAMED).map(nameOf).join(say('list.and'));
  const fields =
    line.fields.length <= FIELDS_NAMED
      ? names
      : say('fields.more', { fields: names, count: format.integer(line.fields.length) });
  return (
    <li className="shift-line">
      <span>
        {type ? label(type.label) : line.recordType} · {fields}
      </span>
      <span className="shift-levels">
        <DisclosureBadge disclosure={line.before} />
        {line.before === line.after ? (
          <span className="fact-quiet">{same}</span>
        ) : (
          <>
            <span className="unseen">{say('to')}</span>
            <svg className="arrow" viewBox="0 0 20 10" aria-hidden="true" focusable="false">
              <path d="M1 5h16M13 1l4 4-4 4" />
            </svg>
            <DisclosureBadge disclosure={line.after} />
          </>
        )}
      </span>
    </li>
  );
}
