import { oaIdPattern } from '@crm/contracts';
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
  @Matches(oaIdPattern)
  employeeId: string | null;

  @ApiProperty({
    type: String,
    pattern: oaIdPattern.source,
    example: 'sales-north',
    description: "Department's id.",
  })
  @Matches(oaIdPattern)
  department: string;
}
