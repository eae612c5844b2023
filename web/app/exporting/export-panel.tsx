import { Link } from '@tanstack/react-router';
import Alert from 'antd/es/alert';
import Button from 'antd/es/button';
import Checkbox from 'antd/es/checkbox';
import Input from 'antd/es/input';
import Select from 'antd/es/select';
import { type FormEvent, useState } from 'react';
import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import {
  EXPORT_FORMATS,
  type ExportFormat,
  type ExportOutlook,
  type ExportView,
} from '../../../src/contract/exports.ts';
import { AskButton } from '../asking/ask-button.tsx';
import { SidePanel } from '../dialog.tsx';
import { DisclosureBadge } from '../disclosure/badge.tsx';
import { Entry } from '../entry.tsx';
import { FormActions } from '../form-actions.tsx';
import { useFormat } from '../format.ts';
import { useLabel } from '../i18n.ts';
import { useAppWords } from '../locale/words.ts';
import { Answer } from '../states/answer.tsx';
import { ProblemNotice } from '../states/problem-notice.tsx';
import './exporting.css';
import { type Selection, useAskExport, useOutlook } from './exporting-api.ts';
import { useExportingWords } from './words.ts';

type FieldOutlook = ExportOutlook['fields'][number];

/** What of each field would leave, chosen and begun. */
export function ExportPanel({
  type,
  selection,
  onClose,
}: {
  type: RecordTypeView;
  selection: Selection;
  onClose: () => void;
}) {
  const say = useExportingWords();
  const label = useLabel();
  const format = useFormat();
  const outlook = useOutlook(selection);
  const [asked, setAsked] = useState<ExportView | null>(null);
  const title =
    selection.ids === undefined
      ? say('title', { type: label(type.label) })
      : say('title.chosen', { count: format.integer(selection.ids.length) });
  return (
    <SidePanel open onClose={onClose} title={title} size={560}>
      {asked !== null ? (
        <Begun export={asked} onClose={onClose} />
      ) : (
        <Answer query={outlook} rows={8}>
          {(known) => (
            <ExportForm
              type={type}
              selection={selection}
              outlook={known}
              onAsked={setAsked}
              onClose={onClose}
            />
          )}
        </Answer>
      )}
    </SidePanel>
  );
}

function Begun({ export: one, onClose }: { export: ExportView; onClose: () => void }) {
  const say = useExportingWords();
  const format = useFormat();
  return (
    <div className="exporting">
      <Alert
        type="success"
        showIcon
        role="status"
        title={say('asked', { number: format.integer(one.number) })}
        description={say('asked.line')}
      />
      <div className="form-actions">
        <Link to="/exports">{say('asked.go')}</Link>
        <Button onClick={onClose}>{say('asked.close')}</Button>
      </div>
    </div>
  );
}

const REASON_CHARACTERS_MIN = 5;

function ExportForm({
  type,
  selection,
  outlook,
  onAsked,
  onClose,
}: {
  type: RecordTypeView;
  selection: Selection;
  outlook: ExportOutlook;
  onAsked: (view: ExportView) => void;
  onClose: () => void;
}) {
  const say = useExportingWords();
  const leaving = outlook.fields.filter(({ leaves }) => leaves !== 'withheld');
  const staying = outlook.fields.filter(({ leaves }) => leaves === 'withheld');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(leaving.map(({ name }) => name)));
  const [fileFormat, setFileFormat] = useState<ExportFormat>('xlsx');
  const [reason, setReason] = useState('');
  const asking = useAskExport();
  const mustCarryMark = outlook.obligations.includes('watermark');
  const isReady = chosen.size > 0 && reason.trim().length >= REASON_CHARACTERS_MIN;
  const nothing = outlook.records.value === 0 || leaving.length === 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isReady || nothing || asking.isPending) return;
    const fields = leaving.map(({ name }) => name).filter((name) => chosen.has(name));
    asking.mutate({ ...selection, fields, format: fileFormat, reason }, { onSuccess: onAsked });
  };
  return (
    <form className="exporting" onSubmit={submit}>
      <p className="fact-quiet">{say('line')}</p>
      <Numbers outlook={outlook} />
      {leaving.length > 0 && (
        <FieldChoice type={type} leaving={leaving} chosen={chosen} onChosen={setChosen} />
      )}
      {staying.length > 0 && <Staying type={type} selection={selection} staying={staying} />}
      <Entry name={say('format')}>
        {(id) => (
          <Select
            id={id}
            aria-label={say('format')}
            value={fileFormat}
            options={EXPORT_FORMATS.filter((each) => each === 'xlsx' || !mustCarryMark).map((each) => ({
              value: each,
              label: say(`format.${each}`),
            }))}
            onChange={setFileFormat}
          />
        )}
      </Entry>
      <Entry name={say('reason')}>
        {(id) => (
          <>
            <Input.TextArea
              id={id}
              rows={2}
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
            <p className="fact-quiet">{say('reason.hint')}</p>
          </>
        )}
      </Entry>
      {asking.isError && <ProblemNotice error={asking.error} />}
      <FormActions
        submit={say('submit')}
        pending={asking.isPending}
        disabled={nothing || !isReady}
        onClose={onClose}
      />
    </form>
  );
}

