import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { CredentialView } from '../../../src/contract/session.ts';
import { Dialog } from '../../app/dialog.tsx';
import { useAppWords } from '../../app/locale/words.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { CREDENTIALS_KEY, revokeCredential } from './credentials-api.ts';
import { useCredentialsWords } from './words.ts';

export function RevokeDialog({
  credential,
  name,
  onClose,
}: {
  credential: CredentialView;
  name: string;
  onClose: () => void;
}) {
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
      <p>{credential.current ? say('revoke.this') : say('revoke.line', { name })}</p>
      {revoking.isError && <ProblemNotice error={revoking.error} />}
    </Dialog>
  );
}
