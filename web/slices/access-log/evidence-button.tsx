import { useMutation } from '@tanstack/react-query';
import Button from 'antd/es/button';
import { useFormat } from '../../app/format.ts';
import type { LogFilters } from '../../app/log/log-filters.ts';
import { saveFile } from '../../app/save-file.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { exportEvidence } from './access-log-api.ts';
import { useAccessLogWords } from './words.ts';

/** What the log is narrowed to, as a file that proves itself. */
export function EvidenceButton({ filters }: { filters: LogFilters }) {
  const say = useAccessLogWords();
  const format = useFormat();
  const exporting = useMutation({
    mutationFn: async () => {
      const evidence = await exportEvidence(filters);
      const text = JSON.stringify(evidence, null, 1);
      saveFile('fencun-evidence.json', new Blob([text], { type: 'application/json' }));
      return evidence;
    },
  });
  return (
    <div className="evidence">
      <Button loading={exporting.isPending} onClick={() => exporting.mutate()}>
        {say('evidence.export')}
      </Button>
      <p className="fact-quiet" role="status">
        {exporting.data === undefined
          ? say('evidence.line')
          : say(exporting.data.complete ? 'evidence.done' : 'evidence.done-cut', {
              count: format.integer(exporting.data.entries.length),
            })}
      </p>
      {exporting.isError && <ProblemNotice error={exporting.error} />}
    </div>
  );
}
