import { Link } from '@tanstack/react-router';
import Button from 'antd/es/button';
import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import type { ReadAnswer, StandingView } from '../../../src/contract/records.ts';
import type { FieldView } from '../../app/api/record-types.ts';
import { AskButton } from '../../app/asking/ask-button.tsx';
import { DisclosureBadge } from '../../app/disclosure/badge.tsx';
import { FieldValue } from '../../app/disclosure/value.tsx';
import { useLabel } from '../../app/i18n.ts';
import { EraseButton } from './erase-button.tsx';
import { useStanding } from './records-api.ts';
import { useRecordsWords } from './words.ts';

const MARKS = 3;

/** What a record is called, its level or status, and whose it is. */
export function RecordHead({
  type,
  answer,
  onPrint,
  printing,
}: {
  type: RecordTypeView;
  answer: ReadAnswer;
  /** Null where nothing of the record may be printed. */
  onPrint: (() => void) | null;
  printing: boolean;
}) {
  const label = useLabel();
  const say = useRecordsWords();
  const { record } = answer;
  const disclosureOf = (name: string) => record.disclosures?.[name] ?? answer.disclosures[name] ?? 'withheld';
  const title = type.fields.find((field) => field.name === type.titleField);
  const disclosure = disclosureOf(type.titleField);
  return (
    <div className="record-head">
      <span className="record-kind">{label(type.label)}</span>
      <div className="record-head-line">
        <h1>
          {title && disclosure !== 'withheld' ? (
            <FieldValue
              field={title}
              value={record.values[title.name]}
              disclosure={disclosure}
              linked={false}
            />
          ) : (
            say('record.no-title', { type: label(type.label) })
          )}
        </h1>
        {title && <DisclosureBadge disclosure={disclosure} />}
        <ul className="record-marks" aria-label={say('record.marks')}>
          {marksOf(type)
            .filter((field) => disclosureOf(field.name) === 'shown' && record.values[field.name] != null)
            .slice(0, MARKS)
            .map((field) => (
              <li key={field.name} className="chip" title={label(field.label)}>
                <FieldValue field={field} value={record.values[field.name]} disclosure="shown" />
              </li>
            ))}
        </ul>
        <span className="page-head-end">
          {onPrint !== null && (
            <Button loading={printing} onClick={onPrint}>
              {say('print.open')}
            </Button>
          )}
          <AskButton
            type={type.name}
            choice={{ records: [record.id] }}
            from="record"
            disclosures={{ ...answer.disclosures, ...record.disclosures }}
          />
          {answer.erasable && <EraseButton type={type} id={record.id} version={record.version} />}
        </span>
      </div>
      <p className="record-facts">
        {record.customer !== undefined && (
          <Link to="/records/$type/$id" params={{ type: 'customer', id: record.customer }}>
            {say('record.about')} →
          </Link>
        )}
        <Standing type={type.name} id={record.id} />
        <span>{say('record.version', { version: record.version })}</span>
        {answer.obligations.map((obligation) => (
          <span key={obligation}>{say(`record.obligation.${obligation}`)}</span>
        ))}
        <span className="record-access">
          {say('record.recorded', { id: answer.accessRecord.slice(-12) })}
        </span>
      </p>
    </div>
  );
}

/** Choices that are no personal information tell a record at a glance: its level, status or kind. */
function marksOf(type: RecordTypeView): readonly FieldView[] {
  const choices = type.fields.filter((field) => field.type === 'choice' && field.sensitivity <= 2);
  const telling = (field: FieldView) => (/level|tier|status|stage|priority/.test(field.name) ? 0 : 1);
  return choices.toSorted((one, other) => telling(one) - telling(other));
}

function Standing({ type, id }: { type: string; id: string }) {
  const say = useRecordsWords();
  const { data } = useStanding(type, id);
  const label = useLabel();
  // Beside the rest of the page this is a courtesy: where it cannot be read, nothing is missing.
  if (data === undefined) return null;
  return (
    <>
      <span className="record-owner">{ownerWords(data, say, label)}</span>
      {data.department !== null && (
        <span>{say('record.department', { department: label(data.department) })}</span>
      )}
    </>
  );
}

function ownerWords(
  { owner }: StandingView,
  say: ReturnType<typeof useRecordsWords>,
  label: ReturnType<typeof useLabel>,
): string {
  if (owner === null) return say('record.owner.none');
  if (owner.isCaller && owner.current) return say('record.owner.me');
  const words = { name: owner.name, position: label(owner.position) };
  return owner.current ? say('record.owner', words) : say('record.owner.left', words);
}
