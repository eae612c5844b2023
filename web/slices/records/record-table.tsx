import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import type { ListAnswer } from '../../../src/contract/records.ts';
import type { FieldView } from '../../app/api/record-types.ts';
import { useLabel } from '../../app/i18n.ts';
import { useNarrow } from '../../app/narrow.ts';
import { TableScroll } from '../../app/table-scroll.tsx';
import { CardBody, Cell, disclosureIn, HeadCell } from './record-cells.tsx';

type Props = { type: RecordTypeView; columns: readonly FieldView[]; answer: ListAnswer };

/** One page of released records in rows; on a phone, in cards. */
export function RecordTable(props: Props) {
  const narrow = useNarrow();
  return narrow ? <Cards {...props} /> : <Rows {...props} />;
}

function Rows({ type, columns, answer }: Props) {
  const label = useLabel();
  const usualOf = (field: FieldView) => answer.disclosures[field.name] ?? 'withheld';
  return (
    <TableScroll name={label(type.label)}>
      <table className="table">
        <caption className="unseen">{label(type.label)}</caption>
        <thead>
          <tr>
            {columns.map((field) => (
              <HeadCell key={field.name} field={field} disclosure={usualOf(field)} sort={null} />
            ))}
          </tr>
        </thead>
        <tbody>
          {answer.records.map((record) => (
            <tr key={record.id}>
              {columns.map((field, index) => (
                <td key={field.name} className={`cell-${field.type}`}>
                  <Cell
                    type={type}
                    field={field}
                    record={record}
                    disclosure={disclosureIn(record, answer, field.name)}
                    usual={usualOf(field)}
                    opens={index === 0}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

function Cards({ type, columns, answer }: Props) {
  return (
    <ul className="cards">
      {answer.records.map((record) => (
        <li key={record.id} className="card">
          <CardBody type={type} columns={columns} record={record} answer={answer} />
        </li>
      ))}
    </ul>
  );
}
