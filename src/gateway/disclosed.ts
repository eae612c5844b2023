/**
 * An answer that has passed the gateway: decided field by field, and its access record durable. Only this folder
 * can make one, and it is the only thing with customer data in it that a door may send.
 */
declare const passed: unique symbol;
export type Disclosed<T> = T & { readonly [passed]: true };

export function disclosed<T>(answer: T): Disclosed<T> {
  return answer as Disclosed<T>;
}
