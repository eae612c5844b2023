import Button from 'antd/es/button';
import type { CatalogueView } from '../../../src/contract/catalogue-editing.ts';
import { MASKS, mask } from '../../../src/kernel/disclosure/masks.ts';
import type { CatalogueField, CatalogueType } from '../../app/api/catalogue.ts';
import { useLabel } from '../../app/i18n.ts';
import { EXAMPLES } from '../../app/locale/examples.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { Sensitivity } from '../../app/sensitivity.tsx';
import { TableScroll } from '../../app/table-scroll.tsx';
import { useCatalogueWords } from './words.ts';

/** What an editor may do with one field. */
export type FieldTools = Readonly<{
  onEdit: (field: CatalogueField) => void;
  onStorage: (field: CatalogueField) => void;
}>;

export function FieldTable({
  view,
  type,
  tools,
}: {
  view: CatalogueView;
  type: CatalogueType;
  tools?: FieldTools;
}) {
  const say = useCatalogueWords();
  const label = useLabel();
  return (
    <TableScroll name={say('fields.of', { type: label(type.label) })}>
      <table className="table table-wrap catalogue-fields">
        <thead>
          <tr>
            <th scope="col">{say('field')}</th>
            <th scope="col">{say('field.type-and-category')}</th>
            <th scope="col">{say('field.sensitivity')}</th>
            <th scope="col">{say('field.mask-and-summary')}</th>
            <th scope="col">{say('field.stored')}</th>
            {tools && (
              <th scope="col">
                <span className="unseen">{say('field.edit')}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {type.fields.map((field) => (
            <FieldLine key={field.name} view={view} type={type} field={field} {...(tools ? { tools } : {})} />
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

function FieldLine({
  view,
  type,
  field,
  tools,
}: {
  view: CatalogueView;
  type: CatalogueType;
  field: CatalogueField;
  tools?: FieldTools;
}) {
  const say = useCatalogueWords();
  const app = useAppWords();
  const label = useLabel();
  const isTitle = field.name === type.titleField;
  const owner = view.positions.find(({ code }) => code === field.dataOwner);
  return (
    <tr>
      <td>
        <span className="field-name">{label(field.label)}</span>
        <span className="field-marks">
          <code>{field.name}</code>
          {isTitle && <span className="chip">{say('field.title')}</span>}
          {field.placed === false && (
            <span className="chip chip-waiting" title={say('place.waits.line')}>
              {say('place.waits')}
            </span>
          )}
          {field.becoming !== undefined && (
            <span className="chip chip-waiting">{say('storage.running')}</span>
          )}
          {field.required && <span className="chip">{say('field.required')}</span>}
        </span>
      </td>
      <td>
        {app(`type.${field.type}`)}
        <span className="quiet-line">{app.code('category', field.category)}</span>
        {owner !== undefined && (
          <span className="quiet-line">{say('field.owner.is', { owner: label(owner.label) })}</span>
        )}
      </td>
      <td>
        <Sensitivity value={field.sensitivity} />
      </td>
      <td>
        <MaskSample field={field} />
        {field.summary !== null && (
          <span className="quiet-line">
            {say('field.summary.is', { summary: say(`summary.${field.summary}`) })}
          </span>
        )}
      </td>
      <td>
        <Stored field={field} />
      </td>
      {tools && (
        <td className="cell-end">
          <span className="field-tools">
            {field.derived === undefined && (
              <Button
                size="small"
                aria-label={say('storage.of', { field: label(field.label) })}
                onClick={() => tools.onStorage(field)}
              >
                {say('storage')}
              </Button>
            )}
            <Button
              size="small"
              aria-label={say('field.edit.one', { field: label(field.label) })}
              onClick={() => tools.onEdit(field)}
            >
              {say('field.edit')}
            </Button>
          </span>
        </td>
      )}
    </tr>
  );
}

/** The mask by what it leaves of an invented value. */
export function MaskSample({ field }: { field: Pick<CatalogueField, 'mask' | 'type'> }) {
  const label = useLabel();
  if (field.mask === null) return <None />;
  return (
    <span title={label(MASKS[field.mask].leak)}>
      <span className="value-masked">{mask(field.mask, EXAMPLES[field.type])}</span>
      <span className="quiet-line">{label(MASKS[field.mask].label)}</span>
    </span>
  );
}

function Stored({ field }: { field: CatalogueField }) {
  const say = useCatalogueWords();
  if (field.derived !== undefined) return <span className="fact-quiet">{say('stored.derived')}</span>;
  return (
    <>
      {say(field.encrypted ? 'stored.encrypted' : 'stored.clear')}
      {field.lookups.length > 0 && (
        <span className="quiet-line">
          {say('stored.lookups', {
            lookups: field.lookups.map((lookup) => say(`lookup.${lookup}`)).join(say('list.and')),
          })}
        </span>
      )}
    </>
  );
}

function None() {
  const say = useCatalogueWords();
  return <span className="fact-quiet">{say('none.word')}</span>;
}
