import { useMutation, useQueryClient } from '@tanstack/react-query';
import Button from 'antd/es/button';
import { useState } from 'react';
import type { CredentialView } from '../../../src/contract/session.ts';
import { Dialog } from '../../app/dialog.tsx';
import { useFormat } from '../../app/format.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { TableScroll } from '../../app/table-scroll.tsx';
import { CREDENTIALS_KEY, revokeCredential } from './credentials-api.ts';
import { useCredentialsWords } from './words.ts';

export function CredentialTable({
  name,
  credentials,
}: {
  name: string;
  credentials: readonly CredentialView[];
}) {
  const say = useCredentialsWords();
  const app = useAppWords();
  const format = useFormat();
  const [asked, setAsked] = useState<CredentialView | null>(null);
  return (
    <TableScroll name={name}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{say('name')}</th>
            <th scope="col">{say('last-seen')}</th>
            <th scope="col">{say('created')}</th>
            <th scope="col">{say('expires')}</th>
            <th scope="col">
              <span className="unseen">{say('revoke')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {credentials.map((credential) => (
            <tr key={credential.id}>
              <td title={credential.name}>
                {credential.name} {credential.current && <span className="chip">{say('current')}</span>}
              </td>
              <td>
                {credential.lastSeenAt === null ? app('time.never') : format.instant(credential.lastSeenAt)}
              </td>
              <td>{format.instant(credential.createdAt)}</td>
              <td>{format.instant(credential.expiresAt)}</td>
              <td className="cell-end">
                <Button size="small" danger type="text" onClick={() => setAsked(credential)}>
                  {say('revoke')}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {asked && <RevokeDialog credential={asked} onClose={() => setAsked(null)} />}
    </TableScroll>
  );
}

function RevokeDialog({ credential, onClose }: { credential: CredentialView; onClose: () => void }) {
  const say = useCredentialsWords();
  const app = useAppWords();
  const client = useQueryClient();
  const revoking = useMutation({
    mutationFn: () => revokeCredential(credential.id),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: CREDENTIALS_KEY });
      onClose();
    },
  });
  return (
    <Dialog
      open
      title={say('revoke')}
      onCancel={onClose}
      onOk={() => revoking.mutate()}
      okText={say('revoke.confirm')}
      cancelText={app('do.cancel')}
      okButtonProps={{ danger: true, loading: revoking.isPending }}
      width={420}
    >
      <p>{credential.current ? say('revoke.this') : say('revoke.line', { name: credential.name })}</p>
      {revoking.isError && <ProblemNotice error={revoking.error} />}
    </Dialog>
  );
}
