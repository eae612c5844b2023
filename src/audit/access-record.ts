import type { Obligation } from '../kernel/policy/model.ts';

/** Fields released together, by disclosure, for some records. Withheld fields are not named: they were not read. */
export type Release = Readonly<{
  records: readonly string[];
  shown: readonly string[];
  masked: readonly string[];
  summary: readonly string[];
}>;

/** One changed field of one record. `sealed` is base64 of `{old,new}` under the customer's key, or null. */
export type Change = Readonly<{ record: string; field: string; sealed: string | null }>;

export type Door = 'http' | 'cli' | 'job' | 'mcp';

/**
 * An entry of the access log: who, on whose behalf, through which door, for which purpose, which records, which
 * fields at which disclosure, under which rule versions, when. The bytes of its entry (entry.ts) are stored
 * and hashed as they are.
 * No customer value stands in it in the clear.
 */
export type AccessRecord = Readonly<{
  id: string;
  /** Where a record was too long for one entry: which of its parts this is, from 1. All parts have the same `id`. */
  part?: Readonly<{ number: number; of: number }>;
  /** Milliseconds since the Unix epoch, by the server's clock. */
  at: number;
  kind: 'access' | 'change' | 'administration' | 'sign-in';
  outcome: 'released' | 'refused' | 'failed';
  person: number | null;
  /** The credential used (session or API token), never its secret. */
  credential: string | null;
  /** Whether the credential belongs to a client (API token), and its name. */
  client: string | null;
  assignments: readonly number[];
  office: string | null;
  door: Door;
  network: string | null;
  request: string | null;
  purpose: string | null;
  /** An action of the policy model, or a verb of administration such as `sign-in` or `rule.change`. */
  action: string;
  recordType: string | null;
  /** The customers whom the records are about, when these are not the records themselves. */
  customers?: readonly string[];
  releases: readonly Release[];
  /** Names of fields used to search, sort or group, with the operator; never the values. */
  searched?: readonly string[];
  changes?: readonly Change[];
  /**
   * Why the reader said that they need it, where that was asked: base64, under the customer's key, since a reason may
   * itself name somebody.
   */
  sealedReason?: string;
  /** `rule@version`, those that decided. */
  rules: readonly string[];
  policyVersion: number;
  obligations?: readonly Obligation[];
  /** Code of the problem, where refused or failed. */
  problem?: string;
  /** Facts of administration that name no customer value, e.g. which rule was changed. */
  note?: Readonly<Record<string, string | number | boolean | null>>;
}>;
