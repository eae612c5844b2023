import Button from 'antd/es/button';
import Checkbox from 'antd/es/checkbox';
import { useState } from 'react';
import { DropZone } from '../../app/drop-zone.tsx';
import { useLabel } from '../../app/i18n.ts';
import { saveCsv } from '../../app/save-csv.ts';
import { type RosterFile, usePositions } from './roster-api.ts';
import { useRosterWords } from './words.ts';

/** What the file must hold, a sample of it, and the file itself. */
export function FileStep({ busy, onFile }: { busy: boolean; onFile: (file: RosterFile) => void }) {
  const say = useRosterWords();
  const positions = usePositions(true);
  const saveSample = useSample(positions.data ?? []);
  const [complete, setComplete] = useState(false);
  return (
    <section className="sheet sheet-pad">
      <div className="roster-head">
        <h2>{say('file.title')}</h2>
        <Button onClick={saveSample}>{say('file.sample')}</Button>
      </div>
      <ul className="roster-hints">
        <li>{say('file.columns')}</li>
        <li>{say('file.columns.department')}</li>
        <li>{say('file.columns.position')}</li>
      </ul>
      {positions.data?.length === 0 && (
        <p className="roster-warning" role="status">
          {say('file.positions.none')}
        </p>
      )}
      <DropZone disabled={busy} busy={busy} onFile={(file) => onFile({ file, complete })} />
      <div className="roster-choice">
        <Checkbox checked={complete} onChange={(event) => setComplete(event.target.checked)}>
          {say('file.complete')}
        </Checkbox>
        <span className="fact-quiet">{say('file.complete.line')}</span>
      </div>
      <p className="fact-quiet">{say('file.kept')}</p>
    </section>
  );
}

/** A file of the right form, with positions that the company has. */
function useSample(positions: readonly Readonly<{ name: Readonly<{ zh: string; en: string }> }>[]) {
  const say = useRosterWords();
  const label = useLabel();
  const positionAt = (index: number) => {
    const found = positions[index] ?? positions[0];
    return found === undefined ? '' : label(found.name);
  };
  return () =>
    saveCsv(say('sample.name'), [
      [
        say('sample.login'),
        say('sample.person'),
        say('sample.department'),
        say('sample.position'),
        say('sample.from'),
        say('sample.until'),
      ],
      ['zhang.san', say('sample.one'), say('sample.path'), positionAt(0), '', ''],
      ['li.si', say('sample.other'), say('sample.path.other'), positionAt(1), '2026-12-01', ''],
    ]);
}
