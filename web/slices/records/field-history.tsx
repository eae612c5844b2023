import type { FieldView } from '../../app/api/record-types.ts';
import { FieldValue } from '../../app/disclosure/value.tsx';
import { useFormat } from '../../app/format.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { Answer } from '../../app/states/answer.tsx';
import { useHistory } from './records-api.ts';
import { useWhoChanged } from './who-changed.ts';
import { useRecordsWords } from './words.ts';

const NEWEST = 8;

/** What one field was before, at the disclosure that it has for the reader today. */
export function FieldHistory({ type, id, field }: { type: string; id: string; field: FieldView }) {
  const say = useRecordsWords();
  const app = useAppWords();
  const format = useFormat();
  const who = useWhoChanged();
  const history = useHistory(type, id);
  return (
    <Answer query={history} rows={2}>
      {({ changes }) => {
        const own = changes.filter((change) => change.field === field.name);
        if (own.length === 0) return <p className="fact-quiet">{say('history.none')}</p>;
        return (
          <ol className="field-history">
            {own.slice(0, NEWEST).map((change) => (
              <li key={change.at + change.action}>
                <p className="fact-quiet">
                  {format.instant(change.at)} · {who(change)} · {app.code('action', change.action)}
                </p>
                <p className="field-history-values">
                  <FieldValue
                    field={field}
                    value={change.before}
                    disclosure={change.disclosure}
                    linked={false}
                  />
                  <span className="unseen">{say('changes.after')}</span>
                  <span aria-hidden="true">→</span>
                  <FieldValue
                    field={field}
                    value={change.after}
                    disclosure={change.disclosure}
                    linked={false}
                  />
                </p>
              </li>
            ))}
          </ol>
        );
      }}
    </Answer>
  );
}
