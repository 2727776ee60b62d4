import type { CustomerKind } from '@crm/contracts';
import type { CustomerFacts } from '../customer.shape.js';

type Content = Partial<Omit<CustomerFacts, 'kind'>>;

const plainGroups = ['names', 'identifiers', 'attributes'] as const;

/**
 * What may lie in the database in clear and what is sealed. Of a person everything is sealed; of an organisation its
 * names, numbers and attributes are public knowledge, while its contact points and addresses are often a person's.
 */
export function splitContent(kind: CustomerKind, content: Content): { plain: Content; personal: Content } {
  if (kind === 'person') return { plain: {}, personal: content };
  const isPlain = ([group]: [string, unknown]): boolean => (plainGroups as readonly string[]).includes(group);
  const entries = Object.entries(content);
  return {
    plain: Object.fromEntries(entries.filter(isPlain)),
    personal: Object.fromEntries(entries.filter((entry) => !isPlain(entry))),
  };
}
