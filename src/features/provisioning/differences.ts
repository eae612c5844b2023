import type { DepartmentId, PersonId } from '../../kernel/policy/model.ts';
import { heldBy, loadDictionary, loadSources, type Queryable, wantedOf } from './reconcile.ts';

/** An assignment in force that the source does not say, or one that it says and nobody holds. */
export type Difference = Readonly<{
  person: PersonId;
  name: string;
  /** Null where it is missing. */
  assignment: number | null;
  department: DepartmentId;
  position: string;
}>;

/** What somebody changed by hand beside the source, of people whom the source keeps. */
export async function differences(client: Queryable, at: number): Promise<readonly Difference[]> {
  const sources = await loadSources(client);
  if (sources.length === 0) return [];
  const dictionary = await loadDictionary(client);
  const found: Difference[] = [];
  for (const source of sources) {
    const { posts, reason } = wantedOf(source, dictionary);
    // Where nobody knows what the source means, nothing can differ from it.
    if (reason !== null) continue;
    const held = await heldBy(client, at, source.id);
    const who = { person: source.id, name: source.name };
    for (const { id, department, position, provisioned } of held) {
      if (!provisioned) found.push({ ...who, assignment: id, department, position });
    }
    for (const { department, position } of posts) {
      if (held.some((each) => each.department === department && each.position === position)) continue;
      found.push({ ...who, assignment: null, department, position });
    }
  }
  return found;
}
