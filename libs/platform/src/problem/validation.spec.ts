import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { Type } from 'class-transformer';
import { IsArray, IsOptional, IsString, ValidateNested } from 'class-validator';
import { ValidationFailed } from './problems.js';
import { validationPipe } from './validation.js';

class Contact {
  @IsString()
  value: string;
}

class Body {
  @IsOptional()
  @ValidateNested()
  @Type(() => Contact)
  contact?: Contact;

  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Contact)
  contacts?: Contact[];

  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Contact)
  cleared?: Contact[] | null;

  /** A list of lists is what this one is meant to be. */
  @IsOptional()
  @IsArray()
  windows?: string[][];
}

const check = (body: object) => validationPipe().transform(body, { type: 'body', metatype: Body });
const pointers = (body: object) =>
  check(body).then(
    () => [],
    (error: unknown) => (error as ValidationFailed).errors.map(({ pointer }) => pointer),
  );

describe('the shape of a body', () => {
  it('passes when objects are objects', async () => {
    expect(
      await pointers({
        contact: { value: 'a' },
        contacts: [{ value: 'b' }],
        cleared: [{ value: 'c' }],
        windows: [['09:00', '12:00']],
      }),
    ).toEqual([]);
  });

  it.each([
    [{ contact: [] }, '/contact'],
    [{ contact: [{ value: 'a' }] }, '/contact'],
    [{ contacts: [[]] }, '/contacts/0'],
    [{ contacts: [{ value: 'a' }, []] }, '/contacts/1'],
  ])('is refused with an array in place of an object: %j', async (body, pointer) => {
    expect(await pointers(body)).toEqual([pointer]);
  });

  it('passes when nothing declares it, as with the fields of a form', async () => {
    const form = Object.assign(Object.create(null) as object, { nps: '3' });
    await expect(validationPipe().transform(form, { type: 'body', metatype: Object })).resolves.toEqual({ nps: '3' });
  });
});
