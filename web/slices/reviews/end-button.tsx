import { useMutation, useQueryClient } from '@tanstack/react-query';
import Button from 'antd/es/button';
import { useState } from 'react';
import { AUTHORITY } from '../../app/api/authority.ts';
import { request } from '../../app/api/client.ts';
import { Dialog } from '../../app/dialog.tsx';
import { useAppWords } from '../../app/locale/words.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { useReviewsWords } from './words.ts';

type Act = Readonly<{ credential: string }> | Readonly<{ assignment: number }>;

/** Ends a token or an assignment at once, after a question. */
export function EndButton({ what, of, act }: { what: string; of: string; act: Act }) {
  const say = useReviewsWords();
  const app = useAppWords();
  const client = useQueryClient();
  const [asks, setAsks] = useState(false);
  const ending = useMutation({
    mutationFn: () =>
      'credential' in act
        ? request<void>('DELETE', `/credentials/${act.credential}`)
        : request<void>('POST', `/assignments/${act.assignment}/end`, { body: {} }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [AUTHORITY] });
      setAsks(false);
    },
  });
  return (
    <>
      <Button size="small" danger aria-label={`${what}: ${of}`} onClick={() => setAsks(true)}>
        {what}
      </Button>
      <Dialog
        open={asks}
        title={of}
        onCancel={() => setAsks(false)}
        onOk={() => ending.mutate()}
        okText={say('end.yes')}
        cancelText={app('do.cancel')}
        okButtonProps={{ danger: true, loading: ending.isPending }}
        width={420}
      >
        <p>{say('end.confirm', { what })}</p>
        {ending.isError && <ProblemNotice error={ending.error} />}
      </Dialog>
    </>
  );
}
