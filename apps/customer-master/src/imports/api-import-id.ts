import { ApiParam } from '@nestjs/swagger';

/** Documents the id in the path of an import. */
export const ApiImportId = (): MethodDecorator =>
  ApiParam({
    name: 'id',
    type: String,
    format: 'uuid',
    description: 'Id of the import.',
    example: '01981a2b-7777-7000-8000-000000000001',
  });
