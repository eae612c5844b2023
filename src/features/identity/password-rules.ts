import type { Label } from '../../kernel/record-type.ts';

/**
 * What a password must be, after NIST SP 800-63B (section 3.1.1): long enough, none that everybody tries first, and
 * no rules about kinds of characters or regular changes, which make passwords worse.
 */
export const PASSWORD_LENGTH_MIN = 10;

/** Why a password is not accepted, or null when it is. */
export async function passwordFault(password: string, login: string): Promise<Label | null> {
  const plain = password.normalize('NFKC').toLowerCase();
  if ([...plain].length < PASSWORD_LENGTH_MIN) {
    return {
      zh: `密码至少需要 ${PASSWORD_LENGTH_MIN} 个字符。一句好记的话比复杂的短密码更安全。`,
      en: `A password needs at least ${PASSWORD_LENGTH_MIN} characters. A phrase is safer than a short riddle.`,
    };
  }
  if (plain.includes(login.toLowerCase()) && [...plain].length - login.length < PASSWORD_LENGTH_MIN - 2) {
    return { zh: '密码不能由账号变化而来。', en: 'A password must not be made from the login.' };
  }
  const leaked = await leakedPasswords();
  const isListed = (text: string) => COMMON.has(text) || leaked.has(text);
  if (isListed(plain) || isMonotonous(plain) || isNumber(plain) || isWord(plain, leaked) || isWalk(plain)) {
    return {
      zh: '这个密码太常见，会最先被人尝试。请换一个。',
      en: 'This password is among the first that anybody would try. Choose another.',
    };
  }
  return null;
}

type Passwords = ReadonlySet<string>;
let leaked: Promise<Passwords> | undefined;

/**
 * Some fifty thousand passwords that leaks are full of, after the lists of zxcvbn. Read when somebody first chooses a
 * password, for it takes half a second.
 */
function leakedPasswords(): Promise<Passwords> {
  leaked ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) => new Set(dictionary['passwords-common']),
  );
  return leaked;
}

/** One or two characters repeated, or a run such as 1234567890 or abcdefghij. */
function isMonotonous(plain: string): boolean {
  if (new Set(plain).size <= 2) return true;
  const codes = [...plain].map((character) => character.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? 0));
  return steps.every((step) => step === steps[0]);
}

/** Telephone numbers, dates and account numbers: whoever knows somebody a little tries them. */
function isNumber(plain: string): boolean {
  return /^[\d\s.+-]{1,18}$/.test(plain);
}

/** One well-known word or leaked password, with a few digits and signs around it or in the place of its letters. */
function isWord(plain: string, leaked: Passwords): boolean {
  const trimmed = plain.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  const spelt = trimmed.replace(/[@4013$57]/g, (sign) => LOOKALIKES[sign] ?? sign);
  return [plain, spelt].some((text) => {
    const core = text.replace(/[^\p{L}]/gu, '');
    const isKnown = COMMON_WORDS.has(core) || (core.length >= LEAKED_WORD_MIN && leaked.has(core));
    return isKnown && plain.length - core.length <= DECORATION_MAX;
  });
}

/** More than that is a secret in itself. */
const DECORATION_MAX = 10;

/** Shorter ones are syllables of many a phrase. */
const LEAKED_WORD_MIN = 5;

const LOOKALIKES: Readonly<Record<string, string>> = {
  ...{ '@': 'a', '4': 'a', '0': 'o', '1': 'i', '3': 'e', $: 's', '5': 's', '7': 't' },
};

/** Fingers that walk along rows and columns of the keyboard, and at most three characters besides. */
function isWalk(plain: string): boolean {
  let rest = plain;
  for (const walk of WALKS) rest = rest.replaceAll(walk, '');
  return rest.length <= 3;
}

