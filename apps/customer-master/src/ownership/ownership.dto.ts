import { ApiProperty } from '@nestjs/swagger';
import { IsDefined, Matches, ValidateIf } from 'class-validator';

/** Body of `PUT /customers/{id}/owner`. */
export class AssignOwnerRequest {
  @ApiProperty({
    type: String,
    nullable: true,
    maxLength: 60,
    example: 'E1031',
    description: "Employee's id; null: the department only.",
  })
  @IsDefined()
  @ValidateIf((_, value) => value !== null)
  @Matches(/^[\w.-]{1,60}$/)
  employeeId: string | null;

  @ApiProperty({
    type: String,
    pattern: '^[a-z0-9][a-z0-9-]{0,59}$',
    example: 'sales-north',
    description: "Department's id.",
  })
  @Matches(/^[a-z0-9][a-z0-9-]{0,59}$/)
  department: string;
}
