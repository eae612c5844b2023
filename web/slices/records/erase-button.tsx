import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import Button from 'antd/es/button';
import { useState } from 'react';
import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import { Dialog } from '../../app/dialog.tsx';
import { useAppWords } from '../../app/locale/words.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { useRecordWrites } from './records-api.ts';
import { useRecordsWords } from './words.ts';

/** Erases the record after saying what goes with it. */
export function EraseButton({ type, id, version }: { type: RecordTypeView; id: string; version: number }) {
  const say = useRecordsWords();
  const app = useAppWords();
  const navigate = useNavigate();
  const writes = useRecordWrites(type.name);
  const [asking, setAsking] = useState(false);
  const erasing = useMutation({
    mutationFn: () => writes.erase(id, version),
    onSuccess: async () => {
      await navigate({ to: '/records/$type', params: { type: type.name } });
      writes.forget(id);
    },
  });
  return (
    <>
      <Button danger onClick={() => setAsking(true)}>
        {say('erase.open')}
      </Button>
      <Dialog
        open={asking}
        title={say('erase.title')}
        onCancel={() => setAsking(false)}
        onOk={() => erasing.mutate()}
        okText={say('erase.confirm')}
        cancelText={app('do.cancel')}
        okButtonProps={{ danger: true, loading: erasing.isPending }}
        width={440}
      >
        <p>{say(type.customerField === null ? 'erase.customer' : 'erase.other')}</p>
        {erasing.isError && <ProblemNotice error={erasing.error} />}
      </Dialog>
    </>
  );
}
