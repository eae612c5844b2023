import Button from 'antd/es/button';
import Input from 'antd/es/input';
import Select from 'antd/es/select';
import { type FormEvent, useState } from 'react';
import type { LogQuery } from '../../../src/contract/access-log.ts';
import type { Label } from '../../../src/kernel/record-type.ts';
import { useCatalogue } from '../../app/api/catalogue.ts';
import { Entry } from '../../app/entry.tsx';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { zh as logZh } from '../../app/log/locale/zh.ts';
import type { LogFilters } from '../../app/log/log-filters.ts';
import { useLogWords } from '../../app/log/words.ts';
import { usePeople } from './access-log-api.ts';
import { useAccessLogWords } from './words.ts';

const KINDS = ['access', 'change', 'administration', 'sign-in'] as const;
const OUTCOMES = ['released', 'refused', 'failed'] as const;
const DOORS = ['http', 'cli', 'job'] as const;
type LogDoor = (typeof DOORS)[number];
const isDoor = (text: string): text is LogDoor => (DOORS as readonly string[]).includes(text);
/** Every act that the log has words for. */
const ACTIONS = Object.keys(logZh).flatMap((key) => (key.startsWith('action.') ? [key.slice(7)] : []));
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

type Draft = {
  kind: LogQuery['kind'] | null;
  outcome: LogQuery['outcome'] | null;
  person: string;
  from: string;
  until: string;
  purpose: string;
  action: string;
  recordType: string;
  field: string;
  customer: string;
  door: string;
};

const EMPTY: Draft = {
  kind: null,
  outcome: null,
  person: '',
  from: '',
  until: '',
  purpose: '',
  action: '',
  recordType: '',
  field: '',
  customer: '',
  door: '',
};

function draftOf(filters: LogFilters): Draft {
  const local = (iso: string | undefined) => {
    if (iso === undefined) return '';
    const at = new Date(iso);
    return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  };
  const { kind, outcome, person, from, until, purpose, action, recordType, field, customer } = filters;
  return {
    kind: kind ?? null,
    outcome: outcome ?? null,
    person: person === undefined ? '' : String(person),
    from: local(from),
    until: local(until),
    purpose: purpose ?? '',
    action: action ?? '',
    recordType: recordType ?? '',
    field: field ?? '',
    customer: customer ?? '',
    door: filters.door ?? '',
  };
}

function instantOf(local: string): string | null {
  const date = new Date(local);
  return local === '' || Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** The draft as the server takes it: only what was filled in. */
function filtersOf(draft: Draft): LogFilters {
  const from = instantOf(draft.from);
  const until = instantOf(draft.until);
  const person = Number.parseInt(draft.person, 10);
  return {
    ...(draft.kind ? { kind: draft.kind } : {}),
    ...(draft.outcome ? { outcome: draft.outcome } : {}),
    ...(Number.isNaN(person) ? {} : { person }),
    ...(from === null ? {} : { from }),
    ...(until === null ? {} : { until }),
    ...(draft.purpose.trim() === '' ? {} : { purpose: draft.purpose.trim() }),
    ...(draft.action.trim() === '' ? {} : { action: draft.action.trim() }),
    ...(draft.recordType.trim() === '' ? {} : { recordType: draft.recordType.trim() }),
    ...(draft.field.trim() === '' ? {} : { field: draft.field.trim() }),
    ...(isDoor(draft.door) ? { door: draft.door } : {}),
    ...(UUID.test(draft.customer.trim()) ? { customer: draft.customer.trim().toLowerCase() } : {}),
  };
}

export function LogFilterBar({
  initial,
  onChange,
}: {
  initial: LogFilters;
  onChange: (filters: LogFilters) => void;
}) {
  const say = useAccessLogWords();
  const app = useAppWords();
  const [draft, setDraft] = useState<Draft>(() => draftOf(initial));
  const { purpose, action, recordType, field, customer, door } = initial;
  const [more, setMore] = useState(
    (purpose ?? action ?? recordType ?? field ?? customer ?? door) !== undefined,
  );
  const customerInvalid = draft.customer.trim() !== '' && !UUID.test(draft.customer.trim());
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!customerInvalid) onChange(filtersOf(draft));
  };
  return (
    <form className="log-filters" onSubmit={submit} aria-label={say('filters')}>
      <MainEntries draft={draft} onChange={change} />
      {more && <MoreEntries draft={draft} onChange={change} customerInvalid={customerInvalid} />}
      <div className="log-filter-actions">
        <Button type="primary" htmlType="submit" disabled={customerInvalid}>
          {app('do.apply')}
        </Button>
        <Button
          onClick={() => {
            setDraft(EMPTY);
            onChange({});
          }}
        >
          {app('do.clear')}
        </Button>
        <Button type="link" aria-expanded={more} onClick={() => setMore(!more)}>
          {say(more ? 'filters.less' : 'filters.more')}
        </Button>
      </div>
    </form>
  );
}

type EntriesProps = { draft: Draft; onChange: (part: Partial<Draft>) => void };

