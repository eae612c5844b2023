import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import type { ReadAnswer } from '../../../src/contract/records.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { byCategory } from './by-category.ts';
import { FieldRow } from './field-row.tsx';

/** All fields that the reader may know of, by category. */
export function DetailsTab({ type, answer }: { type: RecordTypeView; answer: ReadAnswer }) {
  const app = useAppWords();
  return (
    <div className="categories">
      {byCategory(type.fields).map(([category, fields]) => (
        <section key={category} className="sheet category" aria-labelledby={`category-${category}`}>
          <h2 id={`category-${category}`}>{app.code('category', category)}</h2>
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
