/**
 * Firms whose 字号 is made of words that the parser takes for region or trade; all notations → one. Looked for at the
 * start of a name, longest first.
 */
const known: Readonly<Record<string, string>> = {
  中国石油: '中国石油天然气 中国石油 中石油',
  中国石化: '中国石油化工 中国石化 中石化',
  中国海油: '中国海洋石油 中海油 中国海油',
  中国移动: '中国移动通信 中国移动',
  中国联通: '中国联合网络通信 中国联合通信 中国联通',
  中国电信: '中国电信 中国通信服务',
  中国铁塔: '中国铁塔',
  国家电网: '国家电网 国网',
  南方电网: '中国南方电网 南方电网',
  中国邮政: '中国邮政储蓄银行 中国邮政速递物流 中国邮政',
  工商银行: '中国工商银行 工商银行 工行',
  农业银行: '中国农业银行 农业银行 农行',
  中国银行: '中国银行',
  建设银行: '中国建设银行 建设银行 建行',
  交通银行: '交通银行',
  农业发展银行: '中国农业发展银行 农业发展银行',
  国家开发银行: '国家开发银行 国开行',
  人民银行: '中国人民银行 人民银行',
  进出口银行: '中国进出口银行',
  中国人寿: '中国人寿保险 中国人寿财产保险 中国人寿',
  中国人保: '中国人民财产保险 中国人民保险 中国人民人寿保险 中国人保',
  中国建筑: '中国建筑',
  中国中铁: '中国铁路工程 中国中铁',
  中国铁建: '中国铁道建筑 中国铁建',
  中国交建: '中国交通建设 中国交建',
  中国电建: '中国电力建设 中国电建',
  中国能建: '中国能源建设 中国能建',
  国家能源: '国家能源投资 国家能源',
  国家电投: '国家电力投资 国家电投',
  中国国航: '中国国际航空 中国国航 国航',
  东方航空: '中国东方航空 东方航空',
  南方航空: '中国南方航空 南方航空',
  中国烟草: '中国烟草',
  中国神华: '中国神华能源 中国神华',
  中国中煤: '中国中煤能源 中国中煤 中煤能源',
  新华书店: '新华书店',
  供销社: '供销合作社 供销社',
};

const entries = Object.entries(known)
  .flatMap(([core, names]) => names.split(' ').map((name) => ({ name, core })))
  .sort((a, b) => b.name.length - a.name.length);

/** The known firm that a name begins with. */
export const knownCompanyAtStart = (text: string): { name: string; core: string } | undefined =>
  entries.find(({ name }) => text.startsWith(name));
