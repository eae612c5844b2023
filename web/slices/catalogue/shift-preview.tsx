import Button from 'antd/es/button';
import { useEffect } from 'react';
import type { CataloguePreview } from '../../../src/contract/catalogue-editing.ts';
import type { PreviewAnswer } from '../../../src/contract/policy.ts';
import { DisclosureBadge } from '../../app/disclosure/badge.tsx';
import { useFormat } from '../../app/format.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { useShiftPreview } from './catalogue-api.ts';
import { useCatalogueWords } from './words.ts';

const NAMED = 8;

/** Who would see more, and who less, before anything is saved. */
export function ShiftPreview({ body }: { body: CataloguePreview | null }) {
  const say = useCatalogueWords();
  const preview = useShiftPreview();
  const { reset } = preview;
  const written = JSON.stringify(body);
  // What was asked of another draft says nothing of this one.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the draft's text is what an answer belongs to
  useEffect(() => reset(), [written, reset]);
  return (
    <section className="shifts">
      <Button
        size="small"
        disabled={body === null}
        loading={preview.isPending}
        onClick={() => body !== null && preview.mutate(body)}
      >
        {say('preview.ask')}
      </Button>
      {preview.isError && <ProblemNotice error={preview.error} />}
      <div aria-live="polite">{preview.data && <Shifts answer={preview.data} />}</div>
    </section>
  );
}

function Shifts({ answer }: { answer: PreviewAnswer }) {
  const say = useCatalogueWords();
  const format = useFormat();
  if (answer.gainCount === 0 && answer.lossCount === 0) {
    return <p className="fact-quiet">{say('preview.nobody')}</p>;
  }
  return (
    <>
      {answer.gainCount > 0 && (
        <ShiftList
          title={say('preview.gains', { count: format.integer(answer.peopleGaining) })}
          shifts={answer.gains}
          people={answer.peopleGaining}
        />
      )}
      {answer.lossCount > 0 && (
        <ShiftList
          title={say('preview.losses', { count: format.integer(answer.peopleLosing) })}
          shifts={answer.losses}
          people={answer.peopleLosing}
        />
      )}
    </>
  );
}

function ShiftList({
  title,
  shifts,
  people,
}: {
  title: string;
  shifts: PreviewAnswer['gains'];
  people: number;
}) {
  const say = useCatalogueWords();
  const format = useFormat();
  const named = [...new Map(shifts.map((shift) => [shift.person.id, shift])).values()].slice(0, NAMED);
  return (
    <div className="shift-list">
      <h4>{title}</h4>
      <ul>
        {named.map(({ person, before, after }) => (
          <li key={person.id}>
            {person.name} <DisclosureBadge disclosure={before} />
            <span className="unseen">{say('preview.to')}</span>
            <svg className="arrow" viewBox="0 0 20 10" aria-hidden="true" focusable="false">
              <path d="M1 5h16M13 1l4 4-4 4" />
            </svg>
            <DisclosureBadge disclosure={after} />
          </li>
        ))}
      </ul>
      {people > named.length && (
        <p className="fact-quiet">{say('preview.more', { count: format.integer(people - named.length) })}</p>
      )}
    </div>
  );
}
