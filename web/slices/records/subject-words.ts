import type { DecisionSubject, DecisionsAnswer } from '../../../src/contract/decisions.ts';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { useRecordsWords } from './words.ts';

/** What a decision is about, in words. */
export function useSubjectWords(purposes: DecisionsAnswer['purposes']): (subject: DecisionSubject) => string {
  const say = useRecordsWords();
  const label = useLabel();
  const app = useAppWords();
  const nameOf = (code: string) => {
    const purpose = purposes.find((each) => each.code === code);
    return purpose === undefined ? code : label(purpose.label);
  };
  return (subject) => {
    if (subject.kind === 'state') return say(`decisions.state.${subject.state}`);
    const purpose = nameOf(subject.purpose);
    if (subject.kind === 'consent') {
      return subject.category === undefined
        ? say('decisions.consent', { purpose })
        : say('decisions.consent.category', { purpose, category: app.code('category', subject.category) });
    }
    const use = say(`decisions.use.${subject.use}`);
    return subject.recipient === undefined
      ? say('decisions.separate', { purpose, use })
      : say('decisions.separate.to', { purpose, use, recipient: subject.recipient });
  };
}
