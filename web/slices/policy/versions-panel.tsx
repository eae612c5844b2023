import Button from 'antd/es/button';
import Select from 'antd/es/select';
import { useState } from 'react';
import type { PolicyView, PurposeBody, RuleBody } from '../../../src/contract/policy.ts';
import { SidePanel } from '../../app/dialog.tsx';
import { Entry } from '../../app/entry.tsx';
import { useFormat } from '../../app/format.ts';
import { Answer } from '../../app/states/answer.tsx';
import { TableScroll } from '../../app/table-scroll.tsx';
import { type Panel, useMayEdit, usePanel } from './editing.ts';
import { useVersions } from './policy-api.ts';
import { usePolicySentences } from './policy-words.ts';
import { purposeDraftOf } from './purpose-draft.ts';
import { ruleDraftOf } from './rule-draft.ts';
import { useVersionFacts } from './version-facts.ts';
import { usePolicyWords } from './words.ts';

type Version = Readonly<{
  version: number;
  at: string;
  person: { id: number; name: string } | null;
  body: RuleBody | PurposeBody | null;
}>;

/** Every text that a rule or purpose had: two of them side by side, and the older one brought back. */
export function VersionsPanel({
  policy,
  panel,
  onClose,
}: {
  policy: PolicyView;
  panel: Extract<Panel, { kind: 'versions' }>;
  onClose: () => void;
}) {
  const say = usePolicyWords();
  const versions = useVersions(panel.of, panel.id);
  return (
    <SidePanel open onClose={onClose} title={say('versions.of', { id: panel.id })} size={760}>
      <Answer query={versions} rows={8}>
        {(answer) => <Comparison policy={policy} panel={panel} versions={answer.versions} />}
      </Answer>
    </SidePanel>
  );
}

function Comparison({
  policy,
  panel,
  versions,
}: {
  policy: PolicyView;
  panel: Extract<Panel, { kind: 'versions' }>;
  versions: readonly Version[];
}) {
  const say = usePolicyWords();
  const format = useFormat();
  const mayEdit = useMayEdit();
  const newest = versions[0];
  const [leftVersion, setLeft] = useState((versions[1] ?? newest)?.version ?? 1);
  const [rightVersion, setRight] = useState(newest?.version ?? 1);
  const left = versions.find(({ version }) => version === leftVersion);
  const right = versions.find(({ version }) => version === rightVersion);
  if (newest === undefined || left === undefined || right === undefined) return null;
  const options = versions.map(({ version, at, person, body }) => ({
    value: version,
    label: say(body === null ? 'versions.removed-by' : 'versions.by', {
      version,
      at: format.instant(at),
      person: person?.name ?? say('versions.installation'),
    }),
  }));
  const sides = [
    ['left', leftVersion, setLeft],
    ['right', rightVersion, setRight],
  ] as const;
  return (
    <div className="policy-form">
      <div className="versions-choice">
        {sides.map(([side, value, choose]) => (
          <Entry key={side} name={say(`versions.${side}`)}>
            {(id) => (
              <Select
                id={id}
                aria-label={say(`versions.${side}`)}
                value={value}
                options={options}
                onChange={choose}
              />
            )}
          </Entry>
        ))}
      </div>
      <SideBySide policy={policy} left={left} right={right} />
      {mayEdit && left.body !== null && left !== newest && (
        <Restore panel={panel} from={left} newest={newest} body={left.body} />
      )}
    </div>
  );
}

function SideBySide({ policy, left, right }: { policy: PolicyView; left: Version; right: Version }) {
  const say = usePolicyWords();
  const factsOf = useVersionFacts(usePolicySentences(policy));
  const [before, after] = [left.body, right.body].map((body) => (body === null ? [] : factsOf(body)));
  const names = (after?.length ? after : before)?.map(([name]) => name) ?? [];
  const changed = names.filter((_, index) => before?.[index]?.[1] !== after?.[index]?.[1]);
  return (
    <>
      <p role="status">
        {changed.length === 0
          ? say('versions.same')
          : say('versions.changed', { parts: changed.join(say('who.or')) })}
      </p>
      <TableScroll name={say('versions.compare')}>
        <table className="table table-wrap versions">
          <thead>
            <tr>
              <th scope="col">{say('versions.part')}</th>
              <th scope="col">{say('versions.number', { version: left.version })}</th>
              <th scope="col">{say('versions.number', { version: right.version })}</th>
            </tr>
          </thead>
          <tbody>
            {names.map((name, index) => (
              <tr key={name} className={changed.includes(name) ? 'version-changed' : undefined}>
                <th scope="row">{name}</th>
                <td>{left.body === null ? say('versions.removed') : before?.[index]?.[1]}</td>
                <td>{right.body === null ? say('versions.removed') : after?.[index]?.[1]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </>
  );
}

/** An old text comes back as a new version, by way of the editor, where its effect is seen first. */
function Restore({
  panel,
  from,
  newest,
  body,
}: {
  panel: Extract<Panel, { kind: 'versions' }>;
  from: Version;
  newest: Version;
  body: RuleBody | PurposeBody;
}) {
  const say = usePolicyWords();
  const open = usePanel();
  const version = newest.body === null ? null : newest.version;
  const restores = from.version;
  return (
    <div className="form-actions">
      <Button
        onClick={() =>
          'effect' in body
            ? open({ kind: 'rule', draft: ruleDraftOf(panel.id, body), version, restores })
            : open({ kind: 'purpose', draft: purposeDraftOf(panel.id, body), version, restores })
        }
      >
        {say('versions.restore', { version: from.version })}
      </Button>
      <span className="fact-quiet">{say('versions.restore.line')}</span>
    </div>
  );
}
