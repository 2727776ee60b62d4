import type { CustomerKind } from '@crm/contracts';
import type { CustomerFacts } from '../../customers/customer.shape.js';
import { normalise } from '../../customers/rules/normalise.js';
import { fold, isDeceptive } from '../../customers/rules/text.js';

/** Who ordered, as the ERP says it. */
export interface OrderingCustomer {
  name?: string;
  uscc?: string;
  phone?: string;
}

/** What of it can be believed; a wrong number is dropped, since nobody can be asked and the order must not wait. */
export function factsOf({ name: said = '', uscc, phone }: OrderingCustomer): CustomerFacts {
  const name = isDeceptive(said) ? [...said].filter((letter) => !isDeceptive(letter)).join('') : said;
  const named = fold(name) === '' ? {} : { names: [{ type: 'legal' as const, text: name }] };
  const told: CustomerFacts = {
    kind: 'organisation',
    ...named,
    identifiers: uscc ? [{ type: 'uscc', value: uscc }] : [],
    contactPoints: phone ? [{ type: 'phone', value: phone }] : [],
  };
  const { facts } = normalise<CustomerFacts>(told);
  return { ...facts, kind: kindOf(fold(name), facts.identifiers?.length !== 0) };
}

/** The ERP does not say whether a person ordered. A 统一社会信用代码 has no person; a name of two to four characters has no firm. */
const kindOf = (name: string, hasUscc: boolean): CustomerKind =>
  !hasUscc && /^(?:\p{Script=Han}{2,4}|\p{Script=Han}{1,8}·\p{Script=Han}{1,8})$/u.test(name) && !tradeWord.test(name)
    ? 'person'
    : 'organisation';

/** Endings that short names of firms, shops and institutions have. */
const tradeWord = /(?:公司|集团|厂|店|行|部|社|站|院|校|所|局|矿|煤业|能源|建材|机械|商贸|物流|超市|酒店)$/u;
