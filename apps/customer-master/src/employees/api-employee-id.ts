import { ApiParam } from '@nestjs/swagger';

/** Documents the id in the path of an employee. */
export const ApiEmployeeId = (): MethodDecorator =>
  ApiParam({
    name: 'id',
    type: String,
    description: "Employee's id in the OA.",
    example: 'E1001',
  });
