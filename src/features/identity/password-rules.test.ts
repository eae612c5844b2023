import { describe, expect, it } from 'vitest';
import { passwordFault } from './password-rules.ts';

describe('a password', () => {
  it.each([
    'correct horse battery staple',
    'wo jia de mao jiao xiao hei',
    '我家的猫今年已经七岁半了',
    'k7#mQz-plover-19',
    'delicious pie',
    'wang 8213-5590-7731',
    'qwerty is not my type',
  ])('ID-1 may be anything long and uncommon: %s', async (password) => {
    expect(await passwordFault(password, 'li')).toBeNull();
  });

  it.each([
    ['short1!Aa', 'too short'],
    ['我家的猫', 'too short, counted in characters'],
    ['password123', 'common'],
    ['PassWord123', 'common, whatever its case'],
    ['Password!!2026', 'a common word with decoration'],
    ['1234567890', 'a run'],
    ['zyxwvutsrq', 'a run downwards'],
    ['aaaaaaaaaaaa', 'one character'],
    ['1212121212', 'two characters'],
    ['ｐａｓｓｗｏｒｄ１２３', 'common in full-width letters'],
    ['woaini1314520', 'common'],
    ['13912345678', 'a telephone number'],
    ['1990-01-01-2026', 'dates'],
    ['P@ssw0rd!2026', 'a common word in other letters'],
    ['Dr@gon12345', 'another'],
    ['wang19900101', 'a surname with a birthday'],
    ['1qaz2wsx3edc4rfv', 'a walk over the keyboard'],
    ['qwer1234asdf', 'another'],
    ['mnbvcxz0987', 'a walk backwards'],
    ['usuckballz1', 'leaked'],
    ['Manchester', 'leaked, whatever its case'],
    ['chelsea!!2026', 'a leaked one with decoration'],
    ['Ch3l5ea#19900', 'the same in other letters'],
    ['zhangwei2026', 'the login with a year'],
    ['zhangwei!!', 'the login with decoration'],
  ])('ID-1 is refused, with a reason in both languages: %s (%s)', async (password) => {
    const fault = await passwordFault(password, 'zhangwei');
    expect(fault?.zh).toBeTruthy();
    expect(fault?.en).toBeTruthy();
  });
});
