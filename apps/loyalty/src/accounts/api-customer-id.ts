import { ApiParam } from '@nestjs/swagger';

/** Documents the id in the path of the accounts of a customer. */
export const ApiCustomerId = (): MethodDecorator =>
  ApiParam({
    name: 'customerId',
    type: String,
    format: 'uuid',
    description: 'Id of the customer; one that was merged leads to the survivor.',
    example: '01981a2b-1111-7000-8000-00000000c001',
  });