function MainEntries({ draft, onChange }: EntriesProps) {
  const say = useAccessLogWords();
  const log = useLogWords();
  return (
    <>
      <PersonEntry draft={draft} onChange={onChange} />
      <Entry name={say('filter.kind')}>
        {(id) => (
          <>
            <Select
              id={id}
              aria-label={say('filter.kind')}
              allowClear
              placeholder={say('filter.any')}
              value={draft.kind}
              options={KINDS.map((value) => ({ value, label: log(`kind.${value}`) }))}
              onChange={(kind) => onChange({ kind: kind ?? null })}
            />
          </>
        )}
      </Entry>
      <Entry name={say('filter.outcome')}>
        {(id) => (
          <>
            <Select
              id={id}
              aria-label={say('filter.outcome')}
              allowClear
              placeholder={say('filter.any')}
              value={draft.outcome}
              options={OUTCOMES.map((value) => ({ value, label: log(`outcome.${value}`) }))}
              onChange={(outcome) => onChange({ outcome: outcome ?? null })}
            />
          </>
        )}
      </Entry>
      {(['from', 'until'] as const).map((name) => (
        <Entry key={name} name={say(`filter.${name}`)}>
          {(id) => (
            <>
              <Input
                id={id}
                type="datetime-local"
                aria-label={say(`filter.${name}`)}
                value={draft[name]}
                onChange={(event) => onChange({ [name]: event.target.value })}
              />
            </>
          )}
        </Entry>
      ))}
    </>
  );
}

function PersonEntry({ draft, onChange }: EntriesProps) {
  const say = useAccessLogWords();
  const people = usePeople();
  if (people.data === undefined) {
    return (
      <Entry name={say('filter.person.id')}>
        {(id) => (
          <>
            <Input
              id={id}
              inputMode="numeric"
              aria-label={say('filter.person.id')}
              value={draft.person}
              onChange={(event) => onChange({ person: event.target.value })}
            />
          </>
        )}
      </Entry>
    );
  }
  return (
    <Entry name={say('filter.person')}>
      {(id) => (
        <>
          <Select
            id={id}
            aria-label={say('filter.person')}
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={say('filter.any')}
            value={draft.person === '' ? null : draft.person}
            options={people.data.map((person) => ({
              value: String(person.id),
              label: `${person.name} ${person.login}`,
            }))}
            onChange={(person) => onChange({ person: person ?? '' })}
          />
        </>
      )}
    </Entry>
  );
}

function MoreEntries({ draft, onChange, customerInvalid }: EntriesProps & { customerInvalid: boolean }) {
  const say = useAccessLogWords();
  const log = useLogWords();
  const label = useLabel();
  const catalogue = useCatalogue().data;
  const types = catalogue?.recordTypes ?? [];
  const named = (name: string, of: Label) => ({ value: name, label: label(of) });
  const within = types.filter(({ name }) => draft.recordType === '' || name === draft.recordType);
  const choosers = [
    ['door', say('filter.door'), DOORS.map((door) => ({ value: door, label: log(`door.${door}`) }))],
    [
      'action',
      say('filter.action'),
      ACTIONS.map((name) => ({ value: name, label: log.code('action', name) })),
    ],
    [
      'purpose',
      say('filter.purpose'),
      (catalogue?.purposes ?? []).map((purpose) => named(purpose.code, purpose.label)),
    ],
    ['recordType', say('filter.record-type'), types.map((type) => named(type.name, type.label))],
    [
      'field',
      say('filter.field'),
      [
        ...new Map(
          within.flatMap(({ fields }) => fields.map((field) => [field.name, field.label])),
        ).entries(),
      ].map(([name, of]) => named(name, of)),
    ],
  ] as const;
  return (
    <>
      {choosers.map(([name, words, options]) => (
        <Entry key={name} name={words}>
          {(id) => (
            <Select
              id={id}
              aria-label={words}
              allowClear
              showSearch={{ optionFilterProp: 'label' }}
              placeholder={say('filter.any')}
              value={draft[name] === '' ? null : draft[name]}
              options={optionsWith(options, draft[name])}
              onChange={(chosen) => onChange({ [name]: chosen ?? '' })}
            />
          )}
        </Entry>
      ))}
      <Entry name={say('filter.customer')} className="entry-wide">
        {(id) => (
          <>
            <Input
              id={id}
              aria-label={say('filter.customer')}
              spellCheck={false}
              maxLength={36}
              value={draft.customer}
              aria-invalid={customerInvalid}
              {...(customerInvalid ? { status: 'error' as const } : {})}
              onChange={(event) => onChange({ customer: event.target.value })}
            />
            {customerInvalid && <span className="entry-problem">{say('filter.customer.invalid')}</span>}
          </>
        )}
      </Entry>
    </>
  );
}

type Option = Readonly<{ value: string; label: string }>;

/** What entries of former times name and nobody does any more stays choosable by its code. */
function optionsWith(options: readonly Option[], chosen: string): Option[] {
  if (chosen === '' || options.some(({ value }) => value === chosen)) return [...options];
  return [...options, { value: chosen, label: chosen }];
}
