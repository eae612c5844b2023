import { Link, useParams } from '@tanstack/react-router';
import Alert from 'antd/es/alert';
import Tabs from 'antd/es/tabs';
import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import type { ReadAnswer } from '../../../src/contract/records.ts';
import { useRecordTypes } from '../../app/api/record-types.ts';
import { usePurpose } from '../../app/api/session.ts';
import { DisclosureLegend } from '../../app/disclosure/badge.tsx';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { usePageTitle } from '../../app/shell/page-title.ts';
import { Watermark } from '../../app/shell/watermark.tsx';
import { Answer } from '../../app/states/answer.tsx';
import { BlankState } from '../../app/states/blank-state.tsx';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { PurposeNeeded } from '../../app/states/purpose-needed.tsx';
import { AccessesTab } from './accesses-tab.tsx';
import { ChangesTab } from './changes-tab.tsx';
import { DecisionsTab } from './decisions-tab.tsx';
import { DetailsTab } from './details-tab.tsx';
import { PrintSheet } from './print-sheet.tsx';
import { RecordHead } from './record-head.tsx';
import { useRecord, useRelatedCount } from './records-api.ts';
import { RelatedTab } from './related-tab.tsx';
import { TimelineTab } from './timeline-tab.tsx';
import { usePrinting } from './use-printing.ts';
import { useRecordsWords } from './words.ts';
import './records.css';

/** One record: a customer with everything about them, or one of the records about a customer. */
export function RecordPage() {
  const { type: name, id } = useParams({ strict: false }) as { type: string; id: string };
  const purpose = usePurpose();
  const types = useRecordTypes();
  const say = useRecordsWords();
  if (purpose === null) return <PurposeNeeded />;
  return (
    <Answer query={types}>
      {(known) => {
        const type = known.find((each) => each.name === name);
        if (type === undefined) {
          return (
            <BlankState drawing="missing" title={say('list.unknown.title')}>
              {say('list.unknown.detail')}
            </BlankState>
          );
        }
        return <OneRecord key={`${id} ${purpose.code}`} type={type} types={known} id={id} />;
      }}
    </Answer>
  );
}

function OneRecord({
  type,
  types,
  id,
}: {
  type: RecordTypeView;
  types: readonly RecordTypeView[];
  id: string;
}) {
  const label = useLabel();
  const say = useRecordsWords();
  const read = useRecord(type.name, id);
  const printing = usePrinting(type.name, id, read.data);
  usePageTitle(label(type.label));
  if (printing.sheet !== null) {
    return <PrintSheet type={type} answer={printing.sheet} onClose={printing.close} />;
  }
  return (
    <>
      <Watermark />
      <p className="crumb">
        <Link to="/records/$type" params={{ type: type.name }}>
          ← {say('record.back', { type: label(type.label) })}
        </Link>
      </p>
      <Answer query={read} rows={12}>
        {(answer) => (
          <>
            <RecordHead
              type={type}
              answer={answer}
              onPrint={answer.printable ? printing.print : null}
              printing={printing.pending}
            />
            {printing.error !== null && <ProblemNotice error={printing.error} />}
            {printing.refused && !answer.printable && (
              <Alert type="info" showIcon title={say('print.not-permitted')} />
            )}
            <RecordTabs type={type} types={types} answer={answer} />
          </>
        )}
      </Answer>
    </>
  );
}

function RecordTabs({
  type,
  types,
  answer,
}: {
  type: RecordTypeView;
  types: readonly RecordTypeView[];
  answer: ReadAnswer;
}) {
  const say = useRecordsWords();
  const isCustomer = type.customerField === null;
  const { id } = answer.record;
  const related = isCustomer
    ? types.filter((each) => each.customerField !== null && each.fields.length > 0)
    : [];
  return (
    <Tabs
      className="record-tabs"
      destroyOnHidden
      items={[
        {
          key: 'details',
          label: say('record.tab.details'),
          children: (
            <>
              <DisclosureLegend />
              <DetailsTab type={type} answer={answer} />
            </>
          ),
        },
        ...(related.length === 0
          ? []
          : [
              {
                key: 'timeline',
                label: say('record.tab.timeline'),
                children: <TimelineTab type={type} id={id} related={related} />,
              },
            ]),
        ...related.map((each) => ({
          key: `type-${each.name}`,
          label: <RelatedLabel customerType={type.name} id={id} type={each} />,
          children: <RelatedTab customerType={type.name} id={id} type={each} />,
        })),
        ...(answer.decisions
          ? [
              {
                key: 'decisions',
                label: say('record.tab.decisions'),
                children: <DecisionsTab customer={id} />,
              },
            ]
          : []),
        {
          key: 'changes',
          label: say('record.tab.changes'),
          children: <ChangesTab type={type} id={id} />,
        },
        {
          key: 'accesses',
          label: say('record.tab.accesses'),
          children: <AccessesTab type={type} id={id} />,
        },
      ]}
    />
  );
}

/** A tab tells how many there are once its list was read: reading all of them for their number would go on record. */
function RelatedLabel({
  customerType,
  id,
  type,
}: {
  customerType: string;
  id: string;
  type: RecordTypeView;
}) {
  const label = useLabel();
  const format = useFormat();
  const count = useRelatedCount(customerType, id, type.name);
  return (
    <>
      {label(type.label)}
      {count !== null && (
        <span className="tab-count">
          {format.integer(count.value)}
          {count.atLeast ? '+' : ''}
        </span>
      )}
    </>
  );
}
