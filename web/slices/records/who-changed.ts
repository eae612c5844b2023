import { useMe } from '../../app/api/session.ts';
import { useRecordsWords } from './words.ts';

/** Who made a change, as far as its record says: the reader, another person by number, or no person. */
export function useWhoChanged(): (person: number | null) => string {
  const say = useRecordsWords();
  const me = useMe();
  return (person) => {
    if (person === null) return say('changes.system');
    return person === me.person.id ? say('changes.me') : say('changes.person', { id: person });
  };
}
