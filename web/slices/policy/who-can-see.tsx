import Button from 'antd/es/button';
import Select from 'antd/es/select';
import { type FormEvent, useState } from 'react';
import type { PolicyView, WhoCanSeeAnswer, WhoCanSeeQuery } from '../../../src/contract/policy.ts';
import { useCatalogue } from '../../app/api/catalogue.ts';
import { DisclosureBadge } from '../../app/disclosure/badge.tsx';
import { Entry } from '../../app/entry.tsx';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { Answer } from '../../app/states/answer.tsx';
import { BlankState } from '../../app/states/blank-state.tsx';
import { TableScroll } from '../../app/table-scroll.tsx';
import { useWhoCanSee } from './policy-api.ts';
import { usePolicySentences } from './policy-words.ts';
import { usePolicyWords } from './words.ts';

/** For one field: who sees it, under which purposes, and how much at most. */
export function WhoCanSee({ policy }: { policy: PolicyView }) {
  const say = usePolicyWords();
  const [query, setQuery] = useState<WhoCanSeeQuery | null>(null);
  const answer = useWhoCanSee(query);
  return (
    <section className="sheet">
      <p className="sheet-line see-line">{say('see.line')}</p>
      <Question policy={policy} onAsk={setQuery} />
      {query !== null && (
        <Answer query={answer}>{(found) => <People policy={policy} people={found.people} />}</Answer>
      )}
    </section>
  );
}

function Question({ policy, onAsk }: { policy: PolicyView; onAsk: (query: WhoCanSeeQuery) => void }) {
  const say = usePolicyWords();
  const label = useLabel();
  const types = useCatalogue().data?.recordTypes ?? [];
  const [recordType, setRecordType] = useState<string | null>(null);
  const [field, setField] = useState<string | null>(null);
  const [purpose, setPurpose] = useState<string | null>(null);
  const fields = types.find((each) => each.name === recordType)?.fields ?? [];
  const complete = recordType !== null && field !== null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete) onAsk({ recordType, field, ...(purpose === null ? {} : { purpose }) });
  };
  return (
    <form className="see-question" onSubmit={submit}>
      <Entry name={say('see.type')}>
        {(id) => (
          <Select
            id={id}
            aria-label={say('see.type')}
            showSearch={{ optionFilterProp: 'label' }}
            value={recordType}
            options={types.map((each) => ({ value: each.name, label: label(each.label) }))}
            onChange={(value) => {
              setRecordType(value);
              setField(null);
            }}
          />
        )}
      </Entry>
      <Entry name={say('see.field')}>
        {(id) => (
          <Select
            id={id}
            aria-label={say('see.field')}
            showSearch={{ optionFilterProp: 'label' }}
            disabled={recordType === null}
            value={field}
            options={fields.map((each) => ({ value: each.name, label: label(each.label) }))}
            onChange={(value) => setField(value)}
          />
        )}
      </Entry>
      <Entry name={say('see.purpose')}>
        {(id) => (
          <>
            <Select
              id={id}
              aria-label={say('see.purpose')}
              allowClear
              placeholder={say('any')}
              value={purpose}
              options={policy.purposes.map((each) => ({ value: each.code, label: label(each.label) }))}
              onChange={(value) => setPurpose(value ?? null)}
            />
          </>
        )}
      </Entry>
      <Button type="primary" htmlType="submit" disabled={!complete}>
        {say('see.ask')}
      </Button>
    </form>
  );
}

function People({ policy, people }: { policy: PolicyView; people: WhoCanSeeAnswer['people'] }) {
  const say = usePolicyWords();
  const format = useFormat();
  const sentences = usePolicySentences(policy);
  if (people.length === 0) return <BlankState drawing="locked" title={say('see.nobody')} />;
  return (
    <>
      <p className="sheet-line fact-quiet">{say('see.count', { count: format.integer(people.length) })}</p>
      <TableScroll name={say('tab.who')}>
        <table className="table table-wrap">
          <thead>
            <tr>
              <th scope="col">{say('see.person')}</th>
              <th scope="col">{say('see.most')}</th>
              <th scope="col">{say('see.records')}</th>
              <th scope="col">{say('see.purposes')}</th>
            </tr>
          </thead>
          <tbody>
            {people.map(({ person, disclosure, scopes, purposes, conditional }) => (
              <tr key={`${person.id} ${disclosure} ${purposes.join()}`}>
                <td className="nowrap">{person.name}</td>
                <td className="nowrap">
                  <DisclosureBadge disclosure={disclosure} />{' '}
                  {conditional && <span className="chip">{say('see.conditional')}</span>}
                </td>
                <td>{scopes.map((scope) => say(`scope.${scope}`)).join(say('who.or'))}</td>
                <td>{sentences.purposes(purposes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </>
  );
}
