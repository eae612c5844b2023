import { useNavigate } from '@tanstack/react-router';
import Button from 'antd/es/button';
import { useState } from 'react';
import { Dialog } from '../../app/dialog.tsx';
import { useAppWords } from '../../app/locale/words.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { useDiscard } from './imports-api.ts';
import { useImportsWords } from './words.ts';

export function DiscardButton({ id }: { id: string }) {
  const say = useImportsWords();
  const app = useAppWords();
  const navigate = useNavigate();
  const discard = useDiscard(id);
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button danger type="text" onClick={() => setAsking(true)}>
        {say('discard')}
      </Button>
      <Dialog
        open={asking}
        title={say('discard')}
        onCancel={() => setAsking(false)}
        onOk={() => discard.mutate(undefined, { onSuccess: () => void navigate({ to: '/imports' }) })}
        okText={say('discard')}
        cancelText={app('do.cancel')}
        okButtonProps={{ danger: true, loading: discard.isPending }}
        width={420}
      >
        <p>{say('discard.confirm')}</p>
        {discard.isError && <ProblemNotice error={discard.error} />}
      </Dialog>
    </>
  );
}
