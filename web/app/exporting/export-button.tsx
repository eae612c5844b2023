import Button from 'antd/es/button';
import { lazy, Suspense, useState } from 'react';
import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import { useMe } from '../api/session.ts';
import type { Selection } from './exporting-api.ts';
import { useExportingWords } from './words.ts';

const ExportPanel = lazy(() =>
  import('./export-panel.tsx').then((module) => ({ default: module.ExportPanel })),
);

/** Opens the panel in which a list, or what was chosen of it, is exported. Holders of an office export nothing. */
export function ExportButton({
  type,
  selection,
  size = 'middle',
}: {
  type: RecordTypeView;
  selection: Selection;
  size?: 'small' | 'middle';
}) {
  const say = useExportingWords();
  const me = useMe();
  const [open, setOpen] = useState(false);
  if (me.office !== null) return null;
  return (
    <>
      <Button size={size} onClick={() => setOpen(true)}>
        {say(selection.ids === undefined ? 'open' : 'open.chosen')}
      </Button>
      {open && (
        <Suspense>
          <ExportPanel type={type} selection={selection} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
