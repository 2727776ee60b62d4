import { type Column, knownColumns } from './columns.js';

/** Words that other systems head their columns with, without blanks and punctuation, in lower case. */
const words: Partial<Record<Column, string>> = {
  source: '来源 来源系统 数据来源 system sourcesystem',
  sourceId:
    '客户编号 客户编码 客户代码 客户号 客户id 编号 编码 id customerid customerno customernumber customercode code',
  kind: '客户类型 客户性质 类型 性质 customertype type',
  name: '客户名称 公司名称 企业名称 单位名称 客户全称 公司全称 企业全称 名称 客户名 姓名 客户姓名 全称 customername companyname company customer legalname fullname',
  shortName: '简称 客户简称 公司简称 企业简称 shortname abbreviation',
  formerName: '曾用名 原名 formername',
  englishName: '英文名 英文名称 英文全称 englishname',
  nickname: '昵称 称呼 别名 nickname alias',
  familyName: '姓 姓氏 lastname surname familyname',
  givenName: '名 名字 firstname givenname',
  birthDate: '出生日期 生日 出生年月 出生年月日 birthday dateofbirth dob birthdate',
  gender: '性别 sex gender',
  uscc: '统一社会信用代码 社会信用代码 信用代码 统一信用代码 营业执照号 creditcode usci unifiedsocialcreditcode',
  tax: '税号 纳税人识别号 税务登记号 taxid taxno taxnumber vat vatnumber',
  orgCode: '组织机构代码 机构代码 orgcode organisationcode organizationcode',
  nationalId: '身份证 身份证号 身份证号码 证件号 证件号码 idcard idnumber nationalid',
  passport: '护照 护照号 护照号码 passport passportno passportnumber',
  member: '会员号 会员卡号 会员编号 memberno membernumber memberid',
  phone:
    '电话 手机 手机号 手机号码 电话号码 联系电话 联系方式 移动电话 固定电话 座机 tel telephone mobile mobilephone phone phonenumber cell',
  email: '邮箱 电子邮箱 电子邮件 邮件 邮箱地址 mail email emailaddress',
  wechat: '微信 微信号 wechat wechatid weixin',
  fax: '传真 传真号 fax faxnumber',
  address: '地址 详细地址 联系地址 通讯地址 注册地址 公司地址 办公地址 住址 家庭住址 address fulladdress',
  street: '街道 路名 street streetaddress addressline1',
  locality: '城市 市 所在城市 city town locality',
  region: '行政区划 区划代码 行政区划代码 地区代码 region regioncode',
  postalCode: '邮编 邮政编码 zip zipcode postcode postalcode',
  country: '国家 国别 国家代码 country countrycode',
  industry: '行业 所属行业 industry sector',
  status: '状态 客户状态 status',
  observedAt: '更新时间 修改时间 最后更新时间 updatedat modifiedat lastmodified updated',
};

/** Blanks, punctuation, brackets with a remark in them and full-width forms make no difference. */
const plain = (heading: string): string =>
  heading
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\([^)]*\)|\[[^\]]*\]|【[^】]*】/g, '')
    .replace(/[\s\p{P}\p{S}]/gu, '');

const byWord = new Map<string, Column>([
  ...Object.entries(words).flatMap(([column, list]) =>
    list.split(' ').map((word): [string, Column] => [plain(word), column as Column]),
  ),
  ...Object.keys(words).map((column): [string, Column] => [plain(column), column as Column]),
]);
const ownWords: ReadonlySet<string> = new Set(knownColumns.map(plain));

/** A column that a heading probably means. */
export interface Proposal {
  column: Column;
  /** 1: the column's own name in another notation · 0.9: a word that is known for it · 0.6: contains such a word. */
  confidence: number;
}

/** Proposals of at least this confidence may be tried without being asked for. */
export const sureEnough = 0.9;

/** Null where nothing speaks for any column. */
export function proposalFor(heading: string): Proposal | null {
  const text = plain(heading);
  const column = byWord.get(text);
  if (column) return { column, confidence: ownWords.has(text) ? 1 : 0.9 };
  const inside = [...byWord].filter(([word]) => word.length >= 2 && text.includes(word) && isWhole(word));
  const [longest] = inside.sort(([a], [b]) => b.length - a.length);
  return longest ? { column: longest[1], confidence: 0.6 } : null;
}

/** Short Latin words occur inside others by chance. */
const isWhole = (word: string): boolean => !/^[a-z]{1,4}$/.test(word);
