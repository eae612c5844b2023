import type { PolicyView } from '../../../src/contract/policy.ts';
import type { Panel } from './editing.ts';
import { PurposePanel } from './purpose-panel.tsx';
import { RemovePanel } from './remove-panel.tsx';
import { RulePanel } from './rule-panel.tsx';
import { useWorld } from './use-world.ts';
import { VersionsPanel } from './versions-panel.tsx';

/** Whichever panel is open beside the policy. */
export function Panels({
  policy,
  panel,
  onClose,
}: {
  policy: PolicyView;
  panel: Panel | null;
  onClose: () => void;
}) {
  const { world } = useWorld(policy);
  if (panel === null) return null;
  if (panel.kind === 'versions') {
    return <VersionsPanel key={panel.id} policy={policy} panel={panel} onClose={onClose} />;
  }
  if (world === null) return null;
  switch (panel.kind) {
    case 'rule':
      return <RulePanel key={panel.draft.id} world={world} panel={panel} onClose={onClose} />;
    case 'remove-rule':
      return <RemovePanel rule={panel.rule} onClose={onClose} />;
    case 'purpose':
      return <PurposePanel key={panel.draft.code} world={world} panel={panel} onClose={onClose} />;
  }
}
