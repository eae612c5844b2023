import { randomUUID } from 'node:crypto';
import type { LogEntry } from '../../src/contract/access-log.ts';

/** Development only: an invented access log. */

const PEOPLE = ['周敏', '吴磊', '陈晓', '赵青'];
const ACTIONS = ['see', 'see', 'find', 'see', 'edit', 'match', 'sign-in'];

export function syntheticLog(customers: readonly string[], size: number): LogEntry[] {
  return Array.from({ length: size }, (_, back) => {
    const index = size - 1 - back;
    const action = ACTIONS[index % ACTIONS.length] ?? 'see';
    const signIn = action === 'sign-in';
    const refused = index % 11 === 3;
    const customer = customers[index % customers.length];
    return {
      index,
      id: randomUUID(),
      at: new Date(Date.now() - back * 431_000).toISOString(),
      kind: signIn ? 'sign-in' : action === 'edit' ? 'change' : 'access',
      outcome: refused ? 'refused' : 'released',
      person: refused && signIn ? null : { id: (index % 4) + 1, name: PEOPLE[index % 4] ?? '' },
      client: index % 9 === 0 ? 'ERP 同步' : null,
      office: null,
      assignments: ['上海旗舰店 · 店长'],
      door: 'http',
      network: '192.0.2.17',
      purpose: signIn ? null : index % 3 === 0 ? 'order-fulfilment' : 'sales-follow-up',
      action,
      recordType: signIn ? null : 'customer',
      recordCount: signIn || refused ? 0 : action === 'find' ? 50 : 1,
      customers: signIn || customer === undefined ? [] : [customer],
      shown:
        signIn || refused ? [] : ['name', 'city', 'member_level', 'registered_on', 'points', 'order_count'],
      masked: signIn || refused ? [] : ['phone', 'email', 'address'],
      summary: signIn || refused ? [] : ['total_spent', 'remark'],
      searched: action === 'find' ? ['phone last-four'] : [],
      changed: action === 'edit' && !refused ? ['member_level'] : [],
      rules: signIn ? [] : ['store-sees-own@3', 'sales-masks-phone@1'],
      reason: null,
      problem: refused ? (signIn ? 'wrong-credentials' : 'forbidden') : null,
      note: signIn ? { method: 'password' } : null,
    };
  });
}
