import { ApiParam } from '@nestjs/swagger';

/** Documents the id in the path of a redemption. */
export const ApiRedemptionId = (): MethodDecorator =>
  ApiParam({
    name: 'id',
    type: String,
    format: 'uuid',
    description: 'Id of the redemption.',
    example: '01981a2b-5555-7000-8000-000000000001',
  });
