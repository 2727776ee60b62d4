import type { CustomerKind } from '@crm/contracts';
import type { Attributes, CustomerFacts } from '../customer.shape.js';

type Content = Partial<Omit<CustomerFacts, 'kind'>>;

const plainGroups = ['names', 'identifiers', 'attributes'] as const;

/**
 * What may lie in the database in clear and what is sealed. Of a person everything is sealed; of an organisation its
 * names, numbers and attributes are public knowledge, except for the attributes that their definition calls personal,
 * while its contact points and addresses are often a person's.
 */
export function splitContent(
  kind: CustomerKind,
  content: Content,
  personalAttributes: ReadonlySet<string>,
): { plain: Content; personal: Content } {
  if (kind === 'person') return { plain: {}, personal: content };
  const isPlain = ([group]: [string, unknown]): boolean => (plainGroups as readonly string[]).includes(group);
  const { attributes, ...others } = content;
  const entries = Object.entries(others);
  const plain: Content = Object.fromEntries(entries.filter(isPlain));
  const personal: Content = Object.fromEntries(entries.filter((entry) => !isPlain(entry)));
  if (!attributes) return { plain, personal };
  const hidden = Object.entries(attributes).filter(([name]) => personalAttributes.has(name));
  const shown = Object.entries(attributes).filter(([name]) => !personalAttributes.has(name));
  return {
    plain: { ...plain, attributes: Object.fromEntries(shown) },
    personal: hidden.length > 0 ? { ...personal, attributes: Object.fromEntries(hidden) } : personal,
  };
}

/** The two parts as they were. */
export function joinContent<Joined extends Content>(plain: Joined, personal: Joined): Joined {
  const both = { ...plain, ...personal };
  if (!plain.attributes || !personal.attributes) return both;
  const attributes: Attributes = { ...plain.attributes, ...personal.attributes };
  return { ...both, attributes };
}
