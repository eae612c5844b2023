import Button from 'antd/es/button';
import { useEffect, useRef } from 'react';
import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import type { PrintAnswer } from '../../../src/contract/records.ts';
import { DisclosureBadge } from '../../app/disclosure/badge.tsx';
import { FieldValue } from '../../app/disclosure/value.tsx';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { Watermark } from '../../app/shell/watermark.tsx';
import './print.css';
import { sectionsOf } from './sections.ts';
import { useRecordsWords } from './words.ts';

/**
 * What the server let out for paper, and put on record, once: the browser's dialog opens by itself, and with it goes
 * the sheet.
 */
export function PrintSheet({
  type,
  answer,
  onClose,
}: {
  type: RecordTypeView;
  answer: PrintAnswer;
  onClose: () => void;
}) {
  const say = useRecordsWords();
  const app = useAppWords();
  const label = useLabel();
  const { record } = answer;
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    const done = () => close.current();
    window.addEventListener('afterprint', done);
    const frame = requestAnimationFrame(() => window.print());
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener('afterprint', done);
    };
  }, []);
  const disclosureOf = (name: string) => record.disclosures?.[name] ?? answer.disclosures[name] ?? 'withheld';
  const fields = type.fields.filter(({ name }) => disclosureOf(name) !== 'withheld');
  return (
    <div className="print-sheet">
      <Watermark printable />
      <p className="print-close">
        <Button onClick={onClose}>{say('print.close')}</Button>
      </p>
      <h1>{label(type.label)}</h1>
      {sectionsOf({ fields, groups: type.groups }).map(({ key, name, fields: own }) => (
        <section key={key}>
          <h2>{typeof name === 'string' ? app.code('category', name) : label(name)}</h2>
          <dl>
            {own.map((field) => (
              <div key={field.name}>
                <dt>{label(field.label)}</dt>
                <dd>
                  <FieldValue
                    field={field}
                    value={record.values[field.name]}
                    disclosure={disclosureOf(field.name)}
                    linked={false}
                  />{' '}
                  {disclosureOf(field.name) !== 'shown' && (
                    <DisclosureBadge disclosure={disclosureOf(field.name)} quiet />
                  )}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <p className="print-record">{say('print.recorded', { id: answer.accessRecord })}</p>
    </div>
  );
}
