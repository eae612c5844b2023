import Button from 'antd/es/button';
import { useMe } from '../../app/api/session.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { type Template, useTemplateStep } from './templates-api.ts';
import { useTemplatesWords } from './words.ts';

/** Two steps by two officers; each sees their own as a button, and of the other's whether it is done. */
export function Steps({ template, applicable }: { template: Template; applicable: boolean }) {
  const say = useTemplatesWords();
  return (
    <section className="sheet sheet-pad">
      <h2>{say('steps.title')}</h2>
      {applicable ? (
        <ol className="template-steps">
          <PositionsStep template={template} />
          <ApplyStep template={template} />
        </ol>
      ) : (
        <p role="status">{say('step.apply.done')}</p>
      )}
    </section>
  );
}

function PositionsStep({ template }: { template: Template }) {
  const say = useTemplatesWords();
  const me = useMe();
  const taking = useTemplateStep('positions', template.code);
  const count = template.positions.filter(({ known }) => !known).length;
  return (
    <li>
      <h3>{say('step.positions')}</h3>
      <p className="fact-quiet" role="status">
        {count === 0 ? say('step.positions.done') : say('step.positions.missing', { count })}
      </p>
      {count > 0 && me.office === 'system-administrator' && (
        <Button type="primary" loading={taking.isPending} onClick={() => taking.mutate()}>
          {say('step.positions.do', { count })}
        </Button>
      )}
      {count > 0 && me.office !== 'system-administrator' && <p>{say('step.wait.system')}</p>}
      {taking.isError && <ProblemNotice error={taking.error} />}
    </li>
  );
}

function ApplyStep({ template }: { template: Template }) {
  const say = useTemplatesWords();
  const me = useMe();
  const applying = useTemplateStep('apply', template.code);
  const isReady = template.positions.every(({ known }) => known);
  return (
    <li>
      <h3>{say('step.apply')}</h3>
      <p className="fact-quiet">{say('step.apply.line')}</p>
      {me.office === 'security-administrator' ? (
        isReady && (
          <Button type="primary" loading={applying.isPending} onClick={() => applying.mutate()}>
            {say('step.apply.do')}
          </Button>
        )
      ) : (
        <p>{say('step.wait.security')}</p>
      )}
      {applying.isError && <ProblemNotice error={applying.error} />}
    </li>
  );
}
