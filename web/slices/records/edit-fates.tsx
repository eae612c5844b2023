import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import { EDIT_FATES, type EditFate, type EditPreviewAnswer } from '../../../src/contract/records.ts';
import { FieldValue } from '../../app/disclosure/value.tsx';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { disclosureIn } from './record-cells.tsx';
import type { ListedRow } from './records-api.ts';
import { useRecordsWords } from './words.ts';

/** What becomes of each record, by what it is: how many, and which, with the reason where one may not be edited. */
export function EditFates({
  type,
  rows,
  answer,
}: {
  type: RecordTypeView;
  rows: readonly ListedRow[];
  answer: EditPreviewAnswer;
}) {
  const say = useRecordsWords();
  const label = useLabel();
  const format = useFormat();
  const rowOf = new Map(rows.map((row) => [row.record.id, row]));
  return (
    <div role="status">
      <ul className="fates">
        {EDIT_FATES.map((fate) => {
          const met = answer.records.filter((each) => each.fate === fate);
          if (met.length === 0) return null;
          return (
            <li key={fate} className={`fate-${fate}`}>
              <details open={isToBeRead(fate)}>
                <summary>
                  <strong className="fate-count">{format.integer(met.length)}</strong> {say(`fate.${fate}`)}
                </summary>
                <ul className="fate-rows">
                  {met.map(({ id, why }) => (
                    <li key={id} className="fate-row">
                      <RowName type={type} id={id} row={rowOf.get(id)} />
                      {why !== null && <span className="fact-quiet"> {label(why)}</span>}
                    </li>
                  ))}
                </ul>
              </details>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** What goes as wished needs no reading; what does not, does. */
function isToBeRead(fate: EditFate): boolean {
  return fate !== 'changes' && fate !== 'unchanged';
}

function RowName({ type, id, row }: { type: RecordTypeView; id: string; row: ListedRow | undefined }) {
  const title = type.fields.find((field) => field.name === type.titleField);
  const value = row?.record.values[type.titleField];
  if (title === undefined || row === undefined || value === undefined) return <code>{id.slice(-8)}</code>;
  const disclosure = disclosureIn(row.record, row.answer, title.name);
  return <FieldValue field={title} value={value} disclosure={disclosure} linked={false} />;
}
