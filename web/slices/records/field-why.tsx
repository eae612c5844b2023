import Button from 'antd/es/button';
import { useState } from 'react';
import type { Explanation } from '../../../src/contract/records.ts';
import type { Disclosure } from '../../../src/kernel/disclosure/level.ts';
import type { FieldView } from '../../app/api/record-types.ts';
import { useAskingWords } from '../../app/asking/words.ts';
import { DisclosureBadge } from '../../app/disclosure/badge.tsx';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { Answer } from '../../app/states/answer.tsx';
import { FieldHistory } from './field-history.tsx';
import { useExplanations } from './records-api.ts';
import { useRecordsWords } from './words.ts';

/** Why a field is disclosed as it is, by which rules, and how to ask for more. */
export function FieldWhy({
  type,
  id,
  field,
  disclosure,
  onMatch,
  onReveal,
  onAsk,
}: {
  type: string;
  id: string;
  field: FieldView;
  disclosure: Disclosure;
  onMatch: () => void;
  /** Null where a reason opens nothing. */
  onReveal: (() => void) | null;
  onAsk: () => void;
}) {
  const say = useRecordsWords();
  const app = useAppWords();
  const label = useLabel();
  const asking = useAskingWords();
  const [historyOpen, setHistoryOpen] = useState(false);
  const explanations = useExplanations(type, id, true);
  return (
    <div className="why">
      <p className="why-head">
        <strong>{label(field.label)}</strong>
        <DisclosureBadge disclosure={disclosure} />
      </p>
      <p className="fact-quiet">{app(`disclosure.${disclosure}.means`)}</p>
      <Answer query={explanations} rows={2}>
        {(known) => <Reasons explanation={known.get(field.name)} />}
      </Answer>
      <p className="fact-quiet">
        {say('why.sensitivity')} {field.sensitivity} · {app(`sensitivity.${field.sensitivity}`)}
      </p>
      {disclosure !== 'withheld' &&
        (historyOpen ? (
          <>
            <h3>{say('history.title')}</h3>
            <FieldHistory type={type} id={id} field={field} />
          </>
        ) : (
          <Button block onClick={() => setHistoryOpen(true)}>
            {say('history.open')}
          </Button>
        ))}
      {onReveal !== null && (
        <Button block type="primary" onClick={onReveal}>
          {say('reveal.open', { field: label(field.label) })}
        </Button>
      )}
      {field.matchable && disclosure !== 'shown' && (
        <Button block onClick={onMatch}>
          {say('match.open')}
        </Button>
      )}
      {disclosure !== 'shown' && explanations.data?.get(field.name)?.requestable === true && (
        <Button block onClick={onAsk}>
          {asking('open.field')}
        </Button>
      )}
    </div>
  );
}

function Reasons({ explanation }: { explanation: Explanation | undefined }) {
  const say = useRecordsWords();
  const label = useLabel();
  if (explanation === undefined) return <p>{say('why.none')}</p>;
  return (
    <>
      <h3>{say('why.title')}</h3>
      <ul className="why-reasons">
        {explanation.reasons.map((reason) => (
          <li key={reason.en}>{label(reason)}</li>
        ))}
      </ul>
      {explanation.rules.length > 0 && (
        <p className="why-rules">
          <span className="fact-name">{say('why.rules')}</span>
          {explanation.rules.map((rule) => (
            <code key={rule}>{rule}</code>
          ))}
        </p>
      )}
      {explanation.remedy && (
        <>
          <h3>{say('why.remedy')}</h3>
          <p>{label(explanation.remedy)}</p>
        </>
      )}
      {explanation.dataOwner && explanation.disclosure !== 'shown' && (
        <p className="fact-quiet">{say('why.owner', { owner: label(explanation.dataOwner) })}</p>
      )}
    </>
  );
}
