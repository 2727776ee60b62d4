import { type CaseLinkKind, caseLinkKinds, type CaseState, caseStates } from '@crm/contracts';
import { ApiProperty } from '@nestjs/swagger';
import type { CaseLink } from './cases.repository.js';

export class CaseLinkResponse {
  @ApiProperty({ format: 'uuid', description: 'The other case.', example: '01981a2b-4444-7000-8000-000000000002' })
  caseId: string;

  @ApiProperty({ description: 'What people call it.', example: 'C-2026-000124' })
  number: string;

  @ApiProperty({ enum: caseStates, enumName: 'CaseState', description: 'Where it stands.', example: 'in_progress' })
  state: CaseState;

  @ApiProperty({
    enum: caseLinkKinds,
    enumName: 'CaseLinkKind',
    description: 'What they have to do with each other.',
    example: 'causes',
  })
  kind: CaseLinkKind;

  @ApiProperty({
    enum: ['out', 'in', 'both'],
    description: 'out: this one causes or follows the other one; in: the other way round; both: it reads the same.',
    example: 'out',
  })
  direction: 'out' | 'in' | 'both';

  @ApiProperty({ format: 'date-time', description: 'Since when it is said.', example: '2026-01-05T02:00:00.000Z' })
  at: string;

  @ApiProperty({ description: 'Id of the employee who said it.', example: 'E1002' })
  by: string;
}

export const toLinkResponse = ({ at, ...link }: CaseLink): CaseLinkResponse => ({ ...link, at: at.toISOString() });
