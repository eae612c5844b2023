import Alert from 'antd/es/alert';
import Button from 'antd/es/button';
import type { ProvisioningView } from '../../../src/contract/provisioning.ts';
import { useFormat } from '../../app/format.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { useHaltDecision } from './sync-api.ts';
import { useOrganisationWords } from './words.ts';

/** The source wanted to take everything from so many people that somebody has to say whether that is meant. */
export function HaltNotice({ halt }: { halt: NonNullable<ProvisioningView['halt']> }) {
  const say = useOrganisationWords();
  const format = useFormat();
  const deciding = useHaltDecision();
  const facts = {
    lost: format.integer(halt.lost),
    of: format.integer(halt.of),
    since: format.instant(halt.since),
  };
  return (
    <Alert
      className="halt"
      type="warning"
      showIcon
      role="alert"
      title={say(halt.denied ? 'sync.denied' : 'sync.halted')}
      description={
        <>
          <p>{say(halt.denied ? 'sync.denied.line' : 'sync.halted.line', facts)}</p>
          {deciding.isError && <ProblemNotice error={deciding.error} />}
          <div className="halt-actions">
            {!halt.denied && (
              <Button type="primary" loading={deciding.isPending} onClick={() => deciding.mutate('deny')}>
                {say('sync.deny')}
              </Button>
            )}
            <Button loading={deciding.isPending} onClick={() => deciding.mutate('resume')}>
              {say('sync.resume')}
            </Button>
          </div>
        </>
      }
    />
  );
}
