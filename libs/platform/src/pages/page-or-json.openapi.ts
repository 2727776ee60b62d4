import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiParam, ApiQuery, getSchemaPath } from '@nestjs/swagger';

/** Documents a route behind a link that was sent: a page for browsers, `model` for programs. */
export const ApiPageOrJson = (model: Type, description: string): MethodDecorator =>
  applyDecorators(
    ApiExtraModels(model),
    ApiOkResponse({
      description,
      content: {
        'application/json': { schema: { $ref: getSchemaPath(model) } },
        'text/html': { schema: { type: 'string', description: 'A page that needs no script.' } },
      },
    }),
    ApiParam({
      name: 'token',
      description: 'From the link in the message: 43 characters, base64url.',
      schema: { type: 'string', example: 'q5m0O3v4QFh8kq3l2Q0m1yX9b7cZs6d4e2f1g0h9i8j' },
    }),
    ApiQuery({
      name: 'lang',
      required: false,
      enum: ['zh', 'en'],
      description: 'Language of the texts; left out: that of Accept-Language, else zh.',
    }),
  );
