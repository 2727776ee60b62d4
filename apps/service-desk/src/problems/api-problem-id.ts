import { ApiParam } from '@nestjs/swagger';

/** Describes the path parameter `id` of a problem. */
export const ApiProblemId = (): MethodDecorator =>
  ApiParam({
    name: 'id',
    format: 'uuid',
    description: 'Id of the problem.',
    example: '01981a2b-4444-7000-8000-0000000000d1',
  });
