import Button from 'antd/es/button';
import type { ReactNode } from 'react';
import { type MatrixCell, type MatrixQuestion, rulesAbout } from '../../../src/kernel/policy/matrix.ts';
import type { CatalogueField, CatalogueType } from '../../app/api/catalogue.ts';
import { SidePanel } from '../../app/dialog.tsx';
import { DisclosureBadge } from '../../app/disclosure/badge.tsx';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { Sensitivity } from '../../app/sensitivity.tsx';
import { useMayEdit, usePanel } from './editing.ts';
import { usePolicySentences } from './policy-words.ts';
import { RuleCard } from './rule-card.tsx';
import { emptyRule, type RuleDraft } from './rule-draft.ts';
import { RuleTools } from './rule-tools.tsx';
import { usePolicyWords } from './words.ts';
import type { NamedGroup, World } from './world.ts';

/** What a cell means, and which rules make it so. */
export function CellPanel({
  world,
  type,
  field,
  group,
  cell,
  question,
  onClose,
}: {
  world: World;
  type: CatalogueType;
  field: CatalogueField;
  group: NamedGroup;
  cell: MatrixCell;
  question: MatrixQuestion;
  onClose: () => void;
}) {
  const say = usePolicyWords();
  const label = useLabel();
  const sentences = usePolicySentences(world.view);
  const open = usePanel();
  const mayEdit = useMayEdit();
  const about = new Set(rulesAbout(world.policy, type, field, group, question).map(({ id }) => id));
  const rules = world.view.rules.filter(({ id }) => about.has(id));
  return (
    <SidePanel
      open
      onClose={onClose}
      title={`${label(group.name)} · ${label(field.label)}`}
      size={620}
      className="cell-panel"
    >
      <CellFacts world={world} field={field} group={group} cell={cell} />
      <OutsidePurpose world={world} field={field} question={question} />
      <h3>{say('cell.rules')}</h3>
      {rules.length === 0 ? (
        <p className="fact-quiet">{say('cell.rules.none')}</p>
      ) : (
        <ul className="rules">
          {rules.map((rule) => (
            <RuleCard
              key={rule.id}
              rule={rule}
              sentences={sentences}
              tools={<RuleTools rule={rule} onLeave={onClose} />}
            />
          ))}
        </ul>
      )}
      {mayEdit && (
        <Button
          className="cell-new"
          onClick={() => {
            onClose();
            open({ kind: 'rule', draft: draftFor(type, field, group, question), version: null });
          }}
        >
          {say('cell.rule.new')}
        </Button>
      )}
    </SidePanel>
  );
}

/** A rule about this very cell, to begin with. */
function draftFor(
  type: CatalogueType,
  field: CatalogueField,
  group: NamedGroup,
  { purpose }: MatrixQuestion,
): RuleDraft {
  const draft = emptyRule(type.name);
  const isDepartment = /^\d+$/.test(group.key);
  const who = isDepartment ? { departments: [Number(group.key)] } : { positions: [group.key] };
  return {
    ...draft,
    who: { ...draft.who, ...who },
    names: [field.name],
    purposes: purpose === undefined ? [] : [purpose],
  };
}

function CellFacts({
  world,
  field,
  group,
  cell,
}: {
  world: World;
  field: CatalogueField;
  group: NamedGroup;
  cell: MatrixCell;
}) {
  const say = usePolicyWords();
  const app = useAppWords();
  const format = useFormat();
  const sentences = usePolicySentences(world.view);
  const people = new Set(group.posts.map(({ person }) => person)).size;
  return (
    <dl className="facts">
      <Fact name={say('see.most')}>
        <DisclosureBadge disclosure={cell.disclosure} />
        {cell.conditional && <span className="chip">{say('matrix.conditional')}</span>}{' '}
        {cell.partial && <span className="chip">{say('matrix.partial')}</span>}
      </Fact>
      {cell.scopes.length > 0 && (
        <Fact name={say('see.records')}>
          {cell.scopes.map((scope) => say(`scope.${scope}`)).join(say('who.or'))}
        </Fact>
      )}
      {cell.purposes.length > 0 && (
        <Fact name={say('see.purposes')}>{sentences.purposes([...cell.purposes])}</Fact>
      )}
      <Fact name={say('cell.people')}>{format.integer(people)}</Fact>
      <Fact name={say('cell.field')}>
        {app.code('category', field.category)} <Sensitivity value={field.sensitivity} />
      </Fact>
    </dl>
  );
}

/** Where no rule could help, because the purpose does not need the category. */
function OutsidePurpose({
  world,
  field,
  question,
}: {
  world: World;
  field: CatalogueField;
  question: MatrixQuestion;
}) {
  const say = usePolicyWords();
  const app = useAppWords();
  const label = useLabel();
  const purpose = world.view.purposes.find(({ code }) => code === question.purpose);
  if (purpose === undefined || purpose.categories.includes(field.category)) return null;
  return (
    <p className="cell-outside">
      {say('cell.outside-purpose', {
        purpose: label(purpose.label),
        category: app.code('category', field.category),
      })}
    </p>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
