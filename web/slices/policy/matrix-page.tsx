import Segmented from 'antd/es/segmented';
import Select from 'antd/es/select';
import { useMemo, useState } from 'react';
import type { PolicyView } from '../../../src/contract/policy.ts';
import { policyMatrix } from '../../../src/kernel/policy/matrix.ts';
import { DisclosureLegend } from '../../app/disclosure/badge.tsx';
import { Entry } from '../../app/entry.tsx';
import { useLabel } from '../../app/i18n.ts';
import { useNarrow } from '../../app/narrow.ts';
import { BlankState } from '../../app/states/blank-state.tsx';
import { Loading } from '../../app/states/loading.tsx';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { CellPanel } from './cell-panel.tsx';
import './matrix.css';
import { type CellPlace, MatrixGrid } from './matrix-grid.tsx';
import { MatrixList } from './matrix-list.tsx';
import { useWorld } from './use-world.ts';
import { usePolicyWords } from './words.ts';
import { type Grouping, groupPosts, type World } from './world.ts';

/** Positions or departments against fields: the whole policy for seeing one record type, at a glance. */
export function MatrixPage({ policy }: { policy: PolicyView }) {
  const { world, error, retry } = useWorld(policy);
  if (world !== null) return <Matrix world={world} />;
  if (error !== null) return <ProblemNotice error={error} onRetry={retry} />;
  return <Loading rows={10} />;
}

function Matrix({ world }: { world: World }) {
  const say = usePolicyWords();
  const narrow = useNarrow();
  const [typeName, setTypeName] = useState(() => world.types[0]?.name ?? '');
  const [purpose, setPurpose] = useState<string | null>(null);
  const [by, setBy] = useState<Grouping>('position');
  const [open, setOpen] = useState<CellPlace | null>(null);
  const [at] = useState(() => Date.now());
  const type = world.types.find(({ name }) => name === typeName);
  const groups = useMemo(() => groupPosts(world, by), [world, by]);
  const question = useMemo(() => ({ at, purpose: purpose ?? undefined }), [at, purpose]);
  const cells = useMemo(
    () => (type === undefined ? null : policyMatrix(world.policy, type, groups, question)),
    [world, type, groups, question],
  );
  if (type === undefined || cells === null) return <BlankState drawing="empty" title={say('matrix.none')} />;
  const shared = { world, type, groups, cells, purpose, onOpen: setOpen };
  return (
    <section className="sheet matrix-sheet">
      <div className="matrix-tools">
        <MatrixChoices
          world={world}
          typeName={typeName}
          purpose={purpose}
          by={by}
          onType={setTypeName}
          onPurpose={setPurpose}
          onBy={setBy}
        />
        <div className="matrix-legend">
          <DisclosureLegend />
          <span className="matrix-key">
            <span className="matrix-mark mark-conditional" aria-hidden="true" /> {say('matrix.conditional')}
          </span>
          <span className="matrix-key">
            <span className="matrix-mark mark-partial" aria-hidden="true" /> {say('matrix.partial')}
          </span>
        </div>
      </div>
      {narrow ? <MatrixList {...shared} /> : <MatrixGrid {...shared} />}
      {open !== null && (
        <CellPanel
          world={world}
          type={type}
          field={open.field}
          group={open.group}
          cell={open.cell}
          question={question}
          onClose={() => setOpen(null)}
        />
      )}
    </section>
  );
}

function MatrixChoices({
  world,
  typeName,
  purpose,
  by,
  onType,
  onPurpose,
  onBy,
}: {
  world: World;
  typeName: string;
  purpose: string | null;
  by: Grouping;
  onType: (name: string) => void;
  onPurpose: (code: string | null) => void;
  onBy: (by: Grouping) => void;
}) {
  const say = usePolicyWords();
  const label = useLabel();
  return (
    <div className="matrix-choices">
      <Entry name={say('see.type')}>
        {(id) => (
          <Select
            id={id}
            aria-label={say('see.type')}
            value={typeName}
            options={world.types.map((each) => ({ value: each.name, label: label(each.label) }))}
            onChange={onType}
          />
        )}
      </Entry>
      <Entry name={say('see.purpose')}>
        {(id) => (
          <Select<string | null>
            id={id}
            aria-label={say('see.purpose')}
            allowClear
            placeholder={say('matrix.any-purpose')}
            value={purpose}
            options={world.view.purposes.map((each) => ({ value: each.code, label: label(each.label) }))}
            onChange={(code) => onPurpose(code ?? null)}
          />
        )}
      </Entry>
      <div className="entry">
        <span className="entry-name">{say('matrix.by')}</span>
        <Segmented<Grouping>
          aria-label={say('matrix.by')}
          value={by}
          options={[
            { value: 'position', label: say('matrix.by.position') },
            { value: 'department', label: say('matrix.by.department') },
          ]}
          onChange={onBy}
        />
      </div>
    </div>
  );
}
