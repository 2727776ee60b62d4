// @ts-check

/**
 * @typedef {object} Product
 * @property {string} id
 * @property {string} name
 * @property {string} category
 * @property {string} unit
 * @property {number} price Yuan per unit.
 * @property {number} lot What a middling customer takes at once.
 * @property {number} margin Percent of the price.
 */

// name, category, unit, price, lot, margin; the line number is the product's number.
const table = `
动力煤5500大卡 coal 吨 780 40 8
动力煤5000大卡 coal 吨 690 40 8
无烟块煤 coal 吨 1280 20 11
主焦煤 coal 吨 1650 25 9
一级焦炭 coal 吨 2100 20 10
兰炭 coal 吨 980 25 9
洗精煤 coal 吨 1480 25 12
甲醇 chemicals 吨 2400 8 11
尿素 chemicals 吨 1850 10 9
液碱 chemicals 吨 820 20 14
纯碱 chemicals 吨 1900 10 10
聚丙烯颗粒 chemicals 吨 7400 3 8
浮选药剂 chemicals 桶 1350 8 22
矿用电磁阀 machinery 件 860 8 28
刮板输送机链条 machinery 米 420 30 24
带式输送机托辊 machinery 件 165 60 26
液压支架立柱 machinery 根 15800 1 19
防爆电机 machinery 台 9600 1 21
离心水泵 machinery 台 5400 2 23
振动筛筛板 machinery 块 680 12 27
深沟球轴承 machinery 套 210 30 25
公路整车运输 logistics 车 4800 3 13
铁路集装箱发运 logistics 箱 3600 5 12
仓储月租 logistics 平方米 28 300 31
装卸服务 logistics 吨 18 400 20
普通硅酸盐水泥 building-materials 吨 420 40 10
商品混凝土 building-materials 立方米 460 40 12
螺纹钢 building-materials 吨 3750 8 6
加气混凝土砌块 building-materials 立方米 260 40 15
防水卷材 building-materials 卷 310 30 20
东北大米25公斤 food 袋 148 10 13
面粉25公斤 food 袋 102 10 12
食用油20升 food 桶 268 6 11
陈醋礼盒 food 盒 88 8 34
小米5公斤 food 袋 59 8 27
家用取暖炉 home 台 1280 1 24
民用型煤 home 吨 1150 2 16
电暖器 home 台 399 2 26
空气净化器 home 台 1699 1 29
净水器滤芯 home 支 159 3 45
`;

/** @type {readonly Product[]} */
export const products = table
  .trim()
  .split('\n')
  .map((line, at) => {
    const [name = '', category = '', unit = '', price, lot, margin] = line.split(' ');
    return { id: `P-${at + 1}`, name, category, unit, price: Number(price), lot: Number(lot), margin: Number(margin) };
  });

/** Percent of an average month, January first: heating in winter, building in summer, food before the feasts. */
const seasons = {
  coal: [150, 90, 80, 65, 60, 75, 100, 105, 85, 105, 140, 155],
  chemicals: [95, 75, 115, 120, 110, 100, 95, 95, 105, 105, 100, 95],
  machinery: [90, 65, 120, 115, 110, 105, 95, 95, 105, 105, 105, 100],
  logistics: [105, 65, 100, 100, 100, 105, 95, 95, 105, 110, 125, 110],
  'building-materials': [45, 30, 95, 130, 140, 135, 115, 115, 130, 130, 90, 50],
  food: [175, 70, 75, 80, 85, 95, 80, 90, 150, 90, 95, 115],
  home: [130, 70, 65, 60, 70, 85, 85, 80, 95, 145, 175, 150],
};

/** @param {string} category @param {number} month 0–11 */
export function seasonOf(category, month) {
  return (seasons[/** @type {keyof typeof seasons} */ (category)][month] ?? 100) / 100;
}
