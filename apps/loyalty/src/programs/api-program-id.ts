import { ApiParam } from '@nestjs/swagger';

/** Documents the id in the path of a program. */
export const ApiProgramId = (): MethodDecorator =>
  ApiParam({
    name: 'id',
    type: String,
    format: 'uuid',
    description: 'Id of the program.',
    example: '01980000-0000-7000-8000-000000000001',
  });
