import Checkbox from 'antd/es/checkbox';
import type { ReviewItem } from '../../../src/contract/reviews.ts';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { Sensitivity } from '../../app/sensitivity.tsx';
import { TableScroll } from '../../app/table-scroll.tsx';
import { useReviewsWords } from './words.ts';

/** What is reviewed, since when it is held and used, what others do, what is advised, and what was decided. */
export function ItemTable({
  name,
  items,
  ticked,
  onTick,
}: {
  name: string;
  items: readonly ReviewItem[];
  ticked?: readonly number[];
  onTick?: (ids: readonly number[]) => void;
}) {
  const say = useReviewsWords();
  const all = ticked !== undefined && items.every(({ id }) => ticked.includes(id));
  return (
    <TableScroll name={name}>
      <table className="table review-items">
        <thead>
          <tr>
            {onTick && (
              <th scope="col">
                <Checkbox
                  aria-label={say('items.choose-all')}
                  checked={all}
                  onChange={(event) => onTick(event.target.checked ? items.map(({ id }) => id) : [])}
                />
              </th>
            )}
            <th scope="col">{say('column.person')}</th>
            <th scope="col">{say('column.what')}</th>
            <th scope="col">{say('column.use')}</th>
            <th scope="col">{onTick ? say('column.advice') : say('column.decision')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <Row
              key={item.id}
              item={item}
              {...(onTick && ticked
                ? {
                    ticked: ticked.includes(item.id),
                    onTick: (on: boolean) =>
                      onTick(on ? [...ticked, item.id] : ticked.filter((id) => id !== item.id)),
                  }
                : {})}
            />
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

function Row({
  item,
  ticked,
  onTick,
}: {
  item: ReviewItem;
  ticked?: boolean;
  onTick?: (on: boolean) => void;
}) {
  const say = useReviewsWords();
  const label = useLabel();
  const format = useFormat();
  const { facts, kind } = item;
  const used =
    facts.lastUsed === null
      ? say('items.never')
      : say('items.used', { day: format.day(facts.lastUsed), days: facts.days });
  return (
    <tr>
      {onTick && (
        <td>
          <Checkbox
            aria-label={say('items.choose', { what: `${item.person.name} ${label(item.label)}` })}
            checked={ticked === true}
            onChange={(event) => onTick(event.target.checked)}
          />
        </td>
      )}
      <td>
        <span className="finding-who">
          {item.person.name} {item.post && <span className="fact-quiet">{label(item.post)}</span>}
        </span>
      </td>
      <td>
        <strong>{say(`item.${kind}`)}</strong> {kind !== 'assignment' && label(item.label)}
        {facts.rights.length > 0 && <Rights rights={facts.rights} />}
        {facts.fields.length > 0 && (
          <p className="fact-quiet">
            {say('items.fields', { used: facts.fieldsUsed.length, all: facts.fields.length })}
          </p>
        )}
      </td>
      <td>
        {used}
        <p className="fact-quiet">
          {say('items.since', { day: format.day(new Date(facts.since).toISOString()) })}
          {kind === 'rule' || kind === 'grant'
            ? ` · ${say('items.peers', { having: facts.peersHaving, peers: facts.peers })}`
            : ''}
        </p>
      </td>
      <td>{item.decision === null ? <Advice item={item} /> : <Decision decision={item.decision} />}</td>
    </tr>
  );
}

/** By category: when it was last used, and how many in the same post use it. */
function Rights({ rights }: { rights: ReviewItem['facts']['rights'] }) {
  const say = useReviewsWords();
  const app = useAppWords();
  const format = useFormat();
  return (
    <details>
      <summary>
        {say('items.rights', {
          all: rights.length,
          unused: rights.filter(({ verdict }) => verdict === 'unused').length,
        })}
      </summary>
      <ul className="review-rights">
        {rights.map((right) => (
          <li key={`${right.recordType} ${right.category}`}>
            {right.recordType} · {app.code('category', right.category)}{' '}
            <Sensitivity value={right.sensitivity} quiet />{' '}
            <span className="fact-quiet">
              {right.lastUsed === null
                ? say('items.never')
                : say('items.used', { day: format.day(right.lastUsed), days: right.days })}
              {right.peersUsing === null ? '' : ` · ${say('items.peers-using', { count: right.peersUsing })}`}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Advice({ item }: { item: ReviewItem }) {
  const say = useReviewsWords();
  const { verdict, because } = item.advice;
  return (
    <>
      <span className={`chip advice-${verdict}`}>
        {say('advice', { verdict: say(`verdict.${verdict}`) })}
      </span>
      <p className="fact-quiet">{say(`because.${because}`)}</p>
      {!item.canDecide && (
        <p className="fact-quiet">
          {say('items.reviewers', { names: item.reviewers.map(({ name }) => name).join(' / ') })}
        </p>
      )}
    </>
  );
}

function Decision({ decision }: { decision: NonNullable<ReviewItem['decision']> }) {
  const say = useReviewsWords();
  const format = useFormat();
  const { verdict, effect, by, at, reason } = decision;
  return (
    <>
      <span className={`chip advice-${verdict}`}>{say(`verdict.${verdict}`)}</span> {say(`effect.${effect}`)}
      <p className="fact-quiet">
        {by?.name ?? say('decided.by-deadline')} · {format.instant(at)}
      </p>
      {reason !== null && <p className="review-text">{reason}</p>}
    </>
  );
}
