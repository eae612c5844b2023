import Button from 'antd/es/button';
import type { ReactNode } from 'react';
import type { LogEntry } from '../../../src/contract/access-log.ts';
import { useAppWords } from '../locale/words.ts';
import type { LogFilters } from './log-filters.ts';
import { useLogWords } from './words.ts';

/** Everything else that an entry holds. */
export function LogFacts({ entry, onNarrow }: { entry: LogEntry; onNarrow?: (filters: LogFilters) => void }) {
  const say = useLogWords();
  const app = useAppWords();
  const note = entry.note === null ? [] : Object.entries(entry.note);
  return (
    <dl className="facts">
      <Fact name={say('fact.index')}>{entry.index}</Fact>
      <Fact name={say('fact.id')}>
        <code>{entry.id}</code>
      </Fact>
      <Fact name={say('fact.door')}>{say.code('door', entry.door)}</Fact>
      {entry.office !== null && <Fact name={say('fact.office')}>{app.code('office', entry.office)}</Fact>}
      {entry.assignments.length > 0 && (
        <Fact name={say('fact.assignments')}>{entry.assignments.join(' / ')}</Fact>
      )}
      {entry.client !== null && <Fact name={say('fact.client')}>{entry.client}</Fact>}
      {entry.network !== null && (
        <Fact name={say('fact.network')}>
          <code>{entry.network}</code>
        </Fact>
      )}
      {entry.reason !== null && <Fact name={say('fact.reason')}>{entry.reason}</Fact>}
      {entry.problem !== null && <Fact name={say('fact.problem')}>{entry.problem}</Fact>}
      {entry.rules.length > 0 && (
        <Fact name={say('fact.rules')}>
          <Codes codes={entry.rules} />
        </Fact>
      )}
      {entry.customers.length > 0 && (
        <Fact name={say('fact.customers')}>
          <Codes codes={entry.customers} />
        </Fact>
      )}
      {onNarrow && <Narrow entry={entry} onNarrow={onNarrow} />}
      {note.length > 0 && (
        <Fact name={say('fact.note')}>
          <Codes codes={note.map(([name, value]) => `${name}: ${value}`)} />
        </Fact>
      )}
    </dl>
  );
}

/** One click to all that a person did, or that happened to a customer. */
function Narrow({ entry, onNarrow }: { entry: LogEntry; onNarrow: (filters: LogFilters) => void }) {
  const say = useLogWords();
  const { person, customers } = entry;
  const [customer] = customers;
  if (person === null && customers.length !== 1) return null;
  return (
    <Fact name={say('fact.timeline')}>
      <span className="log-narrow">
        {person !== null && (
          <Button size="small" onClick={() => onNarrow({ person: person.id })}>
            {say('timeline.person', { person: person.name })}
          </Button>
        )}
        {customers.length === 1 && customer !== undefined && (
          <Button size="small" onClick={() => onNarrow({ customer })}>
            {say('timeline.customer')}
          </Button>
        )}
      </span>
    </Fact>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Codes({ codes }: { codes: readonly string[] }) {
  return (
    <>
      {codes.map((code) => (
        <code key={code} className="log-code">
          {code}
        </code>
      ))}
    </>
  );
}
