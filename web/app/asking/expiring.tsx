import { Link } from '@tanstack/react-router';
import { useFormat } from '../format.ts';
import { useLabel } from '../i18n.ts';
import './asking.css';
import { useRequests } from './asking-api.ts';
import { useAskingWords } from './words.ts';

const WEEK_MS = 7 * 86_400_000;

/** Own grants that end soon; nothing where there are none. */
export function Expiring() {
  const say = useAskingWords();
  const label = useLabel();
  const format = useFormat();
  const { data } = useRequests('mine');
  const soon = (data?.requests ?? []).flatMap((request) => {
    const { grant } = request;
    return grant?.inForce && Date.parse(grant.until) - Date.now() < WEEK_MS ? [{ ...request, grant }] : [];
  });
  if (soon.length === 0) return null;
  return (
    <section className="sheet sheet-pad">
      <h2>{say('expiring.title')}</h2>
      <ul className="expiring">
        {soon.map(({ id, purposeLabel, terms, records, grant }) => (
          <li key={id}>
            <Link to="/requests/$id" params={{ id: String(id) }}>
              {label(purposeLabel)} · {say('expiring.fields', { fields: terms.fields.length, records })}
            </Link>
            <span className="fact-quiet">
              {say('expiring.until', { until: format.instant(grant.until) })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
