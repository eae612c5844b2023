import Select from 'antd/es/select';
import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import type { ColumnProposal, StartImport } from '../../../src/contract/imports.ts';
import { Entry } from '../../app/entry.tsx';
import { useLabel } from '../../app/i18n.ts';
import { useImportsWords } from './words.ts';

export type CustomerKey = NonNullable<StartImport['customerKey']>;

const IDS = -1;

/** For records about customers: the column that names the customer, and the customer's field that it is a value of. */
export function CustomerKeyEntry({
  columns,
  customer,
  value,
  onChange,
}: {
  columns: readonly ColumnProposal[];
  customer: RecordTypeView;
  value: CustomerKey | null;
  onChange: (key: CustomerKey | null) => void;
}) {
  const say = useImportsWords();
  const label = useLabel();
  const fields = customer.fields.filter((field) => field.operators.includes('equals') && !field.options);
  const field = value?.field ?? fields[0]?.name;
  return (
    <div className="customer-key">
      <Entry name={say('customer-key')}>
        {(id) => (
          <Select
            id={id}
            aria-label={say('customer-key')}
            value={value?.column ?? IDS}
            options={[
              { value: IDS, label: say('customer-key.ids') },
              ...(field === undefined
                ? []
                : columns.map((each) => ({ value: each.column, label: each.header }))),
            ]}
            onChange={(column) => onChange(column === IDS || field === undefined ? null : { column, field })}
          />
        )}
      </Entry>
      {value !== null && (
        <Entry name={say('customer-key.field')}>
          {(id) => (
            <Select
              id={id}
              aria-label={say('customer-key.field')}
              value={value.field}
              options={fields.map((each) => ({ value: each.name, label: label(each.label) }))}
              onChange={(next) => onChange({ ...value, field: next })}
            />
          )}
        </Entry>
      )}
      <p className="fact-quiet">{say('customer-key.line')}</p>
    </div>
  );
}
