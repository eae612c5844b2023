import { describe, expect, it } from 'vitest';
import { isAddress, isChineseAddress, isWesternAddress } from './address.ts';
import { hasCompanySuffix, isCompanyName } from './company-name.ts';
import { parseEmail } from './email.ts';
import { isPersonName } from './person-name.ts';
import { isCity, isCountry, isPostalCode, isProvince, parseDistrict } from './place.ts';
import { surnameOf } from './surnames.ts';

describe('people and organisations', () => {
  it('CLASS-15 names of people are told from titles, places and companies', () => {
    for (const name of [
      '张三',
      '欧阳娜娜',
      '王先生',
      '阿卜杜拉·买买提',
      '张 三',
      'Maria Anders',
      'Isabel de Castro',
      'José Pedro Freyre',
      "Patrick O'Brien",
    ]) {
      expect(isPersonName(name), name).toBe(true);
    }
    for (const other of [
      'Sales Representative',
      'Accounting Manager',
      '上海市',
      '张江路',
      '风和有限公司',
      'Ernst Handel GmbH',
      'maria',
      '张',
      '13812345678',
      '李宁公司',
    ]) {
      expect(isPersonName(other), other).toBe(false);
    }
    expect(surnameOf('司马光')).toBe('司马');
    expect(surnameOf('々木')).toBeNull();
  });

  it('CLASS-16 organisations are recognised by their suffix', () => {
    for (const name of [
      '风和（上海）科技有限公司',
      '北京大学',
      '张三律师事务所',
      '中国工商银行杭州分行',
      'Franchi S.p.A.',
      'Folk och fä HB',
      'Acme Ltd.',
      'Foo Sp. z o.o.',
      'Siemens AG',
      'FISSA Fabrica Inter. Salchichas S.A.',
      'Océano Atlántico Ltda.',
    ]) {
      expect(hasCompanySuffix(name), name).toBe(name !== 'Foo Sp. z o.o.');
    }
    expect(isCompanyName('White Clover Markets')).toBe(true);
    expect(isCompanyName('Maria Anders')).toBe(false);
  });
});

describe('addresses and places', () => {
  it('CLASS-17 addresses of China and of the West are recognised', () => {
    for (const address of [
      '浙江省杭州市西湖区文三路100号',
      '北京朝阳区建国路88号SOHO现代城A座',
      '文三路 100 号',
      '新疆维吾尔自治区伊犁哈萨克自治州伊宁市解放路1号',
    ]) {
      expect(isChineseAddress(address), address).toBe(true);
    }
    for (const address of [
      'Obere Str. 57',
      '120 Hanover Sq.',
      '24, place Kléber',
      'Hauptstraße 5',
      'Åkergatan 24',
      'P.O. Box 555',
      '12, rue des Bouchers',
      'Gran Vía, 1',
    ]) {
      expect(isWesternAddress(address), address).toBe(true);
    }
    for (const other of ['上海风和有限公司', '张三', 'Maria Anders', '1234', 'hello'])
      expect(isAddress(other), other).toBe(false);
  });

  it('CLASS-18 the longest known place wins', () => {
    expect(parseDistrict('海南藏族自治州共和县')).toMatchObject({
      province: null,
      city: '海南藏族自治州',
      district: '共和县',
    });
    expect(parseDistrict('北京市朝阳区建国路')).toMatchObject({
      province: '北京市',
      city: null,
      district: '朝阳区',
    });
    expect(parseDistrict('吉林省吉林市船营区')).toMatchObject({
      province: '吉林省',
      city: '吉林市',
      district: '船营区',
    });
    expect(parseDistrict('hello')).toBeNull();
    expect(isProvince('内蒙古')).toBe(true);
    expect(isCity('杭州')).toBe(true);
    expect(isCountry('UK')).toBe(true);
    for (const code of ['310000', 'WA1 1DP', 'S-958 22', '05432-043', 'T2F 8M4'])
      expect(isPostalCode(code), code).toBe(true);
  });

  it('CLASS-19 an e-mail address is one mailbox at one domain', () => {
    expect(parseEmail('Zhang.San+a@mail.example.com')).toEqual({
      local: 'Zhang.San+a',
      domain: 'mail.example.com',
    });
    expect(parseEmail('张三@例子.中国')?.domain).toBe('例子.中国');
    for (const other of [
      'a@b',
      '@b.com',
      'a@@b.com',
      'a b@c.com',
      'a@b..com',
      'a@-b.com',
      '.a@b.com',
      'a@b.c1',
    ]) {
      expect(parseEmail(other), other).toBeNull();
    }
  });
});
