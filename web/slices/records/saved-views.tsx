import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { type FormEvent, useState } from 'react';
import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import type { Filter } from '../../../src/contract/records.ts';
import type { SavedView, SavedViewBody } from '../../../src/contract/views.ts';
import { request } from '../../app/api/client.ts';
import { usePurpose } from '../../app/api/session.ts';
import { changeList, useListState } from '../../app/find/list-memory.ts';
import { useLabel } from '../../app/i18n.ts';
import { Popup } from '../../app/popup.tsx';
import { Answer } from '../../app/states/answer.tsx';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { useRecordsWords } from './words.ts';

const VIEWS = ['views'];
const NAME_MAX = 40;
/** Above it a condition may be personal, and the server keeps none of those. */
const SENSITIVITY_MAX = 2;

/** Lists that the reader wants to find again. */
export function SavedViews({ type }: { type: RecordTypeView }) {
  const say = useRecordsWords();
  const [open, setOpen] = useState(false);
  return (
    <Popup
      name={say('views.title')}
      open={open}
      onOpenChange={setOpen}
      placement="bottomRight"
      content={<Views type={type} onUsed={() => setOpen(false)} />}
    >
      <Button aria-expanded={open}>{say('views.open')}</Button>
    </Popup>
  );
}

function Views({ type, onUsed }: { type: RecordTypeView; onUsed: () => void }) {
  const say = useRecordsWords();
  const client = useQueryClient();
  const views = useQuery({
    queryKey: VIEWS,
    queryFn: () => request<{ views: SavedView[] }>('GET', '/views'),
  });
  const removing = useMutation({
    mutationFn: (id: string) => request<void>('DELETE', `/views/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: VIEWS }),
  });
  return (
    <div className="saved-views">
      <h2>{say('views.title')}</h2>
      <Answer query={views} rows={2}>
        {({ views: all }) => {
          const own = all.filter((view) => view.recordType === type.name);
          if (own.length === 0) return <p className="fact-quiet">{say('views.none')}</p>;
          return (
            <ul>
              {own.map((view) => (
                <li key={view.id}>
                  <button
                    type="button"
                    className="saved-view"
                    aria-label={say('views.use', { view: view.name })}
                    onClick={() => {
                      openView(type, view);
                      onUsed();
                    }}
                  >
                    {view.name}
                  </button>
                  <button
                    type="button"
                    className="field-edit"
                    aria-label={say('views.remove', { view: view.name })}
                    onClick={() => removing.mutate(view.id)}
                  >
                    <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
                      <path d="M4 4l8 8M12 4l-8 8" />
                    </svg>
                  </button>
                </li>
              ))}
            </ul>
          );
        }}
      </Answer>
      {removing.isError && <ProblemNotice error={removing.error} />}
      <SaveView type={type} />
    </div>
  );
}

function SaveView({ type }: { type: RecordTypeView }) {
  const say = useRecordsWords();
  const label = useLabel();
  const client = useQueryClient();
  const purpose = usePurpose()?.code ?? '';
  const state = useListState(type.name);
  const [name, setName] = useState('');
  const isKept = (filter: Filter) => filter.operator === 'is-empty' || !isPersonal(type, filter);
  const lost = state.filters.filter((filter) => !isKept(filter));
  const saving = useMutation({
    mutationFn: () => {
      const body: SavedViewBody = {
        recordType: type.name,
        name: name.trim(),
        columns: state.columns === null ? null : [...state.columns],
        filters: state.filters.filter(isKept),
        sort: state.sort,
        mine: state.mine,
      };
      return request<SavedView>('POST', '/views', { body, purpose });
    },
    onSuccess: async () => {
      setName('');
      await client.invalidateQueries({ queryKey: VIEWS });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') saving.mutate();
  };
  return (
    <form className="save-view" onSubmit={submit}>
      {lost.length > 0 && (
        <p className="fact-quiet">
          {say('views.personal', {
            fields: lost
              .map(({ field }) => type.fields.find((each) => each.name === field)?.label ?? field)
              .map((known) => (typeof known === 'string' ? known : label(known)))
              .join(say('filter.list-separator')),
          })}
        </p>
      )}
      <div className="match-entry">
        <Input
          value={name}
          maxLength={NAME_MAX}
          autoComplete="off"
          aria-label={say('views.name')}
          placeholder={say('views.name')}
          onChange={(event) => {
            setName(event.target.value);
            saving.reset();
          }}
        />
        <Button htmlType="submit" loading={saving.isPending} disabled={name.trim() === ''}>
          {say('views.save')}
        </Button>
      </div>
      <span role="status" className="fact-quiet">
        {saving.isSuccess && say('views.saved')}
      </span>
      {saving.isError && <ProblemNotice error={saving.error} />}
    </form>
  );
}

function isPersonal(type: RecordTypeView, { field }: Filter): boolean {
  const known = type.fields.find((each) => each.name === field);
  return known === undefined || known.sensitivity > SENSITIVITY_MAX;
}

/** As much of a view as its owner may still ask for: under another purpose some of its conditions may be closed. */
function openView(type: RecordTypeView, view: SavedView): void {
  const isFindable = (name: string) => type.fields.some((each) => each.name === name && each.findable);
  const columns = view.columns?.filter((name) => type.fields.some((each) => each.name === name)) ?? null;
  changeList(type.name, {
    columns: columns !== null && columns.length === 0 ? null : columns,
    filters: view.filters.filter(({ field }) => isFindable(field)),
    sort: view.sort !== null && isFindable(view.sort.field) ? view.sort : null,
    mine: view.mine,
  });
}
