import type { LegalBasis, Purpose } from '../../kernel/policy/model.ts';
import type { Category, Label } from '../../kernel/record-type.ts';

/** Terms of the W3C Data Privacy Vocabulary 2.x, purposes taxonomy. */
const DPV = 'https://w3id.org/dpv#';

export type PurposeParts = Readonly<{
  code: string;
  /** Name of a DPV term. */
  dpv: string;
  legalBasis: LegalBasis;
  categories: readonly Category[];
  positions: readonly string[];
  label: Label;
  description: Label;
}> &
  Pick<Purpose, 'uses' | 'retentionDays'>;

export function purpose({ dpv, positions, ...parts }: PurposeParts): Purpose {
  return { ...parts, dpv: DPV + dpv, who: { positions }, validity: {} };
}
