import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import Button from 'antd/es/button';
import Checkbox from 'antd/es/checkbox';
import Input from 'antd/es/input';
import { type FormEvent, useState } from 'react';
import type { SavedLogQuery, SavedLogQueryBody } from '../../../src/contract/log-queries.ts';
import { request } from '../../app/api/client.ts';
import type { LogFilters } from '../../app/log/log-filters.ts';
import { Popup } from '../../app/popup.tsx';
import { Answer } from '../../app/states/answer.tsx';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { useAccessLogWords } from './words.ts';

const QUERIES = ['log-queries'];
const NAME_MAX = 40;

/** Narrowings of the log that come back: one's own, and those that others share. */
export function SavedQueries({
  filters,
  onUse,
}: {
  filters: LogFilters;
  onUse: (filters: LogFilters) => void;
}) {
  const say = useAccessLogWords();
  const [open, setOpen] = useState(false);
  return (
    <Popup
      name={say('queries.title')}
      open={open}
      onOpenChange={setOpen}
      placement="bottomLeft"
      content={
        <Queries
          filters={filters}
          onUse={(saved) => {
            setOpen(false);
            onUse(saved);
          }}
        />
      }
    >
      <Button aria-expanded={open}>{say('queries.open')}</Button>
    </Popup>
  );
}

function Queries({ filters, onUse }: { filters: LogFilters; onUse: (filters: LogFilters) => void }) {
  const say = useAccessLogWords();
  const client = useQueryClient();
  /** Whose name and switch the form begins with, to be changed; each press begins it anew. */
  const [changed, setChanged] = useState<Readonly<{ query: SavedLogQuery | null; press: number }>>({
    query: null,
    press: 0,
  });
  const queries = useQuery({
    queryKey: QUERIES,
    queryFn: () => request<{ queries: SavedLogQuery[] }>('GET', '/log/queries'),
    staleTime: 0,
  });
  const removing = useMutation({
    mutationFn: (id: string) => request<void>('DELETE', `/log/queries/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: QUERIES }),
  });
  return (
    <div className="log-queries">
      <h2>{say('queries.title')}</h2>
      <Answer query={queries} rows={2}>
        {({ queries: all }) =>
          all.length === 0 ? (
            <p className="fact-quiet">{say('queries.none')}</p>
          ) : (
            <ul>
              {all.map((query) => (
                <li key={query.id}>
                  <SavedQuery
                    query={query}
                    onUse={() => onUse(query.filter as LogFilters)}
                    onChange={() => setChanged(({ press }) => ({ query, press: press + 1 }))}
                    onRemove={() => removing.mutate(query.id)}
                  />
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
      {removing.isError && <ProblemNotice error={removing.error} />}
      <SaveQuery key={changed.press} changed={changed.query} filters={filters} />
    </div>
  );
}

function SavedQuery({
  query,
  onUse,
  onChange,
  onRemove,
}: {
  query: SavedLogQuery;
  onUse: () => void;
  onChange: () => void;
  onRemove: () => void;
}) {
  const say = useAccessLogWords();
  return (
    <>
      <button type="button" className="log-query" onClick={onUse}>
        {query.name}
        <span className="fact-quiet">
          {query.own
            ? say(query.shared ? 'queries.own-shared' : 'queries.own')
            : say('queries.by', { owner: query.owner })}
        </span>
      </button>
      {query.own && (
        <>
          <button
            type="button"
            className="log-query-tool"
            aria-label={say('queries.change', { query: query.name })}
            onClick={onChange}
          >
            <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
              <path d="M3 13l.6-2.8L10.8 3l2.2 2.2L5.8 12.4z" />
            </svg>
          </button>
          <button
            type="button"
            className="log-query-tool"
            aria-label={say('queries.remove', { query: query.name })}
            onClick={onRemove}
          >
            <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
              <path d="M4 4l8 8M12 4l-8 8" />
            </svg>
          </button>
        </>
      )}
    </>
  );
}

/** Keeps the narrowing that stands on the page, under a new name or in the place of an own one. */
function SaveQuery({ changed, filters }: { changed: SavedLogQuery | null; filters: LogFilters }) {
  const say = useAccessLogWords();
  const client = useQueryClient();
  const [name, setName] = useState(changed?.name ?? '');
  const [shared, setShared] = useState(changed?.shared ?? false);
  const isAll = Object.keys(filters).length === 0;
  const saving = useMutation({
    mutationFn: () => {
      const body: SavedLogQueryBody = { name: name.trim(), shared, filter: filters };
      return request<SavedLogQuery>('POST', '/log/queries', { body });
    },
    onSuccess: async () => {
      setName('');
      setShared(false);
      await client.invalidateQueries({ queryKey: QUERIES });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') saving.mutate();
  };
  return (
    <form className="save-query" onSubmit={submit}>
      <p className="fact-quiet">{say(isAll ? 'queries.line-all' : 'queries.line')}</p>
      <div className="save-query-name">
        <Input
          value={name}
          maxLength={NAME_MAX}
          autoComplete="off"
          aria-label={say('queries.name')}
          placeholder={say('queries.name')}
          onChange={(event) => {
            setName(event.target.value);
            saving.reset();
          }}
        />
        <Button htmlType="submit" loading={saving.isPending} disabled={name.trim() === ''}>
          {say('queries.save')}
        </Button>
      </div>
      <Checkbox checked={shared} onChange={(event) => setShared(event.target.checked)}>
        {say('queries.shared')}
      </Checkbox>
      <span role="status" className="fact-quiet">
        {saving.isSuccess && say('queries.saved')}
      </span>
      {saving.isError && <ProblemNotice error={saving.error} />}
    </form>
  );
}
