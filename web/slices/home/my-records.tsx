import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import type { ListAnswer } from '../../../src/contract/records.ts';
import { request } from '../../app/api/client.ts';
import { CUSTOMER_DATA } from '../../app/api/query-client.ts';
import type { FieldView } from '../../app/api/record-types.ts';
import { DisclosureBadge } from '../../app/disclosure/badge.tsx';
import { FieldValue } from '../../app/disclosure/value.tsx';
import { changeList } from '../../app/find/list-memory.ts';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { Answer } from '../../app/states/answer.tsx';
import { useHomeWords } from './words.ts';

const NEWEST = 8;
const FACTS = 2;

/** The newest customers in the reader's own charge, in the few fields by which one is known. */
export function MyRecords({ type, purpose }: { type: RecordTypeView; purpose: string }) {
  const say = useHomeWords();
  const label = useLabel();
  const format = useFormat();
  const fields = fieldsOf(type);
  const mine = useQuery({
    queryKey: [CUSTOMER_DATA, purpose, 'mine', type.name],
    queryFn: ({ signal }) =>
      request<ListAnswer>('POST', `/records/${type.name}/query`, {
        body: { mine: true, fields: fields.map(({ name }) => name), limit: NEWEST, count: true },
        purpose,
        signal,
      }),
  });
  return (
    <section className="sheet sheet-pad">
      <h2>{say('mine.title', { type: label(type.label) })}</h2>
      <Answer query={mine} rows={4}>
        {(answer) =>
          answer.records.length === 0 ? (
            <p className="fact-quiet">{say('mine.none')}</p>
          ) : (
            <>
              <ul className="mine">
                {answer.records.map((record) => (
                  <Mine key={record.id} type={type} fields={fields} answer={answer} record={record} />
                ))}
              </ul>
              <p className="mine-all">
                <Link
                  to="/records/$type"
                  params={{ type: type.name }}
                  onClick={() => changeList(type.name, { mine: true, filters: [] })}
                >
                  {say('mine.all', {
                    count: `${format.integer(answer.count?.value ?? 0)}${answer.count?.atLeast ? '+' : ''}`,
                  })}
                </Link>
              </p>
            </>
          )
        }
      </Answer>
    </section>
  );
}

function Mine({
  type,
  fields: [title, ...facts],
  answer,
  record,
}: {
  type: RecordTypeView;
  fields: readonly FieldView[];
  answer: ListAnswer;
  record: ListAnswer['records'][number];
}) {
  const disclosureOf = (name: string) => record.disclosures?.[name] ?? answer.disclosures[name] ?? 'withheld';
  const value = (field: FieldView) => (
    <>
      <FieldValue
        field={field}
        value={record.values[field.name]}
        disclosure={disclosureOf(field.name)}
        linked={false}
      />
      {disclosureOf(field.name) !== 'shown' && (
        <DisclosureBadge disclosure={disclosureOf(field.name)} quiet />
      )}
    </>
  );
  return (
    <li>
      <Link to="/records/$type/$id" params={{ type: type.name, id: record.id }}>
        {title === undefined ? record.id.slice(-8) : value(title)}
      </Link>
      {facts.map((field) => (
        <span key={field.name} className="mine-fact">
          {value(field)}
        </span>
      ))}
    </li>
  );
}

/** The title, and the first choices that are no personal information. */
function fieldsOf(type: RecordTypeView): readonly FieldView[] {
  const seen = type.fields.filter((field) => field.disclosureAtMost !== 'withheld');
  const title = seen.filter((field) => field.name === type.titleField);
  const facts = seen.filter((field) => field.type === 'choice' && field.sensitivity <= 2);
  return [...title, ...facts.slice(0, FACTS)];
}
