import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import type { ReadAnswer } from '../../../src/contract/records.ts';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { FieldRow } from './field-row.tsx';
import { sectionsOf } from './sections.ts';

/** All fields that the reader may know of, as the company put them together; what it left out comes first. */
export function DetailsTab({ type, answer }: { type: RecordTypeView; answer: ReadAnswer }) {
  const app = useAppWords();
  const label = useLabel();
  return (
    <div className="categories">
      {sectionsOf(type).map(({ key, name, fields }) => (
        <section key={key} className="sheet category" aria-labelledby={key}>
          <h2 id={key}>{typeof name === 'string' ? app.code('category', name) : label(name)}</h2>
          <div className="fields">
            {fields.map((field) => (
              <FieldRow key={field.name} type={type.name} field={field} answer={answer} />
            ))}
          </div>
        </section>
      ))}
    </div>
  );
}
