import Button from 'antd/es/button';
import { useAppWords } from './locale/words.ts';

/** How a form ends: what it does, and the way out of it. */
export function FormActions({
  submit,
  pending,
  danger = false,
  disabled = false,
  onClose,
}: {
  submit: string;
  pending: boolean;
  danger?: boolean;
  /** Whether there is nothing to do yet. */
  disabled?: boolean;
  onClose: () => void;
}) {
  const app = useAppWords();
  return (
    <div className="form-actions">
      <Button type="primary" htmlType="submit" loading={pending} danger={danger} disabled={disabled}>
        {submit}
      </Button>
      <Button onClick={onClose}>{app('do.cancel')}</Button>
    </div>
  );
}
