import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import type { ReadAnswer } from '../../../src/contract/records.ts';
import type { FieldView } from '../../app/api/record-types.ts';
import { useAppWords } from '../../app/locale/words.ts';
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

function byCategory(fields: readonly FieldView[]): readonly (readonly [string, readonly FieldView[]])[] {
  const groups = new Map<string, FieldView[]>();
  for (const field of fields) {
    const group = groups.get(field.category);
    if (group) group.push(field);
    else groups.set(field.category, [field]);
  }
  return [...groups];
}
