import type { AccessRecord } from '../../audit/access-record.ts';
import { Problem } from '../../contract/problem.ts';
import type { RequestChain } from '../../contract/sharing.ts';
import type { Act } from '../administration.ts';
import { presentAt } from './company.ts';
import { requestById } from './part.ts';
import { perform, recordLook, type Workshop } from './parts.ts';
import { recordsOf } from './store.ts';
import { iso, viewOf } from './view.ts';

/** Who asked, who decided, and what was finally read: the last from the access log itself. */

const READS_MAX = 200;
const PAGES_MAX = 20;
const PAGE = 200;

/** @throws Problem `not-found` for whoever may not read it */
export async function chainOf(workshop: Workshop, act: Act, id: number): Promise<RequestChain> {
  const { pool, clock } = workshop;
  const view = await viewOf(workshop, act, id, await presentAt(workshop, clock()));
  if (!view.mayReadChain) throw new Problem('not-found');
  const request = await requestById(pool, id);
  const { grant } = request;
  const { reads, complete } =
    grant === null
      ? { reads: [], complete: true }
      : await readsThrough(workshop, request.requester, grant, {
          records: new Set(await recordsOf(pool, id)),
          fields: new Set(request.approval.terms.fields),
        });
  const answer = { request: view, reads: [...reads], complete };
  // Looking at what somebody read leaves an entry, as it does anywhere else, before any of it is answered.
  if (act.caller.office === null) {
    return perform(workshop, act, 'request.chain', async () => ({ answer, facts: { request: id } }));
  }
  await recordLook(workshop, act, 'request.chain', id);
  return answer;
}

type Granted = Readonly<{ records: ReadonlySet<string>; fields: ReadonlySet<string> }>;

async function readsThrough(
  { logReader }: Workshop,
  person: number,
  grant: Readonly<{ id: number; from: number; until: number; endedAt: number | null }>,
  granted: Granted,
): Promise<Pick<RequestChain, 'reads' | 'complete'>> {
  // Every version: a grant may have been narrowed.
  const reference = `grant-${grant.id}@`;
  const until = (grant.endedAt ?? grant.until) + 1;
  const reads: RequestChain['reads'] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const found = await logReader.search(
      { person, kind: 'access', outcome: 'released', from: grant.from, until },
      { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) },
    );
    for (const { record } of found.entries) {
      const read = record?.rules.some((rule) => rule.startsWith(reference)) ? readOf(record, granted) : null;
      if (read !== null) reads.push(read);
      if (reads.length === READS_MAX) return { reads, complete: false };
    }
    if (found.cursor === null) return { reads, complete: true };
    cursor = found.cursor;
  }
  return { reads, complete: false };
}

/** What of an access concerned the records and fields that were granted; null where nothing did. */
function readOf(record: AccessRecord, granted: Granted): RequestChain['reads'][number] | null {
  const releases = record.releases
    .map((release) => ({ ...release, records: release.records.filter((id) => granted.records.has(id)) }))
    .filter(({ records }) => records.length > 0);
  const released = releases.flatMap(({ shown, masked, summary }) => [...shown, ...masked, ...summary]);
  const fields = new Set(released.filter((field) => granted.fields.has(field)));
  if (fields.size === 0) return null;
  return {
    at: iso(record.at),
    action: record.action,
    records: new Set(releases.flatMap(({ records }) => records)).size,
    fields: [...fields],
    accessRecord: record.id,
  };
}
