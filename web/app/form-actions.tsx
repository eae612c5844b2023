import Button from 'antd/es/button';
import { useAppWords } from '../../app/locale/words.ts';

export function FormActions({
  submit,
  pending,
  danger = false,
  onClose,
}: {
  submit: string;
  pending: boolean;
  danger?: boolean;
  onClose: () => void;
}) {
  const app = useAppWords();
  return (
    <div className="form-actions">
      <Button type="primary" htmlType="submit" loading={pending} danger={danger}>
        {submit}
      </Button>
      <Button onClick={onClose}>{app('do.cancel')}</Button>
    </div>
  );
}
