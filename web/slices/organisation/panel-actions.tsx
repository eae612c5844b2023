import Button from 'antd/es/button';
import { useAppWords } from '../../app/locale/words.ts';

export function PanelActions({
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
    <div className="panel-actions">
      <Button type="primary" htmlType="submit" danger={danger} loading={pending}>
        {submit}
      </Button>
      <Button onClick={onClose}>{app('do.cancel')}</Button>
    </div>
  );
}
