import type { Reorganisation } from '../../../src/contract/organisation.ts';
import type { OrganisationChange, Person } from './organisation-api.ts';

export const CHANGES = ['transfer', 'assign', 'end', 'leave'] as const;
export type ChangeKind = (typeof CHANGES)[number];

/** A change of somebody's posts as its wizard has it. */
export type ChangeDraft = Readonly<{
  kind: ChangeKind;
  /** Which assignment ends. */
  assignment: number | null;
  department: number | null;
  position: string | null;
  isActing: boolean;
  /** Local date and time as the browser's control gives them; empty means now. */
  from: string;
  until: string;
}>;

export function emptyChange(kind: ChangeKind, person: Person): ChangeDraft {
  const held = openPosts(person);
  const first = held.length === 1 ? (held[0]?.id ?? null) : null;
  return { kind, assignment: first, department: null, position: null, isActing: false, from: '', until: '' };
}

/** Assignments that have not ended. */
export function openPosts({ assignments }: Person): Person['assignments'] {
  const now = Date.now();
  return assignments.filter(({ until }) => until === null || Date.parse(until) > now);
}

export type ChangeFault = 'assignment' | 'department' | 'position' | 'from' | 'until';

export function changeFaults(draft: ChangeDraft, now: number): readonly ChangeFault[] {
  const { kind } = draft;
  const faults: ChangeFault[] = [];
  if ((kind === 'transfer' || kind === 'end') && draft.assignment === null) faults.push('assignment');
  if (kind === 'transfer' || kind === 'assign') {
    if (draft.department === null) faults.push('department');
    if (draft.position === null) faults.push('position');
  }
  const from = draft.from === '' ? now : Date.parse(draft.from);
  if (Number.isNaN(from) || from < now - 60_000) faults.push('from');
  if (kind === 'assign') {
    const until = draft.until === '' ? null : Date.parse(draft.until);
    if (until === null ? draft.isActing : !(until > Math.max(from, now))) faults.push('until');
  }
  return faults;
}

/** What the server is asked before, and what it is told afterwards; null while something is missing. */
export function requestsOf(
  draft: ChangeDraft,
  person: number,
): Readonly<{ preview: Reorganisation; change: OrganisationChange }> | null {
  const { kind, assignment, department, position, isActing } = draft;
  const at = draft.from === '' ? null : new Date(draft.from).toISOString();
  const when = at === null ? {} : { at };
  if (kind === 'leave') {
    const change: OrganisationChange =
      at === null ? { kind: 'person', id: person, body: { status: 'left' } } : { kind: 'depart', person, at };
    return { preview: { kind, person, ...when }, change };
  }
  if (kind === 'end') {
    if (assignment === null) return null;
    return { preview: { kind, assignment, ...when }, change: { kind, assignment, at } };
  }
  if (department === null || position === null) return null;
  if (kind === 'transfer') {
    if (assignment === null) return null;
    const transfer = { assignment, department, position, ...when };
    return { preview: { kind, transfer }, change: { kind, body: transfer } };
  }
  const body = {
    ...{ person, department, position },
    ...(at === null ? {} : { from: at }),
    ...(draft.until === '' ? {} : { until: new Date(draft.until).toISOString() }),
    ...(isActing ? { capacity: 'acting' as const } : {}),
  };
  return { preview: { kind, assignment: body }, change: { kind, body } };
}
