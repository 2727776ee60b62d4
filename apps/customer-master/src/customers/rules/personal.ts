import type { CustomerFacts } from '../customer.shape.js';
import type { FamilyDetails, IncomeDetails, LegalBasis, Preferences } from '../personal.shape.js';
import type { Fault } from './faults.js';
import { fold } from './text.js';

/** Preferences, family and income. */
export type PersonalFacts = Pick<CustomerFacts, 'kind' | 'preferences' | 'family' | 'income'>;

const messages = {
  window: {
    zh: '结束时间必须晚于开始时间；跨午夜请分成两段',
    en: 'must be later than `from`; split a window over midnight',
  },
  noBasis: {
    zh: '家庭与收入属于敏感个人信息，须提供法律依据（同意、合同或法定义务）及凭证',
    en: 'family and income are sensitive personal information and need a legal basis (consent, contract or legal_obligation) with its evidence',
  },
  notForOrganisations: { zh: '机构客户不能有此项', en: 'an organisation does not have this' },
} as const;

/** The groups that are given, in the form in which they are kept; without what is wrong. */
export function personalOf(
  { kind, preferences, family, income }: PersonalFacts,
  faults: Fault[],
): Omit<PersonalFacts, 'kind'> {
  return {
    ...(preferences ? { preferences: preferencesOf(preferences, faults) } : {}),
    ...(family ? sensitive('family', kind, family, familyOf, faults) : {}),
    ...(income ? sensitive('income', kind, income, incomeOf, faults) : {}),
  };
}

function preferencesOf({ channel, times, style, language, avoid }: Preferences, faults: Fault[]): Preferences {
  // Fixed width, so the order of the texts is that of the times.
  times?.forEach(({ from, to }, at) => {
    if (to <= from) faults.push({ pointer: `/preferences/times/${at}/to`, message: messages.window });
  });
  return present({
    channel,
    times: times
      ?.filter(({ from, to }) => to > from)
      .map(({ days, from, to }) => ({ days: [...new Set(days)], from, to })),
    style,
    language,
    avoid: avoid && [...new Set(avoid.map(fold))].filter(Boolean),
  });
}

function sensitive<Group extends 'family' | 'income'>(
  group: Group,
  kind: PersonalFacts['kind'],
  given: NonNullable<PersonalFacts[Group]>,
  keep: (given: NonNullable<PersonalFacts[Group]>) => NonNullable<PersonalFacts[Group]>,
  faults: Fault[],
): Omit<PersonalFacts, 'kind'> {
  if (kind !== 'person') faults.push({ pointer: `/${group}`, message: messages.notForOrganisations });
  else if (!hasBasis(given.legalBasis)) faults.push({ pointer: `/${group}/legalBasis`, message: messages.noBasis });
  else return { [group]: keep(given) };
  return {};
}

const hasBasis = (given: LegalBasis | null | undefined): boolean =>
  Boolean(given?.basis && given.obtainedAt && fold(given.evidence ?? ''));

const familyOf = ({ maritalStatus, children, household, legalBasis }: FamilyDetails): FamilyDetails => ({
  ...present({ maritalStatus, children, household }),
  legalBasis: basisOf(legalBasis),
});

const incomeOf = ({ band, legalBasis }: IncomeDetails): IncomeDetails => ({ band, legalBasis: basisOf(legalBasis) });

const basisOf = ({ basis, evidence, obtainedAt }: LegalBasis): LegalBasis => ({
  basis,
  evidence: fold(evidence),
  obtainedAt: new Date(obtainedAt).toISOString(),
});

/** Without the fields that say nothing. */
const present = <Fields extends object>(fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null)) as Fields;
