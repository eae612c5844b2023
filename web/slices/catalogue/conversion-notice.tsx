import { useQueryClient } from '@tanstack/react-query';
import Button from 'antd/es/button';
import Progress from 'antd/es/progress';
import { useEffect } from 'react';
import type { ConversionView } from '../../../src/contract/catalogue-editing.ts';
import type { CatalogueType } from '../../app/api/catalogue.ts';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { useConversions, useStopConversion } from './catalogue-api.ts';
import { useCatalogueWords } from './words.ts';

/** How far the conversion of a field of the type has come, or that the last one came to nothing. */
export function ConversionNotice({ type, mayStop }: { type: CatalogueType; mayStop: boolean }) {
  const client = useQueryClient();
  const conversions = useConversions();
  const latest = conversions.data?.find(({ recordType }) => recordType === type.name);
  const state = latest?.state;
  const isBecoming = type.fields.some(({ becoming }) => becoming !== undefined);
  // What the page knows of the type is from before it ended.
  useEffect(() => {
    if (isBecoming && state !== undefined && state !== 'running') {
      void client.invalidateQueries({ queryKey: ['catalogue'] });
    }
  }, [client, isBecoming, state]);
  if (latest === undefined) return null;
  if (latest.state === 'running') return <Running type={type} conversion={latest} mayStop={mayStop} />;
  return latest.state === 'refused' ? <Refused type={type} conversion={latest} /> : null;
}

type Props = { type: CatalogueType; conversion: ConversionView };

function useFieldName({ type, conversion }: Props): string {
  const label = useLabel();
  const field = type.fields.find(({ name }) => name === conversion.field);
  return field === undefined ? conversion.field : label(field.label);
}

function Running(props: Props & { mayStop: boolean }) {
  const { conversion, mayStop } = props;
  const say = useCatalogueWords();
  const format = useFormat();
  const stop = useStopConversion();
  const field = useFieldName(props);
  const { done, total } = conversion;
  const progress = { field, done: format.integer(Math.min(done, total)), total: format.integer(total) };
  return (
    <div className="conversion">
      <div className="conversion-head">
        <p role="status">{say('storage.progress', progress)}</p>
        {mayStop && (
          <Button size="small" loading={stop.isPending} onClick={() => stop.mutate(conversion.id)}>
            {say('storage.stop')}
          </Button>
        )}
      </div>
      <Progress
        aria-label={say('storage.progress', progress)}
        percent={total === 0 ? 0 : Math.min(100, Math.floor((done / total) * 100))}
        status={conversion.problem === null ? 'active' : 'exception'}
      />
      <p className="fact-quiet">
        {say(conversion.problem === null ? 'storage.progress.line' : 'storage.stuck')}
      </p>
      {stop.isError && <ProblemNotice error={stop.error} />}
    </div>
  );
}

function Refused(props: Props) {
  const say = useCatalogueWords();
  return (
    <div className="place-notice">
      <p>{say('storage.refused', { field: useFieldName(props) })}</p>
    </div>
  );
}
