/** How a customer wants to be treated, and the sensitive fields of a person. All of it is sealed, of organisations too. */

export const preferredChannels = ['phone', 'sms', 'email', 'wechat'] as const;
export type PreferredChannel = (typeof preferredChannels)[number];

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** formal 正式 · brief 简洁 · warm 亲切 · detailed 详尽. */
export const contactStyles = ['formal', 'brief', 'warm', 'detailed'] as const;
export type ContactStyle = (typeof contactStyles)[number];

/** BCP 47. */
export const contactLanguages = [
  'zh-CN',
  'zh-HK',
  'zh-TW',
  'en',
  'ja',
  'ko',
  'ru',
  'de',
  'fr',
  'es',
  'ar',
  'vi',
  'th',
] as const;
export type ContactLanguage = (typeof contactLanguages)[number];

/** When the customer likes to be contacted, in the business time zone. A window over midnight is two of them. */
export interface ContactTime {
  days: Weekday[];
  /** `HH:mm`. */
  from: string;
  /** `HH:mm`, later than `from`. */
  to: string;
}

export interface Preferences {
  channel?: PreferredChannel;
  times?: ContactTime[];
  style?: ContactStyle;
  language?: ContactLanguage;
  /** Topics that nobody should touch on; a word or two each. */
  avoid?: string[];
}

/** Why sensitive personal information may be kept (PIPL art. 13, 28 and 29). */
export const legalBases = ['consent', 'contract', 'legal_obligation'] as const;

export interface LegalBasis {
  basis: (typeof legalBases)[number];
  /** Where it is proved: number of the consent form or contract, or the law. */
  evidence: string;
  /** RFC 3339. */
  obtainedAt: string;
}

export const maritalStatuses = ['single', 'married', 'divorced', 'widowed'] as const;
export type MaritalStatus = (typeof maritalStatuses)[number];

/** single 独居 · couple 二人 · with_children 与子女 · with_parents 与父母 · three_generations 三代同堂 · other. */
export const households = ['single', 'couple', 'with_children', 'with_parents', 'three_generations', 'other'] as const;
export type Household = (typeof households)[number];

export interface FamilyDetails {
  maritalStatus?: MaritalStatus;
  /** How many. */
  children?: number;
  household?: Household;
  legalBasis: LegalBasis;
}

/** Yearly income before tax, thousand CNY: under_50 · 50_100 · 100_200 · 200_500 · over_500. */
export const incomeBands = ['under_50', '50_100', '100_200', '200_500', 'over_500'] as const;
export type IncomeBand = (typeof incomeBands)[number];

export interface IncomeDetails {
  band: IncomeBand;
  legalBasis: LegalBasis;
}
