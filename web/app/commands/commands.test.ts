import { describe, expect, it } from 'vitest';
import { bothLanguages, type Command, matching } from './commands.ts';

const command = (id: string, zh: string, en: string): Command => ({
  id,
  group: 'place',
  name: zh,
  also: [...bothLanguages({ zh, en }), id],
  run: () => {},
});
const COMMANDS = [
  command('customer', '客户', 'Customers'),
  command('order', '订单', 'Orders'),
  command('purpose-order', '订单履约', 'Order fulfilment'),
  command('log', '访问日志', 'Access log'),
];
const found = (typed: string) => matching(COMMANDS, typed).map(({ id }) => id);

describe('the command palette', () => {
  it('WEB-18 finds by either language, in any width of letters, every word of it', () => {
    expect(found('')).toHaveLength(4);
    expect(found('订单')).toEqual(['order', 'purpose-order']);
    expect(found('ＯＲＤＥＲ ful')).toEqual(['purpose-order']);
    expect(found('log')).toEqual(['log']);
    expect(found('nothing of the kind')).toEqual([]);
  });

  it('WEB-18 puts what begins with the word before what only holds it', () => {
    expect(
      matching([command('b', '我的订单', 'b'), command('a', '订单', 'a')], '订单').map(({ id }) => id),
    ).toEqual(['a', 'b']);
  });
});
