import type { CustomerKind } from '@crm/contracts';

export interface Label {
  zh: string;
  en: string;
}

export interface LevelDefinition extends Label {
  /** Lower-snake name, part of every model. */
  name: string;
}

/** One thing by which two records are compared. */
export interface FieldDefinition {
  name: string;
  label: Label;
  /** From the least alike to the most alike. */
  levels: readonly LevelDefinition[];
  /** From this level on, one value is shared, and it counts how many others have it; absent: it does not count. */
  termFrom?: number;
}

const level = (name: string, zh: string, en: string): LevelDefinition => ({ name, zh, en });
const different = level('different', '不同', 'different');
const exact = level('exact', '相同', 'the same');
const oneTypo = level('one_typo', '只差一位', 'one character apart');

const namePart = [
  different,
  level('initial', '首字母相同', 'same initial'),
  level('similar', '相近', 'similar'),
  level('close', '读音相同或仅差一字', 'sounds alike or one typo apart'),
  level('variant', '同一名字的另一形式', 'another form of the same name'),
  exact,
];

const contactFields: readonly FieldDefinition[] = [
  {
    name: 'phone',
    label: { zh: '电话', en: 'phone' },
    levels: [different, level('same_tail', '后七位相同', 'same last seven digits'), exact],
  },
  {
    name: 'email',
    label: { zh: '电子邮箱', en: 'e-mail' },
    levels: [different, level('same_mailbox', '邮箱名相同', 'same mailbox at another host'), exact],
  },
  { name: 'social', label: { zh: '微信等账号', en: 'WeChat or other account' }, levels: [different, exact] },
  {
    name: 'place',
    label: { zh: '地区与邮编', en: 'place and postal code' },
    levels: [
      different,
      level('same_province', '同省', 'same province'),
      level('near', '同市或相近', 'same prefecture or nearly the same'),
      level('same_postal_code', '邮编相同', 'same postal code'),
      level('same_locality', '区县或地名相同', 'same county or locality'),
      level('nearly_both', '地名与邮编相近', 'locality and postal code nearly the same'),
      level('both', '地名与邮编都相同', 'same locality and postal code'),
    ],
    termFrom: 4,
  },
  {
    name: 'street',
    label: { zh: '街道门牌', en: 'street and number' },
    levels: [
      different,
      level('similar', '街道相近', 'similar street'),
      level('same_street', '街道相同', 'same street'),
      level('similar_same_number', '街道相近、门牌相同', 'similar street, same number'),
      exact,
    ],
  },
];

const personFields: readonly FieldDefinition[] = [
  { name: 'given', label: { zh: '名', en: 'given name' }, levels: namePart, termFrom: 5 },
  { name: 'family', label: { zh: '姓', en: 'family name' }, levels: namePart, termFrom: 5 },
  {
    name: 'nameOrder',
    label: { zh: '姓名顺序', en: 'order of names' },
    levels: [level('swapped', '姓与名互换', 'given and family name swapped'), exact],
  },
  {
    name: 'birthDate',
    label: { zh: '出生日期', en: 'date of birth' },
    levels: [
      different,
      level('same_year', '同年', 'same year'),
      level('two_parts', '年月日中有两项相同', 'two of year, month and day'),
      level('close', '月日互换或仅差一位', 'day and month swapped, or one digit apart'),
      exact,
    ],
  },
  { name: 'gender', label: { zh: '性别', en: 'gender' }, levels: [different, exact] },
  { name: 'nationalId', label: { zh: '身份证号', en: 'national id' }, levels: [different, oneTypo, exact] },
  { name: 'passport', label: { zh: '护照号', en: 'passport' }, levels: [different, oneTypo, exact] },
  { name: 'member', label: { zh: '会员号', en: 'member number' }, levels: [different, oneTypo, exact] },
  ...contactFields,
];

const organisationFields: readonly FieldDefinition[] = [
  {
    name: 'name',
    label: { zh: '字号', en: 'distinctive name' },
    levels: [
      different,
      level('similar', '字号相近', 'similar'),
      level('close', '字号仅差一字', 'one typo apart'),
      level('same_sound', '字号读音相同', 'sounds alike'),
      level('same_core', '字号相同', 'same distinctive name'),
      level('exact', '全称相同', 'same full name'),
    ],
    termFrom: 4,
  },
  {
    name: 'genericName',
    label: { zh: '无字号名称', en: 'name without a distinctive part' },
    levels: [
      level('different', '地区或行业不同', 'another region or trade'),
      level('one_is_generic', '一方有字号', 'only one has a distinctive part'),
      level('related', '均无字号，同地区、行业相关', 'both without, same region, related trade'),
      level('exact', '名称相同', 'same name'),
    ],
  },
  {
    name: 'industry',
    label: { zh: '行业', en: 'trade' },
    levels: [different, level('related', '相关', 'related'), exact],
  },
  {
    name: 'branch',
    label: { zh: '分支机构', en: 'branch' },
    levels: [different, level('one_is_branch', '一方为分支机构', 'only one is a branch'), exact],
  },
  {
    name: 'registration',
    label: { zh: '统一社会信用代码等', en: 'registration numbers' },
    levels: [
      different,
      level('same_tax', '税号相同', 'same tax number'),
      level('same_org_code', '组织机构代码相同', 'same organisation code'),
      level('same_uscc', '统一社会信用代码相同', 'same USCC'),
    ],
  },
  { name: 'member', label: { zh: '会员号', en: 'member number' }, levels: [different, oneTypo, exact] },
  ...contactFields,
];

const attributeLevels = [
  different,
  level('similar', '相近', 'similar'),
  level('close', '几乎相同', 'nearly the same'),
  exact,
];

/** What an attribute's field is called in a model. */
export const attributeField = (attribute: string): string => `attributes.${attribute}`;

/** The fields of a comparison: those of the kind, and one per attribute. */
export const fieldsOf = (kind: CustomerKind, attributes: readonly string[] = []): readonly FieldDefinition[] => [
  ...(kind === 'person' ? personFields : organisationFields),
  ...attributes.map((name) => ({
    name: attributeField(name),
    label: { zh: name, en: name },
    levels: attributeLevels,
    termFrom: 3,
  })),
];
