import type { Attributes } from '../../customers/customer.shape.js';
import type { Fault } from '../../customers/rules/faults.js';
import { type AttributeProperty, type AttributeSchema, commonIndustry, industryAttribute } from './definition.js';

/** A definition of attributes in one version, ready to judge values. */
export interface Definition {
  /** An industry, or `common`. */
  industry: string;
  version: number;
  schema: AttributeSchema;
  /** What is wrong with values of its own attributes, by attribute. */
  judge(values: Attributes): { name: string; message: Fault['message'] }[];
}

/** One attribute that does not fit, and whose definition says so. */
export interface Deviation {
  name: string;
  message: Fault['message'];
  /** The definition; of an attribute that none knows, that of the customer's industry, else `common`. */
  industry: string;
}

/** All definitions in force. */
export class Definitions {
  /** Attributes that any of them calls personal: what is personal somewhere is treated so everywhere. */
  readonly personal: ReadonlySet<string>;

  constructor(private readonly all: readonly Definition[]) {
    this.personal = new Set(this.properties().flatMap(([name, property]) => (property['x-personal'] ? [name] : [])));
  }

  /** As long as nobody has registered any, every scalar is an attribute. */
  get areNone(): boolean {
    return this.all.length === 0;
  }

  of(industry: string): Definition | undefined {
    return this.all.find((definition) => definition.industry === industry);
  }

  /** The attribute by which customers may be listed, as each definition that has it says it. */
  searchable(name: string): AttributeProperty[] {
    return this.properties().flatMap(([known, property]) =>
      known === name && property['x-searchable'] ? [property] : [],
    );
  }

  /** Definitions other than this one that have an attribute of that name: two could not be told apart. */
  rivalsOf(industry: string, name: string): string[] {
    return this.all
      .filter(
        (other) => (industry === commonIndustry || other.industry === commonIndustry) && other.industry !== industry,
      )
      .filter(({ schema }) => Object.hasOwn(schema.properties, name))
      .map((other) => other.industry);
  }

  /** What does not fit, of attributes of a customer of this industry. An empty text says nothing and fits everywhere. */
  deviations(attributes: Attributes, industry: string | undefined): Deviation[] {
    if (this.areNone) return [];
    const special = industry === undefined || industry === commonIndustry ? undefined : this.of(industry);
    const mine = [this.of(commonIndustry), special].filter((definition) => definition !== undefined);
    const has = ({ schema }: Definition, name: string): boolean => Object.hasOwn(schema.properties, name);
    const unknown = Object.keys(attributes)
      .filter((name) => name !== industryAttribute && !mine.some((definition) => has(definition, name)))
      .map((name) => ({ name, message: unknownAttribute, industry: special?.industry ?? commonIndustry }));
    const wrong = mine.flatMap((definition) => {
      const values = Object.entries(attributes).filter(([name, value]) => has(definition, name) && value !== '');
      const faults = definition.judge(Object.fromEntries(values));
      return faults.map((fault) => ({ ...fault, industry: definition.industry }));
    });
    return [...unknown, ...wrong];
  }

  private properties(): [string, AttributeProperty][] {
    return this.all.flatMap(({ schema }) => Object.entries(schema.properties));
  }
}

/** The industry that attributes name, where they do. */
export const industryOf = (attributes: Attributes | undefined): string | undefined => {
  const industry =
    attributes && Object.hasOwn(attributes, industryAttribute) ? attributes[industryAttribute] : undefined;
  return typeof industry === 'string' && industry !== '' ? industry : undefined;
};

const unknownAttribute = {
  zh: '未知属性：通用定义与该客户行业的属性定义中均没有此项',
  en: "unknown attribute: neither the common definition nor that of the customer's industry has it",
};