/** Four keys in a row, forward and backward, and the columns of the left hand. */
const WALKS: readonly string[] = ['1234567890', '!@#$%^&*()', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm']
  .flatMap((row) => [row, [...row].reverse().join('')])
  .flatMap((row) => Array.from({ length: row.length - 3 }, (_, at) => row.slice(at, at + 4)))
  .concat(['1qaz', '2wsx', '3edc', '4rfv', '5tgb', '6yhn', '7ujm', '8ik,', '9ol.', '!qaz', '@wsx', '#edc'])
  .concat(['qaz', 'wsx', 'edc', 'rfv', 'tgb', 'yhn', 'ujm', '1q2w', '3e4r', '5t6y', '7u8i', 'qwer', 'abcd']);

/** The most common ones of people who write Chinese, of which the public lists of leaked passwords know few. */
const COMMON: ReadonlySet<string> = new Set(
  `1234567890 0123456789 9876543210 0987654321 12345678910 123456789a a123456789 123456789q q123456789 1234567891
   123456789abc abc123456789 abcd123456 abc1234567 1234qwerasdf qwer1234asdf 1q2w3e4r5t 1q2w3e4r5t6y
   1qaz2wsx3edc 1qaz2wsx3e !qaz2wsx3edc qazwsxedcrfv qazwsx123456 1qazxsw23edc zaq12wsxcde3 q1w2e3r4t5 q1w2e3r4t5y6
   qwertyuiop asdfghjkl; qwertyuiop123 qwerty12345 qwerty123456 qwerty1234 asdfghjkl123 zxcvbnm123 zxcvbnm1234
   asdf123456 asd123456789 qwe123456789 qweasdzxc123 qweasd123456 zxc123456789 1234554321 1122334455 112233445566
   1111122222 1212121212 1231231230 123123123123 1472583690 147258369a 7894561230 5201314520 1314520520 5211314520
   woaini1314 woaini520 woaini5201314 woaini1314520 woaiwojia1314 aini1314520 tiantian123 password12 password123
   password1234 password01 passw0rd12 passw0rd123 p@ssw0rd123 p@ssword123 pa55word123 admin12345 admin123456
   admin123456789 administrator administrator1 root123456 test123456 guest123456 user123456 welcome123 welcome1234
   changeme123 letmein123 letmein1234 iloveyou12 iloveyou123 iloveyou1314 sunshine123 princess123 football123
   baseball123 superman123 michael123 dragon123456 monkey123456 master123456 computer123 internet123 trustno1234
   aa123456789 aaa123456789 abc123abc123 a1b2c3d4e5 a1b2c3d4e5f6 a12345678910 wang123456 zhang123456 li123456789
   liu123456789 chen123456 yang123456 huang123456 company123 company1234 huawei@123 admin@1234 admin@123456
   abcd@1234567 p@ssw0rd1234 Aa@123456789 1qaz@wsx3edc qwer!@#$1234 1234!@#$qwer`
    .toLowerCase()
    .split(/\s+/),
);

/** Words that stay what they are, however many digits and signs surround them. */
const COMMON_WORDS: ReadonlySet<string> = new Set([
  'password',
  'passwd',
  'qwerty',
  'qwertyuiop',
  'admin',
  'administrator',
  'letmein',
  'welcome',
  'iloveyou',
  'woaini',
  'changeme',
  'fencun',
  '分寸',
  ...`pass root test guest user login master manager system server computer internet network company office secret
    default temp temporary football baseball basketball soccer hockey superman batman spiderman starwars pokemon
    dragon monkey tiger eagle phoenix shadow hunter ranger killer sunshine princess angel flower butterfly summer
    winter spring autumn monday friday january february march april june july august september october november
    december michael jennifer jessica ashley daniel thomas robert charlie george jordan andrew joshua matthew
    trustno iloveu lovely forever whatever welcomeback hello helloworld qwert asdf asdfgh zxcvbn qazwsx zaq
    china beijing shanghai guangzhou shenzhen hangzhou nanjing chengdu wuhan zhongguo woaizhongguo huawei alibaba
    tencent taobao weixin wechat woaiwojia woaini aini baobao laopo laogong mima gongsi kehu xiaoshou
    wang li zhang liu chen yang zhao huang zhou wu xu sun hu zhu gao lin he guo ma luo liang song zheng xie han tang
    feng yu dong xiao cheng cao yuan deng xiang fu shen zeng peng lv su lu jiang cai jia ding wei xue ye yan pan
    du dai xia zhong tian ren fan fang shi yao tan liao zou xiong jin kong bai cui kang mao qiu qin gu hou shao meng
    long wan duan lei qian yin chang`
    .trim()
    .split(/\s+/),
]);
