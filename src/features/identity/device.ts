/** What a User-Agent header says of browser and system. Product names, which are the same in every language. */
export type Device = Readonly<{ browser: string; system: string | null }>;

/** First match wins: browsers built on others name those too. */
const BROWSERS: readonly (readonly [string, RegExp])[] = [
  ['WeCom', /wxwork\//i],
  ['WeChat', /MicroMessenger\//],
  ['DingTalk', /DingTalk\//i],
  ['Feishu', /Lark\//],
  ['Edge', /Edg(?:e|A|iOS)?\//],
  ['Opera', /OPR\/|Opera/],
  ['Samsung Internet', /SamsungBrowser\//],
  ['HUAWEI Browser', /HuaweiBrowser\//],
  ['QQ Browser', /M?QQBrowser\//],
  ['UC Browser', /UCBrowser\//],
  ['360', /360SE|QihooBrowser|QHBrowser/],
  ['Firefox', /Firefox\/|FxiOS\//],
  ['Chrome', /Chrom(?:e|ium)\/|CriOS\//],
  ['Safari', /Version\/[\d.]+ .*Safari\//],
];

const SYSTEMS: readonly (readonly [string, RegExp])[] = [
  ['HarmonyOS', /HarmonyOS|OpenHarmony/],
  ['Android', /Android/],
  ['iOS', /iPhone|iPad|iPod/],
  ['Windows', /Windows/],
  ['macOS', /Macintosh|Mac OS X/],
  ['ChromeOS', /CrOS/],
  ['Linux', /Linux|X11/],
];

/** Null where there is no header. What is no known browser is called by its first product, such as `curl`. */
export function deviceOf(userAgent: string | null): Device | null {
  if (userAgent === null || userAgent.trim() === '') return null;
  const known = BROWSERS.find(([, sign]) => sign.test(userAgent))?.[0];
  const browser = known ?? userAgent.trim().split(/[\s/]/, 1)[0]?.slice(0, 40) ?? '';
  return { browser, system: SYSTEMS.find(([, sign]) => sign.test(userAgent))?.[0] ?? null };
}

/** What a session stays bound to. Versions don't count: browsers renew themselves. */
export function familyOf(userAgent: string | null): string | null {
  const device = deviceOf(userAgent);
  return device === null ? null : `${device.browser} ${device.system ?? ''}`;
}
