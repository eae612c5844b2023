import { CITIES } from './customer-type.ts';
import type { Random } from './random.ts';

export type City = keyof typeof CITIES;

/**
 * The administrative names in front of an address, and the province's code in GB/T 2260: these are real, and what
 * follows them is made up.
 */
const PLACES: Readonly<
  Record<City, Readonly<{ province: string; region: string; districts: readonly string[] }>>
> = {
  shanghai: {
    province: '31',
    region: '上海市',
    districts: ['浦东新区', '徐汇区', '静安区', '闵行区', '杨浦区'],
  },
  hangzhou: { province: '33', region: '浙江省杭州市', districts: ['西湖区', '拱墅区', '上城区', '余杭区'] },
  suzhou: { province: '32', region: '江苏省苏州市', districts: ['姑苏区', '吴中区', '虎丘区'] },
  nanjing: { province: '32', region: '江苏省南京市', districts: ['玄武区', '鼓楼区', '秦淮区'] },
  ningbo: { province: '33', region: '浙江省宁波市', districts: ['海曙区', '鄞州区'] },
  guangzhou: { province: '44', region: '广东省广州市', districts: ['天河区', '越秀区', '海珠区', '番禺区'] },
  shenzhen: { province: '44', region: '广东省深圳市', districts: ['南山区', '福田区', '宝安区', '龙岗区'] },
  dongguan: { province: '44', region: '广东省东莞市', districts: [''] },
  chengdu: { province: '51', region: '四川省成都市', districts: ['武侯区', '锦江区', '青羊区'] },
  wuhan: { province: '42', region: '湖北省武汉市', districts: ['武昌区', '江汉区', '洪山区'] },
  beijing: { province: '11', region: '北京市', districts: ['朝阳区', '海淀区', '丰台区'] },
  xian: { province: '61', region: '陕西省西安市', districts: ['雁塔区', '碑林区', '未央区'] },
};

/** Streets that no town has, so that an address can be recognised as made up and nobody lives there. */
const STREETS = ['样例路', '示范大道', '虚构街', '演示中路', '假想巷'] as const;

/** A street address of a flat or an office, as people write it on a parcel. */
export function streetAddress(random: Random, city: City): string {
  const { region, districts } = PLACES[city];
  const street = `${random.pick(STREETS)}${random.between(1, 1999)}号`;
  const door = random.chance(700)
    ? `${random.between(1, 38)}幢${random.between(1, 4)}单元${random.between(1, 32)}0${random.between(1, 4)}室`
    : `${random.pick(['A', 'B', 'C'])}座${random.between(3, 28)}层`;
  return `${region}${random.pick(districts)}${street}${door}`;
}

export function cityName(city: City): string {
  return CITIES[city][0];
}

/** The province in which somebody was registered at birth: mostly where they live, but many have moved. */
export function birthProvince(random: Random, city: City): string {
  return random.chance(620) ? PLACES[city].province : random.pick(['34', '36', '41', '42', '43', '51', '37']);
}
