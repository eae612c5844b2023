import type { Disclosure } from '../disclosure/level.ts';
import type { Category, Label, Sensitivity } from '../record-type.ts';
import type { CustomerFact, ObjectionableUse } from './customer-facts.ts';

/**
 * The policy model: who may do what with which fields of which records, for which purpose, under which conditions.
 *
 * Default deny. A prohibition beats every permission. Authority never hangs on a person but on an assignment, and
 * it ends with it. All of it is frozen data; nothing here reads a clock or a database.
 */

/** Instants are milliseconds since the Unix epoch; an absent bound is open. `until` is exclusive. */
export type Validity = Readonly<{ from?: number; until?: number }>;

export type DepartmentId = number;
export type PersonId = number;
export type AssignmentId = number;
/** A stable code such as `sales-rep`. */
export type PositionCode = string;
/** A stable code such as `after-sales`. */
export type PurposeCode = string;

/** Departments form a forest; the root of each tree is a legal entity. */
export type Department = Readonly<{ id: DepartmentId; parent: DepartmentId | null }>;

/** Person × department × position, for a time. The only thing that carries authority. */
export type Assignment = Readonly<{
  id: AssignmentId;
  person: PersonId;
  department: DepartmentId;
  position: PositionCode;
  validity: Validity;
}>;

export const ACTIONS = [
  'see',
  'find',
  'aggregate',
  'edit',
  'create',
  'erase',
  'export',
  'share',
  'print',
  /** Noting what a customer has decided: consent, its withdrawal, an objection. */
  'consent',
] as const;
/** Each is a right of its own: seeing never implies finding, sorting, counting by, or exporting. */
export type Action = (typeof ACTIONS)[number];

/** Actions that put values before a reader, and so have a disclosure; the others are allowed or not. */
export const DISCLOSING_ACTIONS: readonly Action[] = ['see', 'export', 'print'];

/** Whom a rule or a purpose names. Every given part must match the same assignment; no part given means nobody. */
export type Who = Readonly<{
  /** Matches every assignment; the other parts still narrow it. */
  anyone?: true;
  positions?: readonly PositionCode[];
  departments?: readonly Readonly<{ id: DepartmentId; tree: boolean }>[];
  assignments?: readonly AssignmentId[];
}>;

/**
 * Which records a rule reaches, seen from the assignment through which it applies: the assignment's own records,
 * its department's, its department's and those below, its legal entity's, those on whose team it is, those
 * explicitly shared with it or its department, or all.
 */
export const ROW_SCOPES = [
  'own',
  'department',
  'department-tree',
  'legal-entity',
  'related-team',
  'shared',
  'all',
] as const;
export type RowScope = (typeof ROW_SCOPES)[number];

/** Which fields a rule names: those that meet every given part. No part given means none. */
export type FieldSelector = Readonly<{
  all?: true;
  names?: readonly string[];
  categories?: readonly Category[];
  sensitivityAtMost?: Sensitivity;
  sensitivityAtLeast?: Sensitivity;
}>;

export type Condition =
  /** Local time of day and ISO weekday (1 Monday … 7 Sunday), at a fixed offset from UTC. `until` is exclusive. */
  | Readonly<{
      kind: 'time-of-day';
      weekdays: readonly number[];
      fromMinute: number;
      untilMinute: number;
      utcOffsetMinutes: number;
    }>
  /** The request comes from one of these CIDR blocks (IPv4 or IPv6). */
  | Readonly<{ kind: 'network'; cidrs: readonly string[] }>
  /** The person proved a second factor at most so long ago. */
  | Readonly<{ kind: 'second-factor-age'; atMostSeconds: number }>
  /** The person's data protection training is still valid. */
  | Readonly<{ kind: 'training-valid' }>
  /** The reader asks for named fields of one record and states why. Lists, searches and exports never do. */
  | Readonly<{ kind: 'reason-given' }>;

export const OBLIGATIONS = ['step-up', 'approval', 'watermark', 'notify'] as const;
/** What must happen along with an allowed access. */
export type Obligation = (typeof OBLIGATIONS)[number];

