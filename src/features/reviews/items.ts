import { isValidAt } from '../../kernel/policy/matching.ts';
import type { Grant, Rule } from '../../kernel/policy/model.ts';
import { fieldOf, type Label, type RecordType } from '../../kernel/record-type.ts';
import { isPersonal } from '../../kernel/review/holdings.ts';
import { type Advice, advise, type ReviewFacts } from '../../kernel/review/recommend.ts';
import type { ReviewKind } from '../../kernel/review/reviewers.ts';
import type { Member } from '../organisation/organisation.ts';
import type { Workshop } from './parts.ts';
import { type Authority, authorityAt, type HeldPost, PERIOD_MS } from './rights.ts';

/** What a campaign looks at: everything that some people hold, with what a reviewer has to know of it. */

export type NewItem = Readonly<{
  person: number;
  assignment: number | null;
  kind: ReviewKind;
  /** Id of the assignment, rule, grant or credential. */
  subject: string;
  label: Label;
  owners: readonly string[];
  used: boolean;
  facts: ReviewFacts;
  advice: Advice;
}>;

type Use = Readonly<{ lastDay: string | null; days: number; reads: number }>;
const NO_USE: Use = { lastDay: null, days: 0, reads: 0 };

/** What is read once for all items. */
type Picture = Readonly<{
  at: number;
  authority: Authority;
  types: ReadonlyMap<string, RecordType>;
  members: ReadonlyMap<number, Member>;
  /** By person and rule. */
  uses: ReadonlyMap<string, Use>;
  /** By person: fields of each day. */
  daily: ReadonlyMap<number, readonly Readonly<{ day: string; fields: readonly string[] }>[]>;
}>;

/** @param people everybody where left out */
export async function itemsOf(
  workshop: Workshop,
  at: number,
  people?: readonly number[],
): Promise<readonly NewItem[]> {
  const { use, organisation, recordTypes } = workshop;
  // Peers are looked at too, so authority is everybody's.
  const authority = await authorityAt(workshop, at);
  const isMeant = (person: number) => people === undefined || people.includes(person);
  const everybody = [...new Set(authority.posts.map(({ person }) => person))];
  const [types, members, uses, daily, tokens] = await Promise.all([
    recordTypes(),
    organisation.members(),
    use.since(at - PERIOD_MS),
    use.daily(at - PERIOD_MS, everybody),
    tokensAt(workshop, at),
  ]);
  const byPerson = new Map<number, { day: string; fields: readonly string[] }[]>();
  for (const { person, day, fields } of daily) {
    const known = byPerson.get(person);
    if (known === undefined) byPerson.set(person, [{ day, fields }]);
    else known.push({ day, fields });
  }
  const picture: Picture = {
    ...{ at, authority, types },
    members: new Map(members.map((member) => [member.person, member])),
    uses: new Map(uses.map((one) => [`${one.person} ${one.rule}`, one])),
    daily: byPerson,
  };
  return [
    ...authority.posts.filter(({ person }) => isMeant(person)).flatMap((post) => ofPost(post, picture)),
    ...members.filter(({ person }) => isMeant(person)).flatMap((member) => grantsOf(member, picture)),
    ...tokens.filter(({ person }) => isMeant(person)).map((token) => ofToken(token, picture)),
  ];
}

function ofPost(post: HeldPost, picture: Picture): readonly NewItem[] {
  const { policy } = picture.authority;
  const exceptions = policy.rules.filter(
    (rule) =>
      rule.effect === 'allow' && isPersonal(rule, post.assignment.id) && isValidAt(rule.validity, picture.at),
  );
  return [ofAssignment(post, picture), ...exceptions.map((rule) => ofException(rule, post, picture))];
}

function ofAssignment({ person, assignment, rights }: HeldPost, picture: Picture): NewItem {
  const { authority, uses, daily } = picture;
  const peers = peersOf(assignment, person, authority);
  const days = daily.get(person) ?? [];
  const { reads } = uses.get(`${person} `) ?? NO_USE;
  const lastUsed = latest(rights.map((right) => right.lastUsed));
  const touched = new Set(rights.flatMap(({ fields }) => fields));
  const facts: ReviewFacts = {
    since: assignment.validity.from ?? 0,
    watchedSince: authority.watchedSince,
    lastUsed,
    days: days.filter(({ fields }) => fields.some((field) => touched.has(field))).length,
    reads,
    peers: peers.length,
    peersHaving: peers.length,
    rights: rights.map(({ recordType, category, sensitivity, fields, rules, ...right }) => ({
      ...{ recordType, category, sensitivity, rules, lastUsed: right.lastUsed, verdict: right.verdict },
      days: days.filter((day) => day.fields.some((field) => fields.includes(field))).length,
      peersUsing:
        peers.length === 0
          ? null
          : peers.filter((peer) =>
              peer.rights.some(
                (each) =>
                  each.recordType === recordType && each.category === category && each.verdict === 'used',
              ),
            ).length,
    })),
    ...{ fields: [], fieldsUsed: [] },
    until: assignment.validity.until ?? null,
    ownerActive: true,
  };
  return itemOf(
    'assignment',
    { person, assignment: assignment.id, subject: `${assignment.id}` },
    facts,
    picture,
  );
}

