import { useState } from 'react';
import type { TemplateCode, TemplatesView } from '../../../src/contract/templates.ts';
import { useMe } from '../../app/api/session.ts';
import { DisclosureLegend } from '../../app/disclosure/badge.tsx';
import { useLabel } from '../../app/i18n.ts';
import { usePageTitle } from '../../app/shell/page-title.ts';
import { Answer } from '../../app/states/answer.tsx';
import { BlankState } from '../../app/states/blank-state.tsx';
import { Sights } from './sights.tsx';
import { Steps } from './steps.tsx';
import './templates.css';
import { type Template, useTemplates } from './templates-api.ts';
import { useTemplatesWords } from './words.ts';

/** What a new company can begin with, at a glance, and the two steps by which it comes into force. */
export function TemplatesPage() {
  const say = useTemplatesWords();
  const me = useMe();
  usePageTitle(say('title'));
  if (me.office === null) return <BlankState drawing="locked" title={say('denied')} />;
  return (
    <div className="templates">
      <div className="page-head">
        <div className="page-head-text">
          <h1>{say('title')}</h1>
          <p className="page-line">{say('line')}</p>
        </div>
      </div>
      <TemplateChoice />
    </div>
  );
}

function TemplateChoice() {
  const templates = useTemplates();
  const [wanted, setCode] = useState<TemplateCode | null>(null);
  return (
    <Answer query={templates} rows={10}>
      {(view) => {
        // The second officer goes on with what the first has begun.
        const begun = view.templates.find(({ positions }) => positions.every(({ known }) => known));
        const code = wanted ?? begun?.code ?? 'retail';
        const chosen = view.templates.find((each) => each.code === code);
        return (
          <>
            <Choices view={view} code={code} onChoose={setCode} />
            {chosen && <Chosen key={code} template={chosen} applicable={view.applicable} />}
          </>
        );
      }}
    </Answer>
  );
}

function Choices({
  view,
  code,
  onChoose,
}: {
  view: TemplatesView;
  code: TemplateCode;
  onChoose: (code: TemplateCode) => void;
}) {
  const say = useTemplatesWords();
  const label = useLabel();
  return (
    <fieldset className="template-choices">
      <legend className="unseen">{say('choose')}</legend>
      {view.templates.map((template) => (
        <label key={template.code} className="sheet template-choice">
          <input
            type="radio"
            name="template"
            checked={template.code === code}
            onChange={() => onChoose(template.code)}
          />
          <span>
            <strong>{label(template.label)}</strong>
            <span className="fact-quiet">{label(template.description)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function Chosen({ template, applicable }: { template: Template; applicable: boolean }) {
  const say = useTemplatesWords();
  const label = useLabel();
  const { recordTypes, positions, purposes, rules } = template;
  const counts = {
    types: recordTypes.length,
    fields: recordTypes.reduce((sum, { fields }) => sum + fields.length, 0),
    positions: positions.length,
    purposes: purposes.length,
    rules: rules.length,
  };
  return (
    <>
      <p className="template-brings">{say('brings', counts)}</p>
      <Steps template={template} applicable={applicable} />
      <section className="sheet sheet-pad">
        <h2>{say('see.title')}</h2>
        <p className="fact-quiet">{say('see.line')}</p>
        <DisclosureLegend />
        <Sights template={template} />
      </section>
      <section className="sheet sheet-pad">
        <h2>{say('purposes')}</h2>
        <dl className="template-list">
          {purposes.map((purpose) => (
            <div key={purpose.code}>
              <dt>{label(purpose.label)}</dt>
              <dd>{label(purpose.description)}</dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  );
}
