import { type Random, weighted } from './random.ts';

/**
 * Names put together from the commonest surnames and given names. Whoever really bears one of them is not meant.
 */

/** Surname, its pinyin, and roughly how many of ten thousand people bear it. */
const SURNAMES = [
  ['王', 'wang', 715],
  ['李', 'li', 719],
  ['张', 'zhang', 683],
  ['刘', 'liu', 539],
  ['陈', 'chen', 454],
  ['杨', 'yang', 309],
  ['黄', 'huang', 223],
  ['赵', 'zhao', 206],
  ['吴', 'wu', 200],
  ['周', 'zhou', 190],
  ['徐', 'xu', 145],
  ['孙', 'sun', 143],
  ['马', 'ma', 129],
  ['朱', 'zhu', 128],
  ['胡', 'hu', 122],
  ['林', 'lin', 118],
  ['郭', 'guo', 114],
  ['何', 'he', 112],
  ['高', 'gao', 103],
  ['罗', 'luo', 95],
  ['郑', 'zheng', 92],
  ['梁', 'liang', 85],
  ['谢', 'xie', 73],
  ['宋', 'song', 70],
  ['唐', 'tang', 66],
  ['许', 'xu', 62],
  ['邓', 'deng', 61],
  ['韩', 'han', 60],
  ['冯', 'feng', 59],
  ['曹', 'cao', 58],
  ['彭', 'peng', 49],
  ['曾', 'zeng', 48],
  ['萧', 'xiao', 46],
  ['田', 'tian', 45],
  ['董', 'dong', 44],
  ['潘', 'pan', 40],
  ['袁', 'yuan', 39],
  ['蔡', 'cai', 38],
  ['蒋', 'jiang', 37],
  ['余', 'yu', 36],
  ['欧阳', 'ouyang', 7],
  ['上官', 'shangguan', 2],
] as const;

const GIVEN_NAMES = {
  female: [
    ['静', 'jing'],
    ['丽', 'li'],
    ['敏', 'min'],
    ['艳', 'yan'],
    ['秀英', 'xiuying'],
    ['婷', 'ting'],
    ['雪', 'xue'],
    ['雨桐', 'yutong'],
    ['欣怡', 'xinyi'],
    ['梦洁', 'mengjie'],
    ['慧', 'hui'],
    ['芳', 'fang'],
    ['晓燕', 'xiaoyan'],
    ['玉兰', 'yulan'],
    ['佳琪', 'jiaqi'],
    ['诗涵', 'shihan'],
    ['春梅', 'chunmei'],
    ['倩', 'qian'],
    ['思雨', 'siyu'],
    ['琳', 'lin'],
  ],
  male: [
    ['伟', 'wei'],
    ['强', 'qiang'],
    ['磊', 'lei'],
    ['军', 'jun'],
    ['洋', 'yang'],
    ['勇', 'yong'],
    ['杰', 'jie'],
    ['涛', 'tao'],
    ['明', 'ming'],
    ['浩然', 'haoran'],
    ['子轩', 'zixuan'],
    ['宇航', 'yuhang'],
    ['建国', 'jianguo'],
    ['志强', 'zhiqiang'],
    ['俊杰', 'junjie'],
    ['博文', 'bowen'],
    ['国平', 'guoping'],
    ['鑫', 'xin'],
    ['斌', 'bin'],
    ['家豪', 'jiahao'],
  ],
} as const;

/** Names that don't follow surname and given name: search, sorting and masks must cope with them. */
const OTHER_NAMES = [
  '阿依努尔·艾山',
  '古丽娜尔·买买提',
  '巴特尔',
  '卓玛央金',
  'Anna Schmidt',
  'John Miller',
  'Yuki Tanaka',
] as const;

const SURNAME_TABLE = weighted(
  SURNAMES.map(([hanzi, pinyin, weight]) => [{ hanzi, pinyin }, weight] as const),
);

export type Gender = 'female' | 'male';

/** A customer's or contact's name. */
export function personName(random: Random, gender: Gender): string {
  if (random.chance(6)) return random.pick(OTHER_NAMES);
  return random.draw(SURNAME_TABLE).hanzi + random.pick<readonly [string, string]>(GIVEN_NAMES[gender])[0];
}

/** An employee's name with its spelling, from which the login is made. */
export function staffName(random: Random, gender: Gender): { name: string; latin: string; login: string } {
  const surname = random.draw(SURNAME_TABLE);
  const [given, givenPinyin] = random.pick<readonly [string, string]>(GIVEN_NAMES[gender]);
  return {
    name: surname.hanzi + given,
    latin: `${capitalised(givenPinyin)} ${capitalised(surname.pinyin)}`,
    login: `${surname.pinyin}.${givenPinyin}`,
  };
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** A company that an invoice could be made out to; 样例 (sample) stands in the name of each. */
export function companyName(random: Random, cityZh: string): string {
  const word = random.pick(['云舟', '青禾', '远山', '知行', '明湖', '星野', '安澜', '嘉木', '朗月', '北辰']);
  const trade = random.pick(['商贸', '科技', '文化传播', '餐饮管理', '建筑工程', '物业服务', '教育咨询']);
  return `${cityZh}${word}样例${trade}有限公司`;
}
