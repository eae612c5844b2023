import { useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import Button from 'antd/es/button';
import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import type { OpenedRecord } from '../../../src/contract/recent.ts';
import type { ListAnswer } from '../../../src/contract/records.ts';
import { request } from '../../app/api/client.ts';
import { CUSTOMER_DATA } from '../../app/api/query-client.ts';
import { DisclosureBadge } from '../../app/disclosure/badge.tsx';
import { FieldValue } from '../../app/disclosure/value.tsx';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { Answer } from '../../app/states/answer.tsx';
import { useHomeWords } from './words.ts';

const SHOWN_MAX = 8;
const RECENT = ['recent'];

/** What the reader opened lately. The server keeps ids; what they are called is read now, and on record. */
export function RecentRecords({ types, purpose }: { types: readonly RecordTypeView[]; purpose: string }) {
  const say = useHomeWords();
  const client = useQueryClient();
  const recent = useQuery({
    queryKey: RECENT,
    queryFn: () => request<{ records: OpenedRecord[] }>('GET', '/recent'),
    staleTime: 0,
  });
  const forgetting = useMutation({
    mutationFn: () => request<void>('DELETE', '/recent'),
    onSuccess: () => client.invalidateQueries({ queryKey: RECENT }),
  });
  return (
    <section className="sheet sheet-pad">
      <div className="recent-head">
        <h2>{say('recent.title')}</h2>
        {(recent.data?.records.length ?? 0) > 0 && (
          <Button size="small" type="text" loading={forgetting.isPending} onClick={() => forgetting.mutate()}>
            {say('recent.forget')}
          </Button>
        )}
      </div>
      <Answer query={recent} rows={3}>
        {({ records }) => <Opened records={records} types={types} purpose={purpose} />}
      </Answer>
    </section>
  );
}

type Titled = Readonly<{ type: RecordTypeView; opened: OpenedRecord; answer: ListAnswer }>;

function Opened({
  records,
  types,
  purpose,
}: {
  records: readonly OpenedRecord[];
  types: readonly RecordTypeView[];
  purpose: string;
}) {
  const say = useHomeWords();
  const known = types.filter((type) => records.some(({ recordType }) => recordType === type.name));
  const answers = useQueries({
    queries: known.map((type) => {
      const ids = records.filter(({ recordType }) => recordType === type.name).map(({ id }) => id);
      return {
        queryKey: [CUSTOMER_DATA, purpose, 'recent', type.name, ids],
        queryFn: () =>
          request<ListAnswer>('POST', `/records/${type.name}/query`, {
            body: { ids, fields: titleOf(type), limit: ids.length },
            purpose,
          }),
      };
    }),
  });
  const titled = records.flatMap((opened): Titled[] => {
    const at = known.findIndex((type) => type.name === opened.recordType);
    const type = known[at];
    const answer = answers[at]?.data;
    const isThere = answer?.records.some(({ id }) => id === opened.id);
    return type && answer && isThere ? [{ type, opened, answer }] : [];
  });
  if (answers.some(({ isPending }) => isPending)) return null;
  if (titled.length === 0) return <p className="fact-quiet">{say('recent.none')}</p>;
  return (
    <ul className="mine">
      {titled.slice(0, SHOWN_MAX).map((each) => (
        <One key={each.opened.id} {...each} />
      ))}
    </ul>
  );
}

function One({ type, opened, answer }: Titled) {
  const label = useLabel();
  const format = useFormat();
  const record = answer.records.find(({ id }) => id === opened.id);
  const title = type.fields.find(({ name }) => name === type.titleField);
  const disclosure =
    record?.disclosures?.[type.titleField] ?? answer.disclosures[type.titleField] ?? 'withheld';
  return (
    <li>
      <Link to="/records/$type/$id" params={{ type: type.name, id: opened.id }}>
        {title === undefined || disclosure === 'withheld' ? (
          opened.id.slice(-8)
        ) : (
          <FieldValue
            field={title}
            value={record?.values[title.name]}
            disclosure={disclosure}
            linked={false}
          />
        )}
      </Link>
      {title !== undefined && disclosure !== 'shown' && <DisclosureBadge disclosure={disclosure} quiet />}
      <span className="mine-fact">{label(type.label)}</span>
      <span className="mine-fact">{format.instant(opened.openedAt)}</span>
    </li>
  );
}

function titleOf(type: RecordTypeView): readonly string[] {
  const title = type.fields.find(({ name }) => name === type.titleField);
  return title === undefined || title.disclosureAtMost === 'withheld' ? [] : [title.name];
}
