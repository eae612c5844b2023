import type { PurposeBody } from '../../../src/contract/policy.ts';
import type { LegalBasis } from '../../../src/kernel/policy/model.ts';
import type { Label } from '../../../src/kernel/record-type.ts';
import { isValidityInOrder, type ValidityDraft, validityDraftOf, validityOf } from './moment.ts';
import { NOBODY, type WhoDraft, whoDraftOf, whoOf } from './who-draft.ts';

export type PurposeDraft = Readonly<{
  code: string;
  label: Label;
  description: Label;
  legalBasis: LegalBasis;
  dpv: string;
  categories: readonly string[];
  who: WhoDraft;
  validity: ValidityDraft;
}>;

export const EMPTY_PURPOSE: PurposeDraft = {
  code: '',
  label: { zh: '', en: '' },
  description: { zh: '', en: '' },
  legalBasis: 'contract',
  dpv: 'https://w3id.org/dpv#Purpose',
  categories: [],
  who: NOBODY,
  validity: { from: '', until: '' },
};

export function purposeDraftOf(code: string, body: PurposeBody): PurposeDraft {
  const { label, description, legalBasis, dpv, categories } = body;
  const validity = validityDraftOf(body.validity);
  return { code, label, description, legalBasis, dpv, categories, who: whoDraftOf(body.who), validity };
}

export type PurposeFault = 'code' | 'label' | 'description' | 'dpv' | 'categories' | 'who' | 'validity';

export function faultsOfPurpose(draft: PurposeDraft): readonly PurposeFault[] {
  const isFilled = ({ zh, en }: Label) => zh.trim() !== '' && en.trim() !== '';
  const checks: readonly (readonly [PurposeFault, boolean])[] = [
    ['code', !/^[a-z][a-z0-9-]{0,63}$/.test(draft.code)],
    ['label', !isFilled(draft.label)],
    ['description', !isFilled(draft.description)],
    ['dpv', !/^https?:\/\/\S+$/.test(draft.dpv)],
    ['categories', draft.categories.length === 0],
    ['who', whoOf(draft.who) === null],
    ['validity', !isValidityInOrder(draft.validity)],
  ];
  return checks.filter(([, isFault]) => isFault).map(([fault]) => fault);
}

/** The purpose as the server takes it, or null where something is missing. */
export function purposeBodyOf(draft: PurposeDraft): PurposeBody | null {
  const who = whoOf(draft.who);
  if (who === null || faultsOfPurpose(draft).length > 0) return null;
  const { label, description, legalBasis, dpv, categories, validity } = draft;
  return {
    ...{ label, description, legalBasis, dpv, who },
    categories: [...categories],
    validity: validityOf(validity),
  };
}
