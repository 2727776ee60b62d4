import { ApiProblem } from '@crm/platform/openapi';
import { applyDecorators } from '@nestjs/common';
import { ApiExtension, ApiHeader } from '@nestjs/swagger';

/** Documents that a route asks for a signature by Standard Webhooks. */
export const ApiSigned = ({ required = true } = {}): MethodDecorator =>
  applyDecorators(
    ApiExtension('x-signed', true),
    ApiHeader({
      name: 'webhook-id',
      required,
      description: 'Id of the message, the same when it is sent again.',
      schema: { type: 'string', maxLength: 200, example: 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4W' },
    }),
    ApiHeader({
      name: 'webhook-timestamp',
      required,
      description: 'When it is sent, in seconds since 1970.',
      schema: { type: 'string', example: '1767578400' },
    }),
    ApiHeader({
      name: 'webhook-signature',
      required,
      description: '`v1,` and the base64 of the HMAC; several, separated by blanks, while the secret is changed.',
      schema: { type: 'string', example: 'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=' },
    }),
    ApiProblem(401, 'not-signed'),
  );
