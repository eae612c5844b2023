import type { z } from 'zod';
import type { ConversionView, FieldFigures, storedFormSchema } from '../../contract/catalogue-editing.ts';
import { Problem } from '../../contract/problem.ts';
import { OFFICES, type Office } from '../../contract/session.ts';
import { type Conversion, type FieldFigures as Counted, SMALLEST_GROUP } from '../../gateway/door.ts';
import { type Field, fieldOf, hasOptions, type StoredForm } from '../../kernel/record-type.ts';
import { type Act, createAdministration } from '../administration.ts';
import { changeFacts } from './changes.ts';
import type { CatalogueParts, Revise } from './parts.ts';
import { checkFieldParts, invalid } from './refusals.ts';

/**
 * How fields are stored: type, encryption, search keys and mask. Each value is stored anew in the background, by the
 * gateway; whoever asks for it sees counts and never a value.
 */
export type StorageChanges = Readonly<{
  /**
   * Counts over all values of a field, as it is or against another form. On record.
   *
   * @throws Problem `forbidden`, `not-found`
   */
  figures(act: Act, recordType: string, field: string, form?: WireForm): Promise<FieldFigures>;
  /**
   * Begins to store the values of a field in another form.
   *
   * @returns the version of the record type
   * @throws Problem `invalid-input` saying how many values do not fit, `version-conflict`
   */
  convertField(
    act: Act,
    recordType: string,
    field: string,
    form: WireForm,
    ifVersion: number,
  ): Promise<number>;
  /** Those under way and those that ended lately, for the offices. */
  conversions(act: Act): Promise<readonly ConversionView[]>;
  /** Gives one up, and leaves the field as it was. @throws Problem `not-found` when it has ended */
  stopConversion(act: Act, id: string): Promise<void>;
}>;

type WireForm = z.infer<typeof storedFormSchema>;

const EDITORS: readonly Office[] = ['security-administrator'];

export function createStorageChanges(parts: CatalogueParts, revise: Revise): StorageChanges {
  const { gateway, newId } = parts;
  const administration = createAdministration(parts);

  /**
   * On record before it begins. Counted outside the deed: it takes as long as there are values, and others need not wait
   * for it. Of options that are asked about only their number is kept: each could be a customer's value.
   */
  async function counted(act: Act, recordType: string, field: string, form?: WireForm): Promise<Counted> {
    await administration.perform(act, { action: 'field.count', offices: EDITORS }, async () => {
      const type = (await gateway.catalogue()).types.get(recordType);
      if (type === undefined || fieldOf(type, field) === undefined) throw new Problem('not-found');
      const about = form === undefined ? {} : { type: form.type, options: form.options?.length ?? 0 };
      return { answer: undefined, facts: { recordType, field, ...about } };
    });
    return gateway.figures(recordType, field, form);
  }

  return {
    figures: counted,
    async convertField(act, recordType, fieldName, form, ifVersion) {
      const { unfit } = await counted(act, recordType, fieldName, form);
      if (unfit !== 0) throw unfitting(unfit);
      const version = await revise(act, 'field.convert', async ({ catalogue, at }) => {
        const type = catalogue.types.get(recordType);
        const before = type === undefined ? undefined : fieldOf(type, fieldName);
        if (before === undefined) throw new Problem('not-found');
        if (catalogue.versions.get(recordType) !== ifVersion) throw new Problem('version-conflict');
        const after = inForm(before, form);
        checkFieldParts(after);
        const id = newId();
        const by = { id, person: act.caller.person.id, at };
        const answer = await catalogue.convert(recordType, fieldName, form, by);
        const facts = { conversion: id, recordType, field: fieldName, version: answer };
        return { answer, facts: { ...facts, ...changeFacts(before, after) } };
      });
      parts.conversionBegun();
      return version;
    },
    async conversions(act) {
      await administration.confirm(act, OFFICES);
      return (await gateway.conversions.list()).map(viewOf);
    },
    stopConversion: (act, id) =>
      revise(act, 'field.convert.stop', async ({ catalogue, at }) => {
        const { recordType, field, done } = await catalogue.stopConversion(id, at);
        return { answer: undefined, facts: { conversion: id, recordType, field, records: done } };
      }),
  };
}

function inForm(field: Field, form: StoredForm): Field {
  const { options: _, ...rest } = field;
  return { ...rest, ...form };
}

/** Few values that do not fit are told of no more than by figures, and of options that were tried none at all. */
function viewOf({ startedAt, endedAt, unfit, form, ...rest }: Conversion): ConversionView {
  return {
    ...rest,
    form: form as unknown as ConversionView['form'],
    unfit: unfit > 0 && (unfit < SMALLEST_GROUP || hasOptions(form)) ? null : unfit,
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  };
}

function unfitting(unfit: number | null): Problem {
  if (unfit === null) {
    return invalid({
      zh: '有已保存的内容不符合新的类型或选项，或内容太少、无法在不透露个别内容的情况下确认。未作任何更改。',
      en: 'Some stored values do not fit the new type or options, or there are too few to tell without telling of single ones. Nothing was changed.',
    });
  }
  return invalid({
    zh: `有 ${unfit} 个已保存的内容不符合新的类型或选项。未作任何更改；请先更正这些内容，或换一种类型。`,
    en: `${unfit} stored values do not fit the new type or options. Nothing was changed; have those values corrected first, or choose another type.`,
  });
}
