import { expect, it } from 'vitest';
import { type Draft, EMPTY_DRAFT, faultsOf } from './setup-draft.ts';

const WHOLE: Draft = {
  'system-administrator': { name: '陆伟', login: 'lu.wei' },
  'security-administrator': { name: '沈云', login: 'shen.yun' },
  'audit-administrator': { name: '何清', login: 'he.qing' },
  own: 'audit-administrator',
  password: 'eleven quiet harbours',
  again: 'eleven quiet harbours',
};

it('is right when three people, an office of one’s own and a password twice are there', () => {
  expect(faultsOf(WHOLE)).toEqual(new Set());
});

it('names what is missing, what no login may be, and the second of two that are the same', () => {
  expect(faultsOf(EMPTY_DRAFT).size).toBe(8);
  const twice = {
    ...WHOLE,
    'audit-administrator': { name: ' ', login: 'lu.wei' },
    'security-administrator': { name: '沈云', login: '沈云' },
    again: '',
  };
  expect(faultsOf(twice)).toEqual(
    new Set([
      'security-administrator.login',
      'audit-administrator.name',
      'audit-administrator.login.taken',
      'again',
    ]),
  );
});
