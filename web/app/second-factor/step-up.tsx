import { useEffect, useState } from 'react';
import { whenStepUpNeeded } from '../api/client.ts';
import { useMe } from '../api/session.ts';
import { Dialog } from '../dialog.tsx';
import { ProofForm } from './proof-form.tsx';
import { useSecondFactorWords } from './words.ts';

type Waiting = { settle: (isProven: boolean) => void };

/**
 * Asks for the second factor whenever the server answers that a request needs a recent proof; the request is then
 * repeated by itself. One dialog serves all requests that wait at the same time.
 */
export function StepUp() {
  const say = useSecondFactorWords();
  const [waiting, setWaiting] = useState<readonly Waiting[]>([]);
  const canProve = useMe().secondFactors.length > 0;
  useEffect(() => {
    // Who has no second factor can prove none: the refusal itself says what to do.
    if (!canProve) return;
    whenStepUpNeeded(() => new Promise((settle) => setWaiting((others) => [...others, { settle }])));
    return () => whenStepUpNeeded(null);
  }, [canProve]);
  if (waiting.length === 0) return null;
  const settle = (isProven: boolean) => {
    for (const each of waiting) each.settle(isProven);
    setWaiting([]);
  };
  return (
    <Dialog open title={say('step-up.title')} onCancel={() => settle(false)} footer={null} width={440}>
      <p className="factor-line">{say('step-up.line')}</p>
      <ProofForm onProven={() => settle(true)} />
    </Dialog>
  );
}
