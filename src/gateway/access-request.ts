import type { Door } from '../audit/access-record.ts';
import type { Office } from '../contract/session.ts';
import type { Assignment, Grant, Narrowing, Policy, PurposeCode } from '../kernel/policy/model.ts';
import type { RecordType } from '../kernel/record-type.ts';

/** Who stands at a door, as identity established it. */
export type Caller = Readonly<{
  person: Readonly<{ id: number; login: string; name: string }>;
  /** A holder of an office has no assignments, and reads no customer data. */
  office: Office | null;
  /** The session or API token that was presented: live in the database, or nothing is released. */
  credential: Readonly<{ id: string; kind: 'session' | 'token'; name: string }>;
  assignments: readonly Assignment[];
  /** What was granted to the assignments on request, and has not been ended. */
  grants: readonly Grant[];
  secondFactorAt: number | null;
  trainedUntil: number | null;
  narrowing: Narrowing;
  /** The epoch (version of all authority) at which the assignments were read. */
  epoch: number;
}>;

/** One request for customer data: who asks, for which purpose, over which door. */
export type AccessRequest = Readonly<{
  caller: Caller;
  purpose: PurposeCode | null;
  door: Door;
  /** The client's IP address, or null where there is none (CLI on the server itself). */
  network: string | null;
  /** The request id, as it stands in the logs and in problem details. */
  request: string | null;
  /**
   * Reads the caller anew from the database when authority changed meanwhile; null when the credential has ended.
   */
  renew: () => Promise<Caller | null>;
}>;

/** All that decisions stand on besides the caller, as of one epoch. Record types come from the vault itself. */
export type Authority = Readonly<{ policy: Policy; recordTypes: ReadonlyMap<string, RecordType> }>;

/** Where rules, purposes and departments come from: the policies slice implements it, `main.ts` wires it. */
export type PolicySource = Readonly<{
  /** Reads rules, purposes and departments; `version` is the epoch, read in the same snapshot. */
  load: () => Promise<Policy>;
}>;
