import { ApiParam } from '@nestjs/swagger';

/** Documents the id in the path of a case. */
export const ApiCaseId = (): MethodDecorator =>
  ApiParam({
    name: 'id',
    format: 'uuid',
    description: 'Id of the case.',
    example: '01981a2b-4444-7000-8000-000000000001',
  });
