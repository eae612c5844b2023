import { useMemo } from 'react';
import { type MatrixCell, policyMatrix } from '../../../src/kernel/policy/matrix.ts';
import type { Assignment } from '../../../src/kernel/policy/model.ts';
import { DisclosureBadge } from '../../app/disclosure/badge.tsx';
import { useLabel } from '../../app/i18n.ts';
import { Sensitivity } from '../../app/sensitivity.tsx';
import type { Template } from './templates-api.ts';
import { useTemplatesWords } from './words.ts';

type TemplateType = Template['recordTypes'][number];

/** For each record type its fields down and the positions across; the first is open. */
export function Sights({ template }: { template: Template }) {
  const label = useLabel();
  return template.recordTypes.map((type, index) => (
    <details key={type.name} className="template-type" open={index === 0}>
      <summary>
        {label(type.label)} <span className="fact-quiet">{type.fields.length}</span>
      </summary>
      <SightTable template={template} type={type} />
    </details>
  ));
}

function SightTable({ template, type }: { template: Template; type: TemplateType }) {
  const say = useTemplatesWords();
  const label = useLabel();
  const cells = useMemo(() => cellsOf(template, type), [template, type]);
  const name = say('see.table', { type: label(type.label) });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by the keyboard
    <section className="template-scroll" tabIndex={0} aria-label={name}>
      <table className="template-table">
        <caption className="unseen">{name}</caption>
        <thead>
          <tr>
            <th scope="col">{say('see.field')}</th>
            {template.positions.map((position) => (
              <th key={position.code} scope="col" className="template-position">
                {label(position.name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {type.fields.map((field) => (
            <tr key={field.name}>
              <th scope="row">
                {label(field.label)} <Sensitivity value={field.sensitivity} quiet />
              </th>
              {cells.get(field.name)?.map((cell, index) => (
                <td key={template.positions[index]?.code}>
                  <DisclosureBadge disclosure={cell.disclosure} quiet />
                  {cell.conditional && (
                    <>
                      <span aria-hidden="true">*</span>
                      <span className="unseen">{say('conditional')}</span>
                    </>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** As if each position were held by one person in one department of the company. */
function cellsOf(template: Template, type: TemplateType): ReadonlyMap<string, readonly MatrixCell[]> {
  const departments = [{ id: 1, parent: null }];
  const policy = { version: 1, rules: template.rules, purposes: template.purposes, departments };
  const groups = template.positions.map(({ code }, index) => {
    const id = index + 1;
    const post: Assignment = { id, person: id, department: 1, position: code, validity: {} };
    return { key: code, posts: [post] };
  });
  return policyMatrix(policy, type, groups, { at: Date.now() });
}
