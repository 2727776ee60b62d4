import { faultCodes } from './quality-rules.js';

/** Why points are missing: `missing`, `stale`, `possible_duplicate`, or what is wrong with a value. */
export const reasonCodes = ['missing', 'stale', 'possible_duplicate', ...faultCodes] as const;
export type ReasonCode = (typeof reasonCodes)[number];

/** What kind of work a reason is. */
export const workKinds = ['stale', 'missing', 'invalid', 'duplicate'] as const;
export type WorkKind = (typeof workKinds)[number];

export interface Words {
  zh: string;
  en: string;
}

export function workOf(code: ReasonCode): WorkKind {
  if (code === 'possible_duplicate') return 'duplicate';
  return code === 'missing' || code === 'stale' ? code : 'invalid';
}

/** Why, in words; `{field}` stands for the name of the field. */
const why: Record<ReasonCode, Words> = {
  missing: { zh: '缺少{field}', en: '{field} is missing' },
  stale: { zh: '{field}久未核实', en: '{field} was not confirmed for long' },
  possible_duplicate: { zh: '可能与其他客户重复', en: 'May be the same as another customer' },
  uscc_checksum: { zh: '统一社会信用代码校验位错误', en: 'The check character of the USCC is wrong' },
  org_code_checksum: { zh: '组织机构代码校验位错误', en: 'The check character of the organisation code is wrong' },
  national_id_checksum: { zh: '身份证号校验位错误', en: 'The check character of the national id is wrong' },
  identifier_contested: { zh: '{field}同时属于另一客户', en: 'Another customer holds the same {field}' },
  phone_impossible: { zh: '{field}位数不正确', en: '{field} has an impossible length' },
  phone_unreachable: { zh: '{field}不是已启用号段', en: '{field} is in no range that is in use' },
  phone_placeholder: { zh: '{field}为随意填写的号码', en: '{field} is a made-up number' },
  email_malformed: { zh: '电子邮箱格式错误', en: 'The e-mail is no address' },
  email_placeholder: { zh: '电子邮箱为占位内容', en: 'The e-mail is a placeholder' },
  email_bounced: { zh: '发往该邮箱的邮件被退回', en: 'The last e-mail came back' },
  region_unknown: { zh: '行政区划代码不存在', en: 'The region code does not exist' },
  region_disagrees: { zh: '行政区划代码与地址不符', en: 'The region code is not that of the address' },
  address_placeholder: { zh: '地址为占位内容', en: 'The address is a placeholder' },
  birth_date_implausible: { zh: '出生日期不合理', en: 'The birth date is implausible' },
  birth_date_disagrees: { zh: '出生日期与身份证号不符', en: 'The birth date is not that of the national id' },
  name_placeholder: { zh: '{field}为占位内容', en: '{field} is a placeholder' },
  person_named_like_firm: { zh: '个人客户的名称像企业', en: 'A person is named like a firm' },
  firm_named_like_person: { zh: '机构客户的全称像人名', en: 'A firm is named like a person' },
};

/** What to do about it. */
const next: Record<'missing' | 'stale' | 'possible_duplicate' | 'kind' | 'contested' | 'other', Words> = {
  missing: { zh: '向客户询问并补充{field}', en: 'Ask the customer and add: {field}' },
  stale: { zh: '与客户核实{field}后点击“今日已核实”', en: 'Confirm with the customer, then “verified today”: {field}' },
  possible_duplicate: { zh: '在匹配审核队列中判定', en: 'Decide about the pair in the review queue' },
  kind: { zh: '核对客户类型与名称', en: 'Check whether it is a person or an organisation' },
  contested: { zh: '核对证件，必要时合并两个客户', en: 'Check the document; merge the two if they are one' },
  other: { zh: '核对并更正{field}', en: 'Check and correct: {field}' },
};

const nextOf: { [Code in ReasonCode]?: Words } = {
  missing: next.missing,
  stale: next.stale,
  possible_duplicate: next.possible_duplicate,
  person_named_like_firm: next.kind,
  firm_named_like_person: next.kind,
  identifier_contested: next.contested,
};

const fieldWords: Record<string, Words> = {
  '/names': { zh: '名称', en: 'name' },
  '/names/legal': { zh: '全称', en: 'legal name' },
  '/names/short': { zh: '简称', en: 'short name' },
  '/names/former': { zh: '曾用名', en: 'former name' },
  '/names/english': { zh: '英文名称', en: 'English name' },
  '/names/nickname': { zh: '昵称', en: 'nickname' },
  '/person': { zh: '个人信息', en: 'personal details' },
  '/person/name': { zh: '姓名', en: 'name of the person' },
  '/person/birthDate': { zh: '出生日期', en: 'birth date' },
  '/person/gender': { zh: '性别', en: 'gender' },
  '/identifiers': { zh: '证件号码', en: 'number of an authority' },
  '/identifiers/uscc': { zh: '统一社会信用代码', en: 'USCC' },
  '/identifiers/tax': { zh: '税号', en: 'tax number' },
  '/identifiers/org_code': { zh: '组织机构代码', en: 'organisation code' },
  '/identifiers/national_id': { zh: '身份证号', en: 'national id' },
  '/identifiers/passport': { zh: '护照号', en: 'passport' },
  '/identifiers/member': { zh: '会员号', en: 'member number' },
  '/contactPoints': { zh: '联系方式', en: 'contact point' },
  '/contactPoints/phone': { zh: '电话', en: 'phone' },
  '/contactPoints/email': { zh: '电子邮箱', en: 'e-mail' },
  '/contactPoints/wechat': { zh: '微信', en: 'WeChat' },
  '/contactPoints/fax': { zh: '传真', en: 'fax' },
  '/contactPoints/social': { zh: '社交账号', en: 'social account' },
  '/addresses': { zh: '地址', en: 'address' },
  '/attributes': { zh: '属性', en: 'attribute' },
  '/attributes/industry': { zh: '行业', en: 'industry' },
  '/preferences': { zh: '偏好', en: 'preferences' },
  '/family': { zh: '家庭情况', en: 'family' },
  '/income': { zh: '收入情况', en: 'income' },
};

/** The name of a field in words; of an own attribute its own name. */
export function fieldName(field: string): Words {
  const known = fieldWords[field];
  if (known) return known;
  const [, group, entry = ''] = field.split('/');
  const { zh, en } = fieldWords[`/${group}`] ?? { zh: '字段', en: 'field' };
  return { zh: `${zh}“${entry}”`, en: `${en} ${entry}` };
}

/** Why a reason costs points. */
export const reasonText = (code: ReasonCode, field: string | null): Words => filled(why[code], field);

/** What somebody does about it. */
export const nextStep = (code: ReasonCode, field: string | null): Words => filled(nextOf[code] ?? next.other, field);

function filled({ zh, en }: Words, field: string | null): Words {
  const name = field === null ? { zh: '', en: '' } : fieldName(field);
  const text = en.replace('{field}', name.en);
  return { zh: zh.replace('{field}', name.zh), en: text.charAt(0).toUpperCase() + text.slice(1) };
}
