/** Surnames of one character: the 百家姓 and those that the censuses since 1982 add to it. */
const SINGLE =
  '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公仉督岳帅缑亢况郈有琴归海晋楚闫法汝鄢涂钦商牟佘佴伯赏墨哈谯笪年爱阳佟言福肖付代覃邸兰原冼植粟阿冒智苟苑危郇郄邝佀仝仁占母苏佐瓮禚揭但信衣麦区麴由来衷宛';

/** Surnames of two characters that are still borne. */
const COMPOUND =
  '欧阳 司马 上官 诸葛 夏侯 东方 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 司徒 司空 端木 独孤 南宫 西门 轩辕 百里 呼延 东郭 南门 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 钟离 鲜于 闾丘 亓官 赫连 拓跋 夹谷 宰父 谷梁 段干 梁丘 左丘 东门 公羊 巫马 公西 漆雕 乐正 壤驷 公良 完颜 纳兰 万俟 闻人 第五 羊舌 微生 叶赫 那拉 爱新 哥舒 欧陽';

const SINGLE_SURNAMES: ReadonlySet<string> = new Set(SINGLE);
const COMPOUND_SURNAMES: ReadonlySet<string> = new Set(COMPOUND.split(' '));

/** The surname with which a Chinese name begins, or null when it begins with none that is known. */
export function surnameOf(name: string): string | null {
  const two = name.slice(0, 2);
  if (name.length > 2 && COMPOUND_SURNAMES.has(two)) return two;
  const one = name.slice(0, 1);
  return SINGLE_SURNAMES.has(one) ? one : null;
}
