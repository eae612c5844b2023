import { describe, expect, it } from 'vitest';
import { deviceOf, familyOf } from './device.ts';

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36';

describe('browser and system', () => {
  it.each([
    [CHROME, 'Chrome', 'Windows'],
    [`${CHROME} Edg/150.0.0.0`, 'Edge', 'Windows'],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
      'Safari',
      'macOS',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/150.0 Mobile/15E148 Safari/604.1',
      'Chrome',
      'iOS',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0', 'Firefox', 'Linux'],
    [
      'Mozilla/5.0 (Linux; Android 16; Pixel 10) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0 Mobile Safari/537.36 MicroMessenger/8.0.60',
      'WeChat',
      'Android',
    ],
    [
      'Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 HuaweiBrowser/5.1',
      'HUAWEI Browser',
      'HarmonyOS',
    ],
    ['curl/8.14.1', 'curl', null],
  ])('of %s', (userAgent, browser, system) => {
    expect(deviceOf(userAgent)).toEqual({ browser, system });
  });

  it('is none without a header, and no header is too strange', () => {
    expect([deviceOf(null), deviceOf(''), familyOf(null)]).toEqual([null, null, null]);
    expect(deviceOf('/')?.browser).toBe('');
    expect(deviceOf('x'.repeat(5000))?.browser).toHaveLength(40);
  });

  it('ID-33 stays the same family when a browser renews itself, and differs for another browser or system', () => {
    expect(familyOf(CHROME.replace('150', '151'))).toBe(familyOf(CHROME));
    expect(familyOf(CHROME.replace('Windows NT 10.0', 'X11; Linux'))).not.toBe(familyOf(CHROME));
    expect(familyOf(`${CHROME} Edg/150.0`)).not.toBe(familyOf(CHROME));
  });
});
