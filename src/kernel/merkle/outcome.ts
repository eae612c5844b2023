/** A value, or the reason why there is none. Reasons are a closed list of each function. */
export type Outcome<Value, Reason extends string> =
  | Readonly<{ ok: true; value: Value }>
  | Readonly<{ ok: false; reason: Reason }>;

export function done<Value>(value: Value): Readonly<{ ok: true; value: Value }> {
  return { ok: true, value };
}

export function refused<Reason extends string>(reason: Reason): Readonly<{ ok: false; reason: Reason }> {
  return { ok: false, reason };
}
