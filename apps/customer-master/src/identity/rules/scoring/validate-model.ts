import { fieldsOf } from './fields.js';
import { attributesOf, type Model } from './model.js';

/** What is wrong with a model that came from outside, each with its place as a JSON pointer; nothing: it can be used. */
export function faultsOfModel(value: unknown): string[] {
  if (!isObject(value)) return ['/: must be an object'];
  const faults: string[] = [];
  if (typeof value.version !== 'string' || !/^[\w.-]{1,60}$/.test(value.version)) {
    faults.push('/version: must be 1 to 60 letters, digits, dots, - or _');
  }
  if (!isShare(value.prior) || value.prior >= 0.5) faults.push('/prior: must be above 0 and below 0.5');
  if (value.kind !== 'person' && value.kind !== 'organisation') {
    return [...faults, '/kind: must be person or organisation'];
  }
  if (!isObject(value.fields)) return [...faults, '/fields: must be an object'];
  return [
    ...faults,
    ...faultsOfFields(value as unknown as Model),
    ...faultsOfFrequencies(value),
    ...faultsOfLimits(value),
  ];
}

function faultsOfFields(model: Model): string[] {
  const expected = fieldsOf(model.kind, attributesOf(model));
  const known = new Set(expected.map(({ name }) => name));
  const foreign = Object.keys(model.fields).filter((name) => !known.has(name));
  return [
    ...foreign.map((name) => `/fields/${name}: is no field of this kind`),
    ...expected.flatMap(({ name, levels }) => {
      const at = `/fields/${name}/levels`;
      const given: unknown = model.fields[name]?.levels;
      if (!Array.isArray(given)) return [`${at}: is missing`];
      const names = levels.map((level) => level.name);
      if (
        given.length !== names.length ||
        !given.every((level, index) => isObject(level) && level.name === names[index])
      ) {
        return [`${at}: must be ${names.join(', ')} in this order`];
      }
      return [...faultsOfShares(at, given as { m: unknown; u: unknown }[])];
    }),
  ];
}

function faultsOfShares(at: string, levels: readonly { m: unknown; u: unknown }[]): string[] {
  return (['m', 'u'] as const).flatMap((side) => {
    const wrong = levels.findIndex((level) => !isShare(level[side]));
    if (wrong >= 0) return [`${at}/${wrong}/${side}: must be above 0 and at most 1`];
    const sum = levels.reduce((total, level) => total + Number(level[side]), 0);
    return Math.abs(sum - 1) > 0.01 ? [`${at}: ${side} must add up to 1, not to ${sum.toFixed(4)}`] : [];
  });
}

function faultsOfFrequencies({ frequencies }: Record<string, unknown>): string[] {
  if (frequencies === undefined) return [];
  if (!isObject(frequencies)) return ['/frequencies: must be an object'];
  return Object.entries(frequencies).flatMap(([field, table]) => {
    const at = `/frequencies/${field}`;
    if (!isObject(table) || !isShare(table.rest)) return [`${at}/rest: must be above 0 and at most 1`];
    return (['words', 'tokens'] as const).flatMap((list) => {
      if (table[list] === undefined) return [];
      if (!isObject(table[list])) return [`${at}/${list}: must be an object`];
      const wrong = Object.entries(table[list]).find(([, share]) => !isShare(share));
      return wrong ? [`${at}/${list}/${wrong[0]}: must be above 0 and at most 1`] : [];
    });
  });
}

function faultsOfLimits({ limits, fields }: Record<string, unknown>): string[] {
  if (limits === undefined) return [];
  if (!Array.isArray(limits)) return ['/limits: must be a list'];
  return limits.flatMap((limit: unknown, index) => {
    const at = `/limits/${index}`;
    if (!isObject(limit) || !isObject(limit.when) || !Array.isArray(limit.fields))
      return [`${at}: needs when and fields`];
    const { field, level } = limit.when;
    const model = (fields as Model['fields'])[String(field)];
    return [
      ...(model?.levels?.some(({ name }) => name === level) ? [] : [`${at}/when: is no level of a field`]),
      ...limit.fields
        .filter((name: unknown) => !Object.hasOwn(fields as object, String(name)))
        .map((name: unknown) => `${at}/fields: ${String(name)} is no field`),
      ...(Number.isFinite(limit.most) ? [] : [`${at}/most: must be a number of bits`]),
    ];
  });
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isShare = (value: unknown): value is number => typeof value === 'number' && value > 0 && value <= 1;