export type Rule = Readonly<{
  id: string;
  /** Raised with every change; access records name rule and version. */
  version: number;
  name: Label;
  effect: 'allow' | 'deny';
  who: Who;
  /** A record type's name, or `*`. */
  recordType: string;
  scope: RowScope;
  fields: FieldSelector;
  actions: readonly Action[];
  /**
   * For disclosing actions. An allow rule discloses up to this; a deny rule forbids this and everything above, so
   * that a prohibition of `shown` still leaves `masked`, and one of `summary` leaves nothing.
   */
  disclosure: Disclosure;
  /** Purposes under which the rule applies, or `*` for any purpose that the reader may pursue. */
  purposes: readonly PurposeCode[] | '*';
  conditions: readonly Condition[];
  validity: Validity;
  obligations: readonly Obligation[];
}>;

/** The number of a grant: below 2^40, and never used again. */
export type GrantId = number;

/**
 * A permission born of an approved request: for named records, which carry its mark, and for a time. It names the
 * assignment that asked in `who`, and is worth nothing without it. Otherwise it is judged like any rule: prohibitions
 * beat it, and it opens no category that the purpose leaves closed.
 */
export type Grant = Omit<Rule, 'effect' | 'scope'> &
  Readonly<{ effect: 'allow'; scope: 'granted'; grant: GrantId }>;

/** How records are reached: through a scope of a rule, or because a grant names them. */
export const REACH_SCOPES = [...ROW_SCOPES, 'granted'] as const;
export type ReachScope = (typeof REACH_SCOPES)[number];

/** The legal bases of PIPL art. 13 (1)–(7). */
export const LEGAL_BASES = [
  'consent',
  'contract',
  'legal-duty',
  'emergency',
  'public-interest-news',
  'already-public',
  'other-law',
] as const;
export type LegalBasis = (typeof LEGAL_BASES)[number];

export type Purpose = Readonly<{
  code: PurposeCode;
  label: Label;
  description: Label;
  legalBasis: LegalBasis;
  /** IRI of the closest term in the W3C Data Privacy Vocabulary. */
  dpv: string;
  /** The only categories that this purpose opens, whatever a rule says (PIPL art. 6: least data). */
  categories: readonly Category[];
  who: Who;
  validity: Validity;
  /** Uses among it to which a customer can object (PIPL art. 24). */
  uses?: readonly ObjectionableUse[];
  /** How long data is kept for it after the last dealing, in days (PIPL art. 19); absent where nobody has said yet. */
  retentionDays?: number;
  /** What customers are told before they agree (PIPL art. 17). Each version of the purpose has its own. */
  notice?: Label;
}>;

export type Policy = Readonly<{
  /** Raised by every change of rules, purposes, record types or the organisation. */
  version: number;
  rules: readonly Rule[];
  /** Each with the version that the store counts; a purpose that is only drafted has none. */
  purposes: readonly (Purpose & Readonly<{ version?: number }>)[];
  departments: readonly Department[];
}>;

/** Limits that a client (API token) sets below its owner's authority; an absent part limits nothing. */
export type Narrowing = Readonly<{
  recordTypes?: readonly string[];
  actions?: readonly Action[];
  purposes?: readonly PurposeCode[];
  disclosureAtMost?: Disclosure;
}>;

/** Who asks, through which assignments, for which purpose, under which circumstances. */
export type Context = Readonly<{
  person: PersonId | null;
  /** All assignments of the person; those out of validity carry nothing. */
  assignments: readonly Assignment[];
  /** What was granted to those assignments on request, besides what the policy permits everybody in their place. */
  grants: readonly Grant[];
  purpose: PurposeCode | null;
  at: number;
  /** Textual IP address, or null when it is not known. */
  network: string | null;
  /** Instant of the last proof of a second factor in this session, or null. */
  secondFactorAt: number | null;
  /** Until when the person's training is valid, or null. */
  trainedUntil: number | null;
  /** Whether named fields of one record are asked for with a stated reason, which goes on record. */
  reasonGiven: boolean;
  narrowing: Narrowing;
}>;

/** Whom a record was explicitly shared with, or for which grant it was named. */
export type ShareHolder =
  | Readonly<{ kind: 'assignment'; id: AssignmentId }>
  | Readonly<{ kind: 'department'; id: DepartmentId; tree: boolean }>
  | Readonly<{ kind: 'grant'; id: GrantId }>;

/** Where a record stands in the organisation, and what its customer decided: all that decisions look at in it. */
export type Placement = Readonly<{
  owner: AssignmentId | null;
  department: DepartmentId | null;
  team: readonly AssignmentId[];
  shares: readonly ShareHolder[];
  /** What its customer has decided; absent where nothing is on record. */
  facts?: readonly CustomerFact[];
}>;
