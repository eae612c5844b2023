import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import Button from 'antd/es/button';
import type { Office } from '../../../src/contract/session.ts';
import type { FirstStep, SetupProgress } from '../../../src/contract/setup.ts';
import { request } from '../../app/api/client.ts';
import { startedMemory } from './started-memory.ts';
import { useHomeWords } from './words.ts';

type Place = '/templates' | '/organisation/import' | '/organisation' | '/log';

/** Where each step is done, by which of the offices; the others are the work of staff. */
const PLACES: Readonly<Record<FirstStep, Readonly<{ to: Place; offices: readonly Office[] }> | null>> = {
  template: { to: '/templates', offices: ['system-administrator', 'security-administrator'] },
  organisation: { to: '/organisation/import', offices: ['system-administrator'] },
  invitations: { to: '/organisation', offices: ['system-administrator'] },
  training: { to: '/organisation', offices: ['system-administrator'] },
  customers: null,
  'first-read': { to: '/log', offices: ['audit-administrator'] },
};

/** What a new company has still to do, each step with who does it; gone when all is done, or put away. */
export function GettingStarted({ office }: { office: Office }) {
  const say = useHomeWords();
  const isPutAway = startedMemory.use('hidden');
  const progress = useQuery({
    queryKey: ['setup-progress'],
    queryFn: () => request<SetupProgress>('GET', '/setup/progress'),
    enabled: !isPutAway,
    staleTime: 0,
  });
  const steps = progress.data?.steps ?? [];
  if (isPutAway || steps.length === 0 || steps.every(({ done }) => done)) return null;
  const doneCount = steps.filter(({ done }) => done).length;
  return (
    <section className="sheet sheet-pad started">
      <div className="started-head">
        <h2>{say('started.title')}</h2>
        <span className="fact-quiet">{say('started.count', { done: doneCount, all: steps.length })}</span>
        <Button size="small" onClick={() => startedMemory.write('hidden', () => true)}>
          {say('started.hide')}
        </Button>
      </div>
      <ol className="started-steps">
        {steps.map(({ step, done }) => (
          <Step key={step} step={step} done={done} office={office} />
        ))}
      </ol>
    </section>
  );
}

function Step({ step, done, office }: { step: FirstStep; done: boolean; office: Office }) {
  const say = useHomeWords();
  const place = PLACES[step];
  const name = say(`started.${step}`);
  return (
    <li className={done ? 'started-done' : undefined}>
      <span className="started-mark" aria-hidden="true">
        {done ? '✓' : ''}
      </span>
      <div>
        {place?.offices.includes(office) ? <Link to={place.to}>{name}</Link> : <strong>{name}</strong>}
        <span className="unseen"> {say(done ? 'started.done' : 'started.open')}</span>
        <p className="fact-quiet">{say(`started.${step}.line`)}</p>
      </div>
    </li>
  );
}
