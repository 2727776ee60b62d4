import { customerKinds, type CustomerKind } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { ApiProperty } from '@nestjs/swagger';
import type { CustomerOutline, CustomersService } from './customers.service.js';

const anId = '01981a2b-1111-7000-8000-00000000c001';

/** Whose a thing is, beside the thing. */
export class CustomerReference {
  @ApiProperty({ type: String, format: 'uuid', example: anId, description: 'The customer of today.' })
  customerId: string;
  @ApiProperty({
    type: String,
    format: 'uuid',
    example: anId,
    description: 'The id that it was written with; another one where the customer was merged since.',
  })
  recordedId: string;
  @ApiProperty({
    enum: customerKinds,
    nullable: true,
    example: 'organisation',
    description: 'Person or organisation; null for a customer that you do not see.',
  })
  kind: CustomerKind | null;
  @ApiProperty({
    type: String,
    nullable: true,
    example: '山西煤业有限公司',
    description:
      'The name to show. Of a customer that you do not see: where there is something to do for it the first character, else null.',
  })
  displayName: string | null;
  @ApiProperty({ type: String, example: 'sales-north', description: 'Department that owns the customer.' })
  department: string;
}

/** As the user sees it; nothing but id and department of a customer that the user does not see. */
export const referenceOf = (
  recordedId: string,
  { id, kind, displayName, department }: CustomerOutline,
): CustomerReference => ({ customerId: id, recordedId, kind, displayName, department });

/** References for the ids that rows of work with customers were written with: of those whom the user does not see with the first character. */
export async function referencesOf(
  customers: CustomersService,
  tx: Tx,
  recordedIds: readonly string[],
  user: User,
): Promise<Map<string, CustomerReference>> {
  const ids = [...new Set(recordedIds)];
  const outlines = await customers.outlines(tx, ids, user);
  const names = await customers.names(
    tx,
    ids.filter((id) => outlines.get(id)?.displayName == null),
  );
  return new Map(
    [...outlines].map(([recordedId, outline]) => {
      const displayName = outline.displayName ?? masked(names.get(recordedId));
      return [recordedId, referenceOf(recordedId, { ...outline, displayName })];
    }),
  );
}

const masked = (name = ''): string => `${[...name][0] ?? ''}**`;
