import Button from 'antd/es/button';
import type { RequestChain } from '../../../src/contract/sharing.ts';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { saveCsv } from '../../app/save-csv.ts';
import { Answer } from '../../app/states/answer.tsx';
import { TableScroll } from '../../app/table-scroll.tsx';
import { useChain } from './sharing-api.ts';
import { useSharingWords } from './words.ts';

/** What was finally read through the grant, to be printed or taken along. */
export function Chain({ id }: { id: number }) {
  const say = useSharingWords();
  const chain = useChain(String(id), true);
  return (
    <section className="sheet">
      <h2 className="sheet-title">{say('chain.title')}</h2>
      <Answer query={chain} rows={3}>
        {(known) => <Reads chain={known} />}
      </Answer>
    </section>
  );
}

function Reads({ chain: { request, reads, complete } }: { chain: RequestChain }) {
  const say = useSharingWords();
  const format = useFormat();
  const labels = useFieldNames(request);
  const save = () => {
    const events = request.events.map(({ kind, at, by, text }) => [
      at,
      say(`event.${kind}`),
      by?.name ?? say('event.by-time'),
      text ?? '',
    ]);
    const rows = reads.map(({ at, fields, records, accessRecord }) => [
      at,
      fields.map(labels).join(' '),
      String(records),
      accessRecord,
    ]);
    saveCsv(say('chain.file', { id: request.id }), [...events, ...rows]);
  };
  return (
    <>
      {reads.length === 0 ? (
        <p className="sheet-line">{say('chain.none')}</p>
      ) : (
        <TableScroll name={say('chain.title')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{say('chain.at')}</th>
                <th scope="col">{say('chain.records')}</th>
                <th scope="col">{say('chain.fields')}</th>
                <th scope="col">{say('chain.entry')}</th>
              </tr>
            </thead>
            <tbody>
              {reads.map(({ at, fields, records, accessRecord }) => (
                <tr key={accessRecord}>
                  <td className="nowrap">{format.exactInstant(at)}</td>
                  <td>{format.integer(records)}</td>
                  <td>{fields.map(labels).join(', ')}</td>
                  <td>
                    <code>{accessRecord.slice(-12)}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      )}
      {!complete && <p className="sheet-line">{say('chain.more')}</p>}
      <div className="sharing-bulk sharing-noprint">
        <Button onClick={() => window.print()}>{say('chain.print')}</Button>
        <Button onClick={save}>{say('chain.export')}</Button>
      </div>
    </>
  );
}

function useFieldNames({ fields }: RequestChain['request']): (name: string) => string {
  const label = useLabel();
  const named = new Map(fields.map(({ name, label: words }) => [name, label(words)]));
  return (name) => named.get(name) ?? name;
}
