import Button from 'antd/es/button';
import Select from 'antd/es/select';
import { type FormEvent, useState } from 'react';
import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import type { Filter, FilterOperator } from '../../../src/contract/records.ts';
import type { FieldView } from '../../app/api/record-types.ts';
import { Entry } from '../../app/entry.tsx';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { Popup } from '../../app/popup.tsx';
import { filterWords, operatorWords } from './filter-words.ts';
import { ValueInput } from './value-input.tsx';
import { useRecordsWords } from './words.ts';

/** The conditions of a list as removable chips, and the form that adds one. Offers only what the reader may use. */
export function FilterBar({
  type,
  filters,
  onChange,
}: {
  type: RecordTypeView;
  filters: readonly Filter[];
  onChange: (filters: readonly Filter[]) => void;
}) {
  const say = useRecordsWords();
  const app = useAppWords();
  const label = useLabel();
  const [open, setOpen] = useState(false);
  const findable = type.fields.filter((field) => field.findable && field.operators.length > 0);
  if (findable.length === 0) return <p className="fact-quiet">{say('filter.none')}</p>;
  const add = (filter: Filter) => {
    onChange([...filters, filter]);
    setOpen(false);
  };
  return (
    <div className="filters">
      {filters.map((filter, index) => {
        const field = type.fields.find((each) => each.name === filter.field);
        const words = filterWords(filter, field, { say, app, label });
        return (
          <span key={`${filter.field} ${filter.operator} ${filter.values.join()}`} className="filter-chip">
            {words}
            <button
              type="button"
              aria-label={say('filter.remove', { filter: words })}
              onClick={() => onChange(filters.filter((_, other) => other !== index))}
            >
              <svg viewBox="0 0 10 10" aria-hidden="true" focusable="false">
                <path d="M1.5 1.5l7 7M8.5 1.5l-7 7" />
              </svg>
            </button>
          </span>
        );
      })}
      <Popup
        name={say('filter.add')}
        open={open}
        onOpenChange={setOpen}
        placement="bottomLeft"
        content={<ConditionForm fields={findable} onAdd={add} />}
      >
        <Button aria-expanded={open}>{say('filter.add')}</Button>
      </Popup>
      {filters.length > 1 && (
        <Button type="link" onClick={() => onChange([])}>
          {say('filter.clear')}
        </Button>
      )}
    </div>
  );
}

function ConditionForm({ fields, onAdd }: { fields: readonly FieldView[]; onAdd: (filter: Filter) => void }) {
  const say = useRecordsWords();
  const app = useAppWords();
  const label = useLabel();
  const [fieldName, setFieldName] = useState(fields[0]?.name ?? '');
  const field = fields.find((each) => each.name === fieldName) ?? fields[0];
  const [operator, setOperator] = useState(field?.operators[0] ?? 'equals');
  const [values, setValues] = useState<readonly string[]>([]);
  if (field === undefined) return null;
  const complete = operator === 'is-empty' || values.some((value) => value.trim() !== '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const given = operator === 'is-empty' ? [] : values.map((value) => value.trim()).filter(Boolean);
    if (complete) onAdd({ field: field.name, operator: operator as FilterOperator, values: given });
  };
  return (
    <form className="condition" onSubmit={submit}>
      <Entry name={say('filter.field')}>
        {(id) => (
          <>
            <Select
              id={id}
              aria-label={say('filter.field')}
              value={field.name}
              showSearch={{ optionFilterProp: 'label' }}
              options={fields.map((each) => ({ value: each.name, label: label(each.label) }))}
              onChange={(name) => {
                setFieldName(name);
                setOperator(fields.find((each) => each.name === name)?.operators[0] ?? 'equals');
                setValues([]);
              }}
            />
          </>
        )}
      </Entry>
      <Entry name={say('filter.operator')}>
        {(id) => (
          <>
            <Select
              id={id}
              aria-label={say('filter.operator')}
              value={operator}
              options={field.operators.map((each) => ({
                value: each,
                label: operatorWords(field, each, say),
              }))}
              onChange={(next) => {
                setOperator(next);
                setValues([]);
              }}
            />
          </>
        )}
      </Entry>
      {operator !== 'is-empty' && (
        <ConditionValues
          key={operator}
          field={field}
          operator={operator}
          values={values}
          onChange={setValues}
        />
      )}
      <Button type="primary" htmlType="submit" disabled={!complete}>
        {app('do.apply')}
      </Button>
    </form>
  );
}

function ConditionValues({
  field,
  operator,
  values,
  onChange,
}: {
  field: FieldView;
  operator: string;
  values: readonly string[];
  onChange: (values: readonly string[]) => void;
}) {
  const say = useRecordsWords();
  const label = useLabel();
  if (operator === 'one-of' || field.type === 'multi-choice') {
    return (
      <Entry name={say('filter.values')}>
        {(id) => (
          <>
            <Select
              id={id}
              mode={field.options ? 'multiple' : 'tags'}
              aria-label={say('filter.values')}
              value={[...values]}
              onChange={(next: string[]) => onChange(next)}
              options={(field.options ?? []).map((each) => ({ value: each.value, label: label(each.label) }))}
            />
          </>
        )}
      </Entry>
    );
  }
  const wholeOnly = operator === 'equals' && field.type !== 'choice' && field.type !== 'boolean';
  return (
    <Entry name={say('filter.value')}>
      {(id) => (
        <>
          <ValueInput
            id={id}
            field={field.type === 'long-text' ? { ...field, type: 'text' } : field}
            value={values[0] ?? ''}
            onChange={(value) => onChange(value === '' ? [] : [value])}
            label={say('filter.value')}
          />
          {wholeOnly && <span className="fact-quiet">{say('filter.whole-number')}</span>}
        </>
      )}
    </Entry>
  );
}
