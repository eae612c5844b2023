import type { PurposeView } from '../../../src/contract/session.ts';
import { useLabel } from '../i18n.ts';
import { useAppWords } from '../locale/words.ts';

/** What a purpose is for, what it opens and on which legal basis. */
export function PurposeFacts({ purpose }: { purpose: PurposeView }) {
  const say = useAppWords();
  const label = useLabel();
  return (
    <div className="purpose-facts">
      <p>{label(purpose.description)}</p>
      <p className="purpose-opens">
        <span className="fact-name">{say('purpose.opens')}</span>
        {purpose.categories.map((category) => (
          <span key={category} className="chip">
            {say.code('category', category)}
          </span>
        ))}
      </p>
      <p className="fact-quiet">{say.code('basis', purpose.legalBasis)}</p>
    </div>
  );
}
