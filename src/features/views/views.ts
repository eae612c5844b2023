import { Problem } from '../../contract/problem.ts';
import type { SavedView, SavedViewBody } from '../../contract/views.ts';
import type { AccessRequest, GatewayDoor } from '../../gateway/door.ts';
import { scanText } from '../../kernel/classify/scan-text.ts';
import type { PersonId } from '../../kernel/policy/model.ts';
import { type Field, fieldOf } from '../../kernel/record-type.ts';
import type { Clock } from '../../platform/clock.ts';
import { asProblem } from '../../platform/database/connect.ts';
import type { Database } from '../../platform/database/database.ts';

/** Lists that a person wants to find again: columns, order, and conditions that say nothing of any customer. */
export type SavedViews = Readonly<{
  list(person: PersonId): Promise<readonly SavedView[]>;
  /**
   * Keeps a view, in the place of an own one of the same name.
   *
   * @throws Problem `unknown-field` for a field that the caller does not know under the purpose, `invalid-input` for a
   *   condition by a field above internal or for personal data in a name or value, `too-large` beyond 50 views
   */
  save(access: AccessRequest, view: SavedViewBody): Promise<SavedView>;
  /** @throws Problem `not-found` for a view that is not one's own */
  remove(person: PersonId, id: string): Promise<void>;
}>;

const VIEWS_MAX = 50;
/** Internal: anything above may be personal information. */
const SENSITIVITY_MAX = 2;

export function createSavedViews({
  database,
  gateway,
  clock,
  newId,
}: Readonly<{
  database: Database;
  gateway: Pick<GatewayDoor, 'typesFor' | 'recordTypes'>;
  clock: Clock;
  newId: () => string;
}>): SavedViews {
  const pool = database.pool('application');
  const attempt = <T>(work: Promise<T>) =>
    work.catch((error: unknown) => {
      throw asProblem(error);
    });
  return {
    async list(person) {
      const { rows } = await attempt(
        pool.query<Row>(
          'SELECT id, record_type, name, body FROM fencun.saved_view WHERE person = $1 ORDER BY record_type, name',
          [person],
        ),
      );
      return rows.map(viewOf);
    },

    async save(access, view) {
      await mustBeHarmless(gateway, access, view);
      const { recordType, name, ...body } = view;
      const person = access.caller.person.id;
      const { rows } = await attempt(
        pool.query<Row>(
          `INSERT INTO fencun.saved_view (id, person, record_type, name, body, changed_at)
           SELECT $1, $2, $3, $4, $5, $6
            WHERE EXISTS (SELECT FROM fencun.saved_view WHERE person = $2 AND record_type = $3 AND name = $4)
               OR (SELECT count(*) FROM fencun.saved_view WHERE person = $2) < ${VIEWS_MAX}
           ON CONFLICT (person, record_type, name)
           DO UPDATE SET body = EXCLUDED.body, changed_at = EXCLUDED.changed_at
           RETURNING id, record_type, name, body`,
          [newId(), person, recordType, name, body, new Date(clock())],
        ),
      );
      const [row] = rows;
      if (row === undefined) throw new Problem('too-large', { limit: String(VIEWS_MAX) });
      return viewOf(row);
    },

    async remove(person, id) {
      const { rowCount } = await attempt(
        pool.query('DELETE FROM fencun.saved_view WHERE person = $1 AND id = $2', [person, id]),
      );
      if (rowCount === 0) throw new Problem('not-found');
    },
  };
}

type Row = Readonly<{
  id: string;
  record_type: string;
  name: string;
  body: Omit<SavedViewBody, 'recordType' | 'name'>;
}>;

function viewOf({ id, record_type: recordType, name, body }: Row): SavedView {
  return { id, recordType, name, ...body };
}

/** What is kept here is not encrypted, and outlives what it was about: it must not say anything of a customer. */
async function mustBeHarmless(
  gateway: Pick<GatewayDoor, 'typesFor' | 'recordTypes'>,
  access: AccessRequest,
  { recordType, name, columns, filters, sort }: SavedViewBody,
): Promise<void> {
  const known = (await gateway.typesFor(access)).find((type) => type.name === recordType);
  const stored = (await gateway.recordTypes()).get(recordType);
  if (known === undefined || stored === undefined) throw new Problem('not-found');
  const names = [...(columns ?? []), ...filters.map(({ field }) => field), ...(sort ? [sort.field] : [])];
  const unknown = names.find((each) => !known.fields.some((field) => field.name === each));
  if (unknown !== undefined) throw new Problem('unknown-field', { field: unknown });
  for (const { field: fieldName, operator } of filters) {
    const field = fieldOf(stored, fieldName);
    if (field === undefined || (operator !== 'is-empty' && isPersonal(field))) {
      throw refused(PERSONAL_FIELD(field?.label ?? { zh: fieldName, en: fieldName }));
    }
  }
  const texts = [name, ...filters.flatMap(({ values }) => values)];
  if (texts.some((text) => scanText(text).length > 0)) throw refused(PERSONAL_TEXT);
}

function isPersonal({ sensitivity, encrypted }: Field): boolean {
  return encrypted || sensitivity > SENSITIVITY_MAX;
}

type Words = Readonly<{ zh: string; en: string }>;

const PERSONAL_FIELD = ({ zh, en }: Words): Words => ({
  zh: `按“${zh}”查找的内容可能是个人信息，不能随视图保存。请去掉该条件后再保存。`,
  en: `What is searched for by “${en}” may be personal, and is not kept with a view. Remove that condition, then save.`,
});
const PERSONAL_TEXT: Words = {
  zh: '名称或条件中含有个人信息（如电话、证件号），不能保存。',
  en: 'The name or a condition holds personal data, such as a phone or identity number, and is not kept.',
};

function refused({ zh, en }: Words): Problem {
  return new Problem('invalid-input', { 'detail.zh': zh, 'detail.en': en, detail: en });
}