/** A rule that names this assignment and no other. */
function ofException(rule: Rule, { person, assignment, rights }: HeldPost, picture: Picture): NewItem {
  const { authority, uses } = picture;
  const peers = peersOf(assignment, person, authority);
  const open = rights.filter(({ rules }) => rules.includes(rule.id));
  const fields = [...new Set(open.flatMap((right) => right.fields))];
  const days = authority.uses.get(person)?.get(rule.id) ?? new Map<string, string>();
  const use = uses.get(`${person} ${rule.id}`) ?? NO_USE;
  const since = Math.max(assignment.validity.from ?? 0, authority.beginnings.get(rule.id) ?? 0);
  // What everybody in the post has is no exception: whether others needed one too.
  const having = peers.filter((peer) =>
    authority.policy.rules.some(
      (each) => each.recordType === rule.recordType && isPersonal(each, peer.assignment.id),
    ),
  );
  const facts: ReviewFacts = {
    ...{ since, watchedSince: authority.watchedSince, days: use.days, reads: use.reads },
    lastUsed: latest(fields.map((field) => days.get(field) ?? null)),
    ...{ peers: peers.length, peersHaving: having.length, rights: [], fields },
    fieldsUsed: fields.filter((field) => days.has(field)),
    until: rule.validity.until ?? null,
    ownerActive: true,
  };
  const who = { person, assignment: assignment.id, subject: rule.id, label: rule.name };
  return { ...itemOf('rule', who, facts, picture), owners: ownersOf(fields, picture.types) };
}

function grantsOf({ person, assignments, grants }: Member, picture: Picture): readonly NewItem[] {
  return grants
    .filter(({ validity }) => isValidAt(validity, picture.at))
    .flatMap((grant) => {
      const assignment = assignments.find(
        ({ id, validity }) => grant.who.assignments?.includes(id) && isValidAt(validity, picture.at),
      );
      return assignment === undefined ? [] : [ofGrant(grant, person, assignment.id, picture)];
    });
}

function ofGrant(grant: Grant, person: number, assignment: number, picture: Picture): NewItem {
  const { authority, uses, members } = picture;
  const rule = `grant-${grant.grant}`;
  const fields = (grant.fields.names ?? []).map((name) => `${grant.recordType}.${name}`);
  const days = authority.uses.get(person)?.get(rule) ?? new Map<string, string>();
  const use = uses.get(`${person} ${rule}`) ?? NO_USE;
  const post = authority.posts.find((each) => each.assignment.id === assignment);
  const peers = post === undefined ? [] : peersOf(post.assignment, person, authority);
  const having = peers.filter(
    (peer) => members.get(peer.person)?.grants.some((each) => each.recordType === grant.recordType) === true,
  );
  const facts: ReviewFacts = {
    ...{ since: grant.validity.from ?? 0, watchedSince: authority.watchedSince },
    lastUsed: latest(fields.map((field) => days.get(field) ?? null)),
    ...{ days: use.days, reads: use.reads, peers: peers.length, peersHaving: having.length, rights: [] },
    fields,
    fieldsUsed: fields.filter((field) => days.has(field)),
    until: grant.validity.until ?? null,
    ownerActive: true,
  };
  const who = { person, assignment, subject: `${grant.grant}`, label: grant.name };
  return { ...itemOf('grant', who, facts, picture), owners: ownersOf(fields, picture.types) };
}

type Token = Readonly<{
  id: string;
  name: string;
  person: number;
  created_at: Date;
  expires_at: Date;
  last_seen_at: Date | null;
}>;

async function tokensAt({ pool }: Workshop, at: number): Promise<readonly Token[]> {
  const { rows } = await pool.query<Token>(
    `SELECT c.id, c.name, c.person, c.created_at, c.expires_at, c.last_seen_at
       FROM fencun.credential c JOIN fencun.person p ON p.id = c.person AND p.status = 'active'
      WHERE c.kind = 'token' AND c.ended_at IS NULL AND c.expires_at > $1 ORDER BY c.id`,
    [new Date(at)],
  );
  return rows;
}

/** A token has been watched from its first day on: it is noted when it was last seen. */
function ofToken(token: Token, picture: Picture): NewItem {
  const post = picture.authority.posts.find(({ person }) => person === token.person);
  const facts: ReviewFacts = {
    ...{ since: token.created_at.getTime(), watchedSince: token.created_at.getTime() },
    lastUsed: token.last_seen_at?.toISOString().slice(0, 10) ?? null,
    ...{ days: 0, reads: 0, peers: 0, peersHaving: 0, rights: [], fields: [], fieldsUsed: [] },
    until: token.expires_at.getTime(),
    ownerActive: post !== undefined,
  };
  const label = { zh: token.name, en: token.name };
  const who = { person: token.person, assignment: post?.assignment.id ?? null, subject: token.id, label };
  return itemOf('client', who, facts, picture);
}

function itemOf(
  kind: ReviewKind,
  who: Pick<NewItem, 'person' | 'assignment' | 'subject'> & Readonly<{ label?: Label }>,
  facts: ReviewFacts,
  { at }: Picture,
): NewItem {
  const from = new Date(at - PERIOD_MS).toISOString().slice(0, 10);
  return {
    ...{ kind, label: { zh: who.subject, en: who.subject }, ...who, owners: [], facts },
    used: facts.lastUsed !== null && facts.lastUsed >= from,
    advice: advise(kind, facts, at),
  };
}

/** Others who hold the same position in the same department. */
function peersOf(
  { department, position }: HeldPost['assignment'],
  person: number,
  { posts }: Authority,
): readonly HeldPost[] {
  return posts.filter(
    (post) =>
      post.person !== person &&
      post.assignment.department === department &&
      post.assignment.position === position,
  );
}

function ownersOf(fields: readonly string[], types: ReadonlyMap<string, RecordType>): readonly string[] {
  const owners = fields.flatMap((text) => {
    const [type = '', name = ''] = text.split('.');
    const known = types.get(type);
    return (known === undefined ? undefined : fieldOf(known, name)?.dataOwner) ?? [];
  });
  return [...new Set(owners)];
}

function latest(days: readonly (string | null)[]): string | null {
  return days.reduce((last, day) => (day !== null && (last === null || day > last) ? day : last), null);
}
