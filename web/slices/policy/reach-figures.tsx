import Button from 'antd/es/button';
import type { PreviewRequest, ReachAnswer } from '../../../src/contract/policy.ts';
import { useCatalogue } from '../../app/api/catalogue.ts';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { useOrganisation, usePolicyReach } from './policy-api.ts';
import { usePolicyWords } from './words.ts';

/** The effect of a change in numbers of customers; counted when asked for, because asking goes on record. */
export function ReachFigures({ change }: { change: Partial<PreviewRequest> }) {
  const say = usePolicyWords();
  const reach = usePolicyReach();
  return (
    <div className="reach">
      {reach.data === undefined ? (
        <>
          <Button size="small" loading={reach.isPending} onClick={() => reach.mutate(change)}>
            {say('reach.ask')}
          </Button>
          <p className="fact-quiet">{say('reach.line')}</p>
        </>
      ) : (
        <>
          <h4>{say('reach.title')}</h4>
          <ul>
            {reach.data.groups.map((group) => (
              <Figure
                key={`${group.direction} ${group.recordType} ${group.positions.join()}`}
                group={group}
              />
            ))}
          </ul>
          {!reach.data.complete && <p className="fact-quiet">{say('reach.cut')}</p>}
        </>
      )}
      {reach.isError && <ProblemNotice error={reach.error} />}
    </div>
  );
}

function Figure({ group }: { group: ReachAnswer['groups'][number] }) {
  const say = usePolicyWords();
  const label = useLabel();
  const format = useFormat();
  const positions = useOrganisation().data?.positions ?? [];
  const types = useCatalogue().data?.recordTypes ?? [];
  const nameOf = (code: string) => {
    const known = positions.find((position) => position.code === code);
    return known ? label(known.name) : code;
  };
  const type = types.find(({ name }) => name === group.recordType);
  const held = group.positions.length === 0 ? say('reach.nobody') : group.positions.map(nameOf).join(' / ');
  return (
    <li>
      <span>
        {say('reach.who', { positions: held, people: format.integer(group.people) })}
        <span className="fact-quiet">
          {' '}
          {type ? label(type.label) : group.recordType} · {say(`reach.${group.direction}`)}
        </span>
      </span>
      <strong>{say(`reach.${group.told}`, { count: format.integer(group.customers ?? 0) })}</strong>
    </li>
  );
}
