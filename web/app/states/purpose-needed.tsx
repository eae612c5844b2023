import Button from 'antd/es/button';
import { choosePurpose, useMe } from '../api/session.ts';
import { useLabel } from '../i18n.ts';
import { useAppWords } from '../locale/words.ts';
import { PurposeFacts } from '../shell/purpose-facts.tsx';
import { BlankState } from './blank-state.tsx';

/** Before customer data can be read: the purposes open to the reader, and what each opens. */
export function PurposeNeeded() {
  const say = useAppWords();
  const label = useLabel();
  const me = useMe();
  if (me.purposes.length === 0) {
    return (
      <BlankState drawing="locked" title={say('purpose.nothing.title')}>
        {me.office === null
          ? say('purpose.nothing.detail')
          : say('purpose.nothing.office', { office: say(`office.${me.office}`) })}
      </BlankState>
    );
  }
  return (
    <BlankState
      drawing="purpose"
      title={say('purpose.needed.title')}
      action={
        <ul className="purpose-cards">
          {me.purposes.map((purpose) => (
            <li key={purpose.code}>
              <h3>{label(purpose.label)}</h3>
              <PurposeFacts purpose={purpose} />
              <Button onClick={() => choosePurpose(purpose.code)}>{say('purpose.choose')}</Button>
            </li>
          ))}
        </ul>
      }
    >
      {say('purpose.needed.detail')}
    </BlankState>
  );
}
