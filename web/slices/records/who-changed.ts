import type { HistoryAnswer } from '../../../src/contract/records.ts';
import { useMe } from '../../app/api/session.ts';
import { useRecordsWords } from './words.ts';

type Changed = Pick<HistoryAnswer['changes'][number], 'person' | 'personName'>;

/** Who made a change: the reader, a colleague by name, or no person. Who left and is not known keeps their number. */
export function useWhoChanged(): (change: Changed) => string {
  const say = useRecordsWords();
  const me = useMe();
  return ({ person, personName }) => {
    if (person === null) return say('changes.system');
    if (person === me.person.id) return say('changes.me');
    return personName ?? say('changes.person', { id: person });
  };
}
