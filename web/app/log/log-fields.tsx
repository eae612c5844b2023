import type { LogEntry } from '../../../src/contract/access-log.ts';
import type { Label } from '../../../src/kernel/record-type.ts';
import { DisclosureBadge } from '../disclosure/badge.tsx';
import { useLabel } from '../i18n.ts';
import { useLogWords } from './words.ts';

/** A record type with the names of its fields, as far as the reader may know them. */
export type NamedType = Readonly<{
  name: string;
  label: Label;
  fields: readonly Readonly<{ name: string; label: Label }>[];
}>;

const NAMED = 4;

/** Which fields an entry speaks of, by what became of them; a long list is cut, and whole in its tooltip. */
export function LogFields({ entry, type }: { entry: LogEntry; type: NamedType | undefined }) {
  const say = useLogWords();
  const label = useLabel();
  const nameOf = (field: string) => {
    // A searched field is named with the operator by which it was searched, after a space.
    const [name = field, by] = field.split(' ');
    const known = type?.fields.find((each) => each.name === name);
    const words = known ? label(known.label) : name;
    return by === undefined ? words : say('fields.by', { field: words, by: say.code('by', by) });
  };
  const groups = [
    ['searched', entry.searched],
    ['changed', entry.changed],
    ['shown', entry.shown],
    ['masked', entry.masked],
    ['summary', entry.summary],
  ] as const;
  const present = groups.filter(([, fields]) => fields.length > 0);
  if (present.length === 0) return <span className="fact-quiet">{say('fields.none')}</span>;
  return (
    <ul className="log-fields">
      {present.map(([group, fields]) => {
        const names = fields.map(nameOf);
        const more = names.length > NAMED ? ` ${say('fields.more', { count: names.length })}` : '';
        return (
          <li key={group}>
            {group === 'searched' || group === 'changed' ? (
              <span className="log-verb">{say(`fields.${group}`)}</span>
            ) : (
              <DisclosureBadge disclosure={group} />
            )}{' '}
            <span title={names.join(' · ')}>{names.slice(0, NAMED).join(' · ') + more}</span>
          </li>
        );
      })}
    </ul>
  );
}
