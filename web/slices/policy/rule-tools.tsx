import Button from 'antd/es/button';
import { useLabel } from '../../app/i18n.ts';
import { type RuleView, useMayEdit, usePanel } from './editing.ts';
import { isEditable, ruleDraftOf } from './rule-draft.ts';
import { usePolicyWords } from './words.ts';

/** What can be done with a rule; only looking, for whom only reads. */
export function RuleTools({ rule, onLeave }: { rule: RuleView; onLeave?: () => void }) {
  const say = usePolicyWords();
  const label = useLabel();
  const open = usePanel();
  const mayEdit = useMayEdit();
  const leave = (panel: Parameters<typeof open>[0]) => {
    onLeave?.();
    open(panel);
  };
  const name = label(rule.name);
  const { id, version, ...body } = rule;
  return (
    <>
      {mayEdit && isEditable(body) && (
        <Button
          size="small"
          aria-label={say('edit.rule.one', { rule: name })}
          onClick={() => leave({ kind: 'rule', draft: ruleDraftOf(id, body), version })}
        >
          {say('edit.do')}
        </Button>
      )}
      <Button
        size="small"
        aria-label={say('versions.of', { id: name })}
        onClick={() => leave({ kind: 'versions', of: 'rule', id })}
      >
        {say('versions.open')}
      </Button>
      {mayEdit && (
        <Button
          size="small"
          aria-label={say('remove.one', { rule: name })}
          onClick={() => leave({ kind: 'remove-rule', rule })}
        >
          {say('remove.short')}
        </Button>
      )}
    </>
  );
}
