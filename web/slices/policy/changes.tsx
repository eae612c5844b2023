import Button from 'antd/es/button';
import { useState } from 'react';
import type { PolicyHistory, PolicyView } from '../../../src/contract/policy.ts';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { Answer } from '../../app/states/answer.tsx';
import { BlankState } from '../../app/states/blank-state.tsx';
import { TableScroll } from '../../app/table-scroll.tsx';
import { usePanel } from './editing.ts';
import { usePolicyHistory } from './policy-api.ts';
import { usePolicyWords } from './words.ts';

const SHOWN_AT_FIRST = 50;

/** Who changed which rule or purpose, when, the newest first. */
export function Changes({ policy }: { policy: PolicyView }) {
  const say = usePolicyWords();
  const history = usePolicyHistory();
  return (
    <Answer query={history} rows={8}>
      {({ changes }) =>
        changes.length === 0 ? (
          <BlankState drawing="empty" title={say('changes.none')} />
        ) : (
          <ChangeTable policy={policy} changes={changes} />
        )
      }
    </Answer>
  );
}

function ChangeTable({ policy, changes }: { policy: PolicyView; changes: PolicyHistory['changes'] }) {
  const say = usePolicyWords();
  const [all, setAll] = useState(false);
  return (
    <section className="sheet">
      <TableScroll name={say('tab.changes')}>
        <table className="table table-wrap">
          <thead>
            <tr>
              <th scope="col">{say('changes.at')}</th>
              <th scope="col">{say('changes.what')}</th>
              <th scope="col">{say('changes.version')}</th>
              <th scope="col">{say('changes.by')}</th>
              <th scope="col">
                <span className="unseen">{say('versions.compare')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {(all ? changes : changes.slice(0, SHOWN_AT_FIRST)).map((change) => (
              <ChangeRow
                key={`${change.kind} ${change.id} ${change.version}`}
                policy={policy}
                change={change}
              />
            ))}
          </tbody>
        </table>
      </TableScroll>
      {!all && changes.length > SHOWN_AT_FIRST && (
        <div className="changes-more">
          <Button onClick={() => setAll(true)}>{say('changes.all', { count: changes.length })}</Button>
        </div>
      )}
    </section>
  );
}

function ChangeRow({ policy, change }: { policy: PolicyView; change: PolicyHistory['changes'][number] }) {
  const say = usePolicyWords();
  const label = useLabel();
  const format = useFormat();
  const open = usePanel();
  const rule = change.kind === 'rule' ? policy.rules.find(({ id }) => id === change.id) : undefined;
  const purpose =
    change.kind === 'purpose' ? policy.purposes.find(({ code }) => code === change.id) : undefined;
  const name = rule?.name ?? purpose?.label;
  return (
    <tr>
      <td className="nowrap">{format.instant(change.at)}</td>
      <td>
        <span className="chip">{say(`changes.${change.kind}`)}</span> {name ? label(name) : change.id}{' '}
        {change.removed && <span className="chip">{say('versions.removed')}</span>}
      </td>
      <td>
        <code>
          {change.id}@{change.version}
        </code>
      </td>
      <td>{change.person?.name ?? say('versions.installation')}</td>
      <td className="cell-end">
        <Button
          size="small"
          aria-label={say('versions.of', { id: `${change.id}@${change.version}` })}
          onClick={() => open({ kind: 'versions', of: change.kind, id: change.id })}
        >
          {say('versions.open')}
        </Button>
      </td>
    </tr>
  );
}
