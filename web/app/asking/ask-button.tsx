import Button from 'antd/es/button';
import { lazy, Suspense, useState } from 'react';
import type { NewRequest } from '../../../src/contract/sharing.ts';
import { useMe } from '../api/session.ts';
import type { Disclosures } from './ask-panel.tsx';
import { useAskingWords } from './words.ts';

const AskPanel = lazy(() => import('./ask-panel.tsx').then((module) => ({ default: module.AskPanel })));

/** Opens the panel in which more of some records is asked for. Holders of an office ask for nothing. */
export function AskButton({
  type,
  choice,
  from,
  disclosures,
}: {
  type: string;
  choice: NewRequest['choice'];
  from: 'record' | 'list';
  /** What each field is in the one record that is asked for. */
  disclosures?: Disclosures;
}) {
  const say = useAskingWords();
  const me = useMe();
  const [open, setOpen] = useState(false);
  if (me.office !== null) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{say(`open.${from}`)}</Button>
      {open && (
        <Suspense>
          <AskPanel
            recordType={type}
            choice={choice}
            {...(disclosures === undefined ? {} : { disclosures })}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
  );
}
