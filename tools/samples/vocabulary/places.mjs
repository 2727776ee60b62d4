// @ts-check

/**
 * @typedef {object} Place
 * @property {string} region GB/T 2260 code of the district.
 * @property {string} province As in a full address.
 * @property {string} city Without 市.
 * @property {string} district
 * @property {string} areaCode Of the telephone.
 * @property {number} phoneDigits Length of a landline number without the area code.
 * @property {string} postalCode
 * @property {number} weight How many customers live here, relatively.
 * @property {boolean} isNorth Decides the sales department.
 */

// region, province, city, district, area code, phone digits, postal code, weight, north or south
const table = `
140105 山西省 太原 小店区 0351 7 030006 12 N
140106 山西省 太原 迎泽区 0351 7 030001 8 N
140107 山西省 太原 杏花岭区 0351 7 030009 6 N
140213 山西省 大同 平城区 0352 7 037000 7 N
140403 山西省 长治 潞州区 0355 7 046000 6 N
140702 山西省 晋中 榆次区 0354 7 030600 6 N
141002 山西省 临汾 尧都区 0357 7 041000 5 N
610113 陕西省 西安 雁塔区 029 8 710061 5 N
610802 陕西省 榆林 榆阳区 0912 7 719000 5 N
150602 内蒙古自治区 鄂尔多斯 东胜区 0477 7 017000 4 N
130102 河北省 石家庄 长安区 0311 8 050011 4 N
130202 河北省 唐山 路南区 0315 7 063000 3 N
110105 北京市 北京 朝阳区 010 8 100020 5 N
120116 天津市 天津 滨海新区 022 8 300450 4 N
370102 山东省 济南 历下区 0531 8 250013 3 N
410105 河南省 郑州 金水区 0371 8 450000 4 N
210102 辽宁省 沈阳 和平区 024 8 110001 2 N
320102 江苏省 南京 玄武区 025 8 210018 3 S
320505 江苏省 苏州 虎丘区 0512 8 215011 3 S
310115 上海市 上海 浦东新区 021 8 200120 5 S
330106 浙江省 杭州 西湖区 0571 8 310013 3 S
340104 安徽省 合肥 蜀山区 0551 8 230031 2 S
420106 湖北省 武汉 武昌区 027 8 430060 4 S
430102 湖南省 长沙 芙蓉区 0731 8 410011 2 S
440106 广东省 广州 天河区 020 8 510630 4 S
440305 广东省 深圳 南山区 0755 8 518052 4 S
440605 广东省 佛山 南海区 0757 8 528200 3 S
510107 四川省 成都 武侯区 028 8 610041 4 S
500112 重庆市 重庆 渝北区 023 8 401120 3 S
`;

/** @type {readonly Place[]} */
export const places = table
  .trim()
  .split('\n')
  .map((line) => {
    const [region = '', province = '', city = '', district = '', areaCode = '', digits, postalCode = '', weight, half] =
      line.split(' ');
    return {
      region,
      province,
      city,
      district,
      areaCode,
      phoneDigits: Number(digits),
      postalCode,
      weight: Number(weight),
      isNorth: half === 'N',
    };
  });

export const streets = [
  ...'建设 人民 迎宾 长江 学府 工业 和平 新华 振兴 滨河 科技 解放 文化 朝阳 龙城 站前'.split(' '),
];
export const streetEndings = ['路', '街', '大道', '东路', '西街', '北路'];
export const estates = '阳光 锦绣 翠湖 金色 书香 枫林 盛世 滨江 紫荆 和谐'.split(' ');
export const estateEndings = ['花园', '家园', '小区', '苑'];

/** Digits and letters that spreadsheets like to turn into full-width ones. */
export const blocks = [...'ABCDE'];
