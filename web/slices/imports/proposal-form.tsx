import Alert from 'antd/es/alert';
import Button from 'antd/es/button';
import Select from 'antd/es/select';
import { useState } from 'react';
import type { ColumnProposal, ImportView, StartImport } from '../../../src/contract/imports.ts';
import type { Label } from '../../../src/kernel/record-type.ts';
import { useRecordTypes } from '../../app/api/record-types.ts';
import { Entry } from '../../app/entry.tsx';
import { useLabel } from '../../app/i18n.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { ColumnCard } from './column-card.tsx';
import { missingRequired, targetsOf } from './column-target.ts';
import { ConsentsEntry, consentsOf, lacksEvidence, NO_CONSENTS } from './consents-entry.tsx';
import { type CustomerKey, CustomerKeyEntry } from './customer-key-entry.tsx';
import { useImportStep } from './imports-api.ts';
import { newTypeLabels } from './new-type-memory.ts';
import { proposalFault } from './proposal-fault.ts';
import { useImportsWords } from './words.ts';

const NO_KEY = '';

/** What was concluded about each column, to be corrected by a person before anything is written. */
export function ProposalForm({ view }: { view: ImportView }) {
  const say = useImportsWords();
  const label = useLabel();
  const step = useImportStep(view.id);
  const types = useRecordTypes();
  const newLabel = newTypeLabels.use(view.id);
  const [columns, setColumns] = useState<readonly ColumnProposal[]>(view.columns);
  const [customerKey, setCustomerKey] = useState<CustomerKey | null>(null);
  const [keyField, setKeyField] = useState(view.keyField);
  const [consents, setConsents] = useState(NO_CONSENTS);
  const vouched = consentsOf(consents);
  const included = columns.filter((each) => each.include);
  const fault = proposalFault(columns);
  const type = types.data?.find((each) => each.name === view.recordType);
  const customer = types.data?.find((each) => each.name === 'customer');
  const known = types.data === undefined || type !== undefined;
  const key = included.some((each) => each.field.name === keyField) ? keyField : null;
  const targets = targetsOf(type?.fields ?? []);
  const missing = missingRequired(type?.fields ?? [], columns);
  const categories = categoriesOf(columns, types.data ?? []);
  return (
    <div className="proposal">
      <div className="proposal-tools">
        <p className="page-line">{say('propose.line')}</p>
        {view.sheets.length > 1 && (
          <Entry name={say('sheet')}>
            {(id) => (
              <>
                <Select
                  id={id}
                  aria-label={say('sheet')}
                  value={view.sheet}
                  options={view.sheets.map((value) => ({ value, label: value }))}
                  onChange={(sheet) => step.mutate({ kind: 'sheet', sheet })}
                />
              </>
            )}
          </Entry>
        )}
      </div>
      <ul className="columns">
        {columns.map((column, index) => (
          <ColumnCard
            key={column.column}
            proposal={column}
            original={view.columns[index] ?? column}
            categories={categories}
            targets={targets}
            onChange={(next) => setColumns(columns.with(index, next))}
          />
        ))}
      </ul>
      <div className="proposal-end sheet sheet-pad">
        <Entry name={say('key')} className="proposal-key">
          {(id) => (
            <>
              <Select
                id={id}
                aria-label={say('key')}
                value={key ?? NO_KEY}
                options={[
                  { value: NO_KEY, label: say('key.none') },
                  ...included.map(({ field }) => ({ value: field.name, label: label(field.label) })),
                ]}
                onChange={(value) => setKeyField(value === NO_KEY ? null : value)}
              />
              <span className="fact-quiet">{say('key.line')}</span>
            </>
          )}
        </Entry>
        {customer && type && type.customerField !== null && (
          <CustomerKeyEntry
            columns={columns}
            customer={customer}
            value={customerKey}
            onChange={setCustomerKey}
          />
        )}
        {view.consentPurposes.length > 0 && (
          <ConsentsEntry purposes={view.consentPurposes} value={consents} onChange={setConsents} />
        )}
        {missing.length > 0 && (
          <Alert
            type="warning"
            showIcon
            title={say('propose.missing', {
              fields: missing.map((field) => label(field.label)).join(say('propose.and')),
            })}
            description={say('propose.missing.line')}
          />
        )}
        {fault && (
          <p className="entry-problem" role="alert">
            {fault.kind === 'nothing'
              ? say('propose.none-included')
              : say('propose.duplicate', { field: fault.field })}
          </p>
        )}
        {step.isError && <ProblemNotice error={step.error} />}
        <Button
          type="primary"
          loading={step.isPending}
          disabled={fault !== null || lacksEvidence(consents)}
          onClick={() =>
            step.mutate({
              kind: 'start',
              start: {
                ...startOf(view, columns, key, known ? null : newLabel),
                ...(customerKey ? { customerKey } : {}),
                ...(vouched ? { consents: vouched } : {}),
              },
            })
          }
        >
          {say('start')}
        </Button>
      </div>
    </div>
  );
}

function startOf(
  view: ImportView,
  columns: readonly ColumnProposal[],
  keyField: string | null,
  newLabel: Label | null,
): StartImport {
  return {
    recordType: view.recordType,
    ...(newLabel ? { recordTypeLabel: newLabel } : {}),
    keyField,
    columns: columns.map(({ column, include, field }) => ({ column, include, field })),
  };
}

function categoriesOf(
  columns: readonly ColumnProposal[],
  types: readonly { fields: readonly { category: string }[] }[],
): string[] {
  const usual = ['basic', 'transaction', 'preference', 'service', 'finance'];
  const used = [...types.flatMap((type) => type.fields), ...columns.map((each) => each.field)];
  return [...new Set([...usual, ...used.map((each) => each.category)])];
}
