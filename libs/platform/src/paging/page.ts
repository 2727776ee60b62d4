import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { encodeCursor } from './cursor.js';

/** Most rows of one page. */
export const longestPage = 100;

/** Query of every list; extend it with the list's own filters. */
export class PageQuery {
  /** Rows per page, 1 to 100. */
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: longestPage,
    default: 20,
    description: 'Rows per page.',
  })
  @IsOptional()
  @Transform(({ value }) => (typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : (value as unknown)))
  @IsInt()
  @Min(1)
  @Max(longestPage)
  limit: number = 20;

  /** `next` of the page before; none for the first page. */
  @ApiPropertyOptional({
    type: 'string',
    maxLength: 1000,
    description: '`next` of the page before; none for the first page.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(1_000)
  cursor?: string;
}

/** One page of a list. */
export interface Page<Item> {
  items: Item[];
  /** Cursor of the next page; null on the last one. */
  next: string | null;
}

/**
 * A page from rows that were read with `LIMIT limit + 1`: the row too many only tells that there is a next page.
 * `placeOf` gives the sort key of a row, which the next query continues behind.
 */
export function toPage<Row>(rows: readonly Row[], limit: number, placeOf: (row: Row) => object): Page<Row> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? encodeCursor(placeOf(last)) : null };
}

/** Documents a route that answers with a page of `Item`. */
export const ApiPage = (item: Type): MethodDecorator =>
  applyDecorators(
    ApiExtraModels(item),
    ApiOkResponse({
      description: 'One page.',
      schema: {
        type: 'object',
        required: ['items', 'next'],
        properties: {
          items: {
            type: 'array',
            items: { $ref: getSchemaPath(item) },
            description: 'The rows, in the order asked for.',
          },
          next: {
            type: 'string',
            nullable: true,
            example: 'eyJpZCI6IjAxOTgxYTJiIn0',
            description: 'Cursor of the next page; null on the last one.',
          },
        },
      },
    }),
  );
