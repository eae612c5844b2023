import Button from 'antd/es/button';
import { useEffect } from 'react';
import type { CataloguePreview } from '../../../src/contract/catalogue-editing.ts';
import { Shifts } from '../../app/shifts/shifts.tsx';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { useShiftPreview } from './catalogue-api.ts';
import { useCatalogueWords } from './words.ts';

/** Who would see more, and who less, before anything is saved. */
export function ShiftPreview({ body }: { body: CataloguePreview | null }) {
  const say = useCatalogueWords();
  const preview = useShiftPreview();
  const { reset } = preview;
  const written = JSON.stringify(body);
  // What was asked of another draft says nothing of this one.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the draft's text is what an answer belongs to
  useEffect(() => reset(), [written, reset]);
  return (
    <section className="shifts">
      <Button
        size="small"
        disabled={body === null}
        loading={preview.isPending}
        onClick={() => body !== null && preview.mutate(body)}
      >
        {say('preview.ask')}
      </Button>
      {preview.isError && <ProblemNotice error={preview.error} />}
      <div aria-live="polite">
        {preview.data && <Shifts answer={preview.data} />}
        {preview.data?.needsApproval && <p className="form-note">{say('preview.needs-approval')}</p>}
      </div>
    </section>
  );
}
