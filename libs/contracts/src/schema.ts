import { type TObject, type TProperties, type TSchema, Type } from '@sinclair/typebox';

/** The vocabulary in which every event's data is described. Each field says what it is: the description is part of the contract. */

/** A group of fields. One that is itself a field says what it is; the data of an event and the item of a list need not. */
export const record = <Properties extends TProperties>(
  properties: Properties,
  description?: string,
): TObject<Properties> =>
  Type.Object(properties, { additionalProperties: false, ...(description === undefined ? {} : { description }) });

export const text = (description: string, maxLength = 200) => Type.String({ description, minLength: 1, maxLength });

export const uuid = (description: string) => Type.String({ description, format: 'uuid' });

export const instant = (description: string) =>
  Type.String({ description: `${description} RFC 3339, UTC.`, format: 'date-time' });

/** A day of the calendar, without a time of day. */
export const day = (description: string) => Type.String({ description: `${description} YYYY-MM-DD.`, format: 'date' });

export const integer = (description: string, range: { minimum?: number; maximum?: number } = {}) =>
  Type.Integer({ description, ...range });

export const flag = (description: string) => Type.Boolean({ description });

/** An enum value, lower-snake English. A reader treats a value it does not know as `other`. */
export const oneOf = <const Value extends string>(values: readonly Value[], description: string) =>
  Type.Unsafe<Value>({ type: 'string', enum: [...values], description });

export const list = <Item extends TSchema>(item: Item, description: string, maxItems = 1000) =>
  Type.Array(item, { description, maxItems });

export const nullable = <Inner extends TSchema>(inner: Inner) => Type.Union([inner, Type.Null()]);

export const optional = <Inner extends TSchema>(inner: Inner) => Type.Optional(inner);

export const textMap = (description: string) =>
  Type.Record(Type.String({ maxLength: 60 }), Type.String({ maxLength: 2000 }), { description });
