import Button from 'antd/es/button';
import { useAppWords } from '../../app/locale/words.ts';

export function PanelActions({
  submit,
  pending,
  disabled = false,
  onClose,
}: {
  submit: string;
  pending: boolean;
  disabled?: boolean;
  onClose: () => void;
}) {
  const app = useAppWords();
  return (
    <div className="panel-actions">
      <Button type="primary" htmlType="submit" loading={pending} disabled={disabled}>
        {submit}
      </Button>
      <Button onClick={onClose}>{app('do.cancel')}</Button>
    </div>
  );
}
