import { givenNameShares } from '../names/given-names.js';
import { surnameShares } from '../names/surnames.js';
import { levelShares } from './level-shares.js';
import type { Model } from './model.js';

/** Commonest English names, by census lists; whoever has a Latin name that is not here counts as one of many too. */
const english = {
  given:
    'james 0.012 john 0.012 robert 0.011 michael 0.012 william 0.01 david 0.011 richard 0.006 thomas 0.007 mary 0.012 patricia 0.005 jennifer 0.005 linda 0.005 elizabeth 0.005 susan 0.004 jessica 0.004 sarah 0.005 daniel 0.006 matthew 0.005 peter 0.003 paul 0.004',
  family:
    'smith 0.009 johnson 0.007 williams 0.006 brown 0.005 jones 0.005 miller 0.004 davis 0.004 wilson 0.003 taylor 0.003 anderson 0.003 thomas 0.003 jackson 0.002 white 0.002 harris 0.002 martin 0.002 thompson 0.002 lee 0.002 walker 0.002 nguyen 0.002 wang 0.001 li 0.001 zhang 0.001 chen 0.001',
};

const sharesOf = (text: string): Record<string, number> => {
  const words = text.split(' ');
  return Object.fromEntries(
    words.flatMap((word, at) => (at % 2 === 0 ? [[word, Number(words[at + 1])] as [string, number]] : [])),
  );
};

/**
 * Where a deployment begins before it has trained on its own records. Set by judgement, not by data: u from shares of
 * the population (surnames, days of birth, counties, numbers of seven digits), m from how often such fields are wrong in
 * published evaluations of record linkage (5 to 20 %); prior for a million records of which every fifth is a duplicate.
 */
export const defaultPersonModel: Model = {
  version: 'person-default-1',
  kind: 'person',
  prior: 1e-6,
  fields: {
    given: levelShares({
      different: [0.04, 0.955],
      initial: [0.01, 0.01],
      similar: [0.03, 0.025],
      close: [0.06, 0.012],
      variant: [0.03, 0.002],
      exact: [0.83, 0.002],
    }),
    family: levelShares({
      different: [0.03, 0.93],
      initial: [0.002, 0.003],
      similar: [0.02, 0.025],
      close: [0.04, 0.015],
      variant: [0.01, 0.001],
      exact: [0.9, 0.028],
    }),
    nameOrder: levelShares({ swapped: [0.03, 0.04], exact: [0.97, 0.96] }),
    birthDate: levelShares({
      different: [0.03, 0.979],
      same_year: [0.01, 0.014],
      two_parts: [0.015, 0.0048],
      close: [0.055, 0.0022],
      exact: [0.89, 0.00005],
    }),
    gender: levelShares({ different: [0.02, 0.5], exact: [0.98, 0.5] }),
    nationalId: levelShares({ different: [0.008, 0.9999989], one_typo: [0.012, 1e-6], exact: [0.98, 1e-9] }),
    passport: levelShares({ different: [0.25, 0.9999], one_typo: [0.03, 1e-5], exact: [0.72, 1e-8] }),
    member: levelShares({ different: [0.3, 0.9998], one_typo: [0.03, 2e-4], exact: [0.67, 1e-7] }),
    phone: levelShares({ different: [0.44, 0.99999], same_tail: [0.01, 1e-5], exact: [0.55, 2e-6] }),
    email: levelShares({ different: [0.37, 0.9999], same_mailbox: [0.05, 1e-4], exact: [0.58, 1e-6] }),
    social: levelShares({ different: [0.2, 0.999999], exact: [0.8, 1e-6] }),
    place: levelShares({
      different: [0.08, 0.925],
      same_province: [0.05, 0.05],
      near: [0.07, 0.02],
      same_postal_code: [0.05, 0.001],
      same_locality: [0.18, 0.003],
      nearly_both: [0.1, 0.0004],
      both: [0.47, 0.0006],
    }),
    street: levelShares({
      different: [0.15, 0.98],
      similar: [0.08, 0.0165],
      same_street: [0.12, 0.003],
      similar_same_number: [0.1, 0.00015],
      exact: [0.55, 0.00002],
    }),
  },
  frequencies: {
    given: { words: { ...sharesOf(english.given), ...Object.fromEntries(givenNameShares) }, rest: 0.00003 },
    family: { words: { ...sharesOf(english.family), ...Object.fromEntries(surnameShares) }, rest: 0.0002 },
  },
  // One household shares a surname, an address and often a phone.
  limits: [
    {
      when: { field: 'given', level: 'different' },
      fields: ['family', 'phone', 'email', 'social', 'place', 'street'],
      most: 14,
    },
  ],
};
