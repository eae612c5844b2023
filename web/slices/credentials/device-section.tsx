import { useMutation, useQueryClient } from '@tanstack/react-query';
import Button from 'antd/es/button';
import { useState } from 'react';
import type { CredentialView } from '../../../src/contract/session.ts';
import { useFormat } from '../../app/format.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { CREDENTIALS_KEY, signOutElsewhere } from './credentials-api.ts';
import { RevokeDialog } from './revoke-dialog.tsx';
import { useCredentialsWords } from './words.ts';

/** Where the reader is signed in: browser and system, networks, first and last use. */
export function DeviceSection({ sessions }: { sessions: readonly CredentialView[] }) {
  const say = useCredentialsWords();
  const client = useQueryClient();
  const nameOf = useDeviceName();
  const [asked, setAsked] = useState<CredentialView | null>(null);
  const leaving = useMutation({
    mutationFn: signOutElsewhere,
    onSuccess: () => client.invalidateQueries({ queryKey: CREDENTIALS_KEY }),
  });
  const others = sessions.filter(({ current }) => !current);
  const inOrder = [...sessions.filter(({ current }) => current), ...others];
  return (
    <section className="sheet">
      <div className="sheet-title">
        <h2>{say('sessions')}</h2>
        {others.length > 0 && (
          <Button loading={leaving.isPending} onClick={() => leaving.mutate()}>
            {say('sessions.end-others')}
          </Button>
        )}
      </div>
      <p className="sheet-line">{say('sessions.line')}</p>
      <div role="status">
        {leaving.isSuccess && others.length === 0 && (
          <p className="sheet-line done">{say('sessions.ended')}</p>
        )}
      </div>
      {leaving.isError && <ProblemNotice error={leaving.error} />}
      <ul className="factor-list">
        {inOrder.map((session) => (
          <li key={session.id}>
            <DeviceFacts session={session} name={nameOf(session)} />
            <Button size="small" danger type="text" onClick={() => setAsked(session)}>
              {say('revoke')}
              <span className="unseen"> {nameOf(session)}</span>
            </Button>
          </li>
        ))}
      </ul>
      {asked && <RevokeDialog credential={asked} name={nameOf(asked)} onClose={() => setAsked(null)} />}
    </section>
  );
}

function useDeviceName(): (session: CredentialView) => string {
  const say = useCredentialsWords();
  return ({ device, name }) => {
    if (device === null) return name === 'cli' ? say('device.cli') : say('device.unknown');
    const { browser, system } = device;
    return system === null ? browser : say('device.on', { browser, system });
  };
}

function DeviceFacts({ session, name }: { session: CredentialView; name: string }) {
  const say = useCredentialsWords();
  const format = useFormat();
  const seen = session.lastSeenAt ?? session.createdAt;
  return (
    <div className="factor-what">
      <span className="factor-name">
        {name} {session.current && <span className="chip">{say('current')}</span>}
      </span>
      <span className="fact-quiet">
        {say('device.seen', { first: format.instant(session.createdAt), last: format.instant(seen) })}
      </span>
      {session.networks.length > 0 && (
        <span className="fact-quiet">
          {say('device.networks')} {session.networks.join(', ')}
        </span>
      )}
    </div>
  );
}
