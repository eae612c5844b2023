import Select from 'antd/es/select';
import { choosePurpose, useMe, usePurpose } from '../api/session.ts';
import { useLabel } from '../i18n.ts';
import { useAppWords } from '../locale/words.ts';
import { PurposeFacts } from './purpose-facts.tsx';

/** Always in sight: for which purpose customer data is being read. Offers only what is open to the caller. */
export function PurposeSwitch() {
  const say = useAppWords();
  const label = useLabel();
  const me = useMe();
  const purpose = usePurpose();
  if (me.purposes.length === 0) {
    return <span className="purpose-none">{say('purpose.none')}</span>;
  }
  return (
    <div className={`purpose-switch${purpose ? '' : ' purpose-switch-open'}`}>
      <span className="purpose-switch-label" aria-hidden="true">
        {say('purpose.label')}
      </span>
      <Select
        aria-label={
          purpose ? say('purpose.current', { purpose: label(purpose.label) }) : say('purpose.choose')
        }
        value={purpose?.code ?? null}
        placeholder={say('purpose.choose')}
        onChange={(code) => {
          if (code !== null) choosePurpose(code);
        }}
        options={me.purposes.map((each) => ({ value: each.code, label: label(each.label), purpose: each }))}
        optionRender={(option) => (
          <div className="purpose-option">
            <strong>{option.data.label}</strong>
            <PurposeFacts purpose={option.data.purpose} />
          </div>
        )}
        popupMatchSelectWidth={false}
        listHeight={460}
        virtual={false}
      />
    </div>
  );
}
