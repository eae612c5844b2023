import type { Me } from '../../../src/contract/session.ts';
import type { Label } from '../../../src/kernel/record-type.ts';
import { useRecordTypes } from '../api/record-types.ts';
import { useMe, usePurpose } from '../api/session.ts';

/** The position that carries the duties of a personal information protection officer (PIPL art. 52). */
const OFFICER_POSITIONS: ReadonlySet<string> = new Set([
  'dpo',
  'data-protection-officer',
  'protection-officer',
]);

export function mayReadLog(me: Me): boolean {
  return (
    me.office === 'audit-administrator' ||
    me.assignments.some((assignment) => OFFICER_POSITIONS.has(assignment.position.code))
  );
}

function editsOrAuditsPolicy(me: Me): boolean {
  return me.office === 'security-administrator' || me.office === 'audit-administrator';
}

/** Who approves changes of the policy; the server asks the same. */
export function approvesPolicy(me: Me): boolean {
  return me.assignments.some(({ position }) => position.code === 'data-protection-officer');
}

export function mayReadPolicy(me: Me): boolean {
  return editsOrAuditsPolicy(me) || approvesPolicy(me);
}

/** Descriptions of data, for the offices and for who reads the log anyway. */
export function mayReadCatalogue(me: Me): boolean {
  return me.office !== null || mayReadLog(me);
}

/** Who looks after authority that nobody uses or answers for. */
export function mayWatchAuthority(me: Me): boolean {
  return me.office !== null || mayReadLog(me);
}

/** A page that this person may go to. `key` follows `g` on the keyboard. */
export type Place =
  | Readonly<{
      kind: 'page';
      group: 'home' | 'data' | 'administration';
      to:
        | '/'
        | '/requests'
        | '/approval-flow'
        | '/imports'
        | '/exports'
        | '/organisation'
        | '/catalogue'
        | '/policy'
        | '/security'
        | '/authority'
        | '/reviews'
        | '/log';
      word:
        | 'home'
        | 'requests'
        | 'approval-flow'
        | 'imports'
        | 'exports'
        | 'organisation'
        | 'catalogue'
        | 'policy'
        | 'security'
        | 'authority'
        | 'reviews'
        | 'log';
      key: string;
    }>
  | Readonly<{ kind: 'records'; group: 'data'; type: string; label: Label; key: string | null }>;

/** The places that this person may go to, in the order of the navigation; the others are not there. */
export function usePlaces(): readonly Place[] {
  const me = useMe();
  const purpose = usePurpose();
  const types = useRecordTypes();
  const known = types.data ?? [];
  const listed = purpose === null ? known : known.filter((type) => type.fields.length > 0);
  const places: Place[] = [{ kind: 'page', group: 'home', to: '/', word: 'home', key: 'h' }];
  if (me.purposes.length > 0 && listed.length > 0) {
    for (const { name, label } of listed) {
      places.push({
        kind: 'records',
        group: 'data',
        type: name,
        label,
        key: name === 'customer' ? 'c' : null,
      });
    }
    if (known.some((type) => type.creatable)) {
      places.push({ kind: 'page', group: 'data', to: '/imports', word: 'imports', key: 'i' });
    }
  }
  if (me.office === null && me.assignments.length > 0) {
    places.push({ kind: 'page', group: 'data', to: '/requests', word: 'requests', key: 'r' });
    places.push({ kind: 'page', group: 'data', to: '/reviews', word: 'reviews', key: 'v' });
  }
  if (me.office === null && me.purposes.length > 0) {
    places.push({ kind: 'page', group: 'data', to: '/exports', word: 'exports', key: 'x' });
  }
  const group = 'administration' as const;
  if (me.office === 'system-administrator') {
    places.push({ kind: 'page', group, to: '/organisation', word: 'organisation', key: 'o' });
  }
  if (mayReadCatalogue(me)) {
    places.push({ kind: 'page', group, to: '/catalogue', word: 'catalogue', key: 'f' });
  }
  if (mayReadPolicy(me)) {
    places.push({ kind: 'page', group, to: '/policy', word: 'policy', key: 'p' });
  }
  if (editsOrAuditsPolicy(me)) {
    places.push({ kind: 'page', group, to: '/approval-flow', word: 'approval-flow', key: 'a' });
    places.push({ kind: 'page', group, to: '/security', word: 'security', key: 's' });
    places.push({ kind: 'page', group, to: '/reviews', word: 'reviews', key: 'v' });
  }
  if (mayWatchAuthority(me)) {
    places.push({ kind: 'page', group, to: '/authority', word: 'authority', key: 'u' });
  }
  if (me.office !== null && mayReadLog(me)) {
    places.push({ kind: 'page', group, to: '/exports', word: 'exports', key: 'x' });
  }
  if (mayReadLog(me)) places.push({ kind: 'page', group, to: '/log', word: 'log', key: 'l' });
  return places;
}
