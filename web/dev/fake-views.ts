import { randomUUID } from 'node:crypto';
import type { SavedView, SavedViewBody } from '../../src/contract/views.ts';
import type { Call, Reply } from './fake-call.ts';

/** Development only: saved views, the same for everybody. */

const VIEWS: SavedView[] = [];

export function viewsAnswer(call: Call): Reply {
  if (call.method === 'POST') {
    const body = call.body as SavedViewBody;
    const known = VIEWS.findIndex((each) => each.recordType === body.recordType && each.name === body.name);
    const view = { ...body, id: VIEWS[known]?.id ?? randomUUID() };
    if (known >= 0) VIEWS.splice(known, 1);
    VIEWS.push(view);
    return { body: view };
  }
  if (call.method === 'DELETE') {
    const at = VIEWS.findIndex(({ id }) => call.path.endsWith(id));
    if (at >= 0) VIEWS.splice(at, 1);
    return {};
  }
  return { body: { views: VIEWS } };
}