function Numbers({ outlook: { records, limits, narrowedBy } }: { outlook: ExportOutlook }) {
  const say = useExportingWords();
  const format = useFormat();
  const word = records.value === 0 ? 'count.none' : records.atLeast ? 'count.at-least' : 'count';
  return (
    <>
      <p className="exporting-count">
        <strong>{say(word, { count: format.integer(records.value) })}</strong>
        {narrowedBy !== undefined && <span className="fact-quiet"> {say('narrowed')}</span>}
      </p>
      <p className="fact-quiet">
        {say('limits', {
          today: format.integer(limits.customersToday),
          most: format.integer(limits.customersPerDay),
          rows: format.integer(limits.rowsPerExport),
        })}{' '}
        {say(limits.stepUpSensitivity > 4 ? 'limits.step-up-rows' : 'limits.step-up', {
          rows: format.integer(limits.stepUpRows),
        })}
      </p>
    </>
  );
}

function FieldChoice({
  type,
  leaving,
  chosen,
  onChosen,
}: {
  type: RecordTypeView;
  leaving: readonly FieldOutlook[];
  chosen: ReadonlySet<string>;
  onChosen: (chosen: ReadonlySet<string>) => void;
}) {
  const say = useExportingWords();
  const app = useAppWords();
  const nameOf = useFieldName(type);
  const toggle = (name: string, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(name);
    else next.delete(name);
    onChosen(next);
  };
  return (
    <fieldset className="exporting-fields">
      <legend>{say('fields')}</legend>
      <p className="exporting-all">
        <Button size="small" onClick={() => onChosen(new Set(leaving.map(({ name }) => name)))}>
          {say('fields.all')}
        </Button>
        <Button size="small" onClick={() => onChosen(new Set())}>
          {say('fields.none')}
        </Button>
      </p>
      <ul>
        {leaving.map(({ name, sees, leaves, varies }) => (
          <li key={name}>
            <Checkbox checked={chosen.has(name)} onChange={(event) => toggle(name, event.target.checked)}>
              {nameOf(name)}
            </Checkbox>
            <span className="exporting-becomes">
              <DisclosureBadge disclosure={leaves} />
              {sees !== leaves && (
                <span className="fact-quiet">{say('less', { sees: app(`disclosure.${sees}`) })}</span>
              )}
              {varies && <span className="fact-quiet">{say('varies')}</span>}
            </span>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

function Staying({
  type,
  selection,
  staying,
}: {
  type: RecordTypeView;
  selection: Selection;
  staying: readonly FieldOutlook[];
}) {
  const say = useExportingWords();
  const format = useFormat();
  const nameOf = useFieldName(type);
  const { ids, filters, mine } = selection;
  const choice = ids === undefined ? { filters, ...(mine === true ? { mine } : {}) } : { records: ids };
  return (
    <details className="exporting-staying">
      <summary>{say('stays', { count: format.integer(staying.length) })}</summary>
      <p>{staying.map(({ name }) => nameOf(name)).join(' · ')}</p>
      <p className="fact-quiet">{say('stays.ask')}</p>
      <AskButton type={type.name} choice={choice} from="list" />
    </details>
  );
}

function useFieldName(type: RecordTypeView): (name: string) => string {
  const label = useLabel();
  return (name) => {
    const field = type.fields.find((each) => each.name === name);
    return field === undefined ? name : label(field.label);
  };
}
