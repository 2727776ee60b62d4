import { handOverReasons, type HandOverReason } from '@crm/contracts';
import { ApiParam, ApiProperty } from '@nestjs/swagger';
import {
  type BulkHandOver,
  type OwnershipRun,
  type OwnershipRunKind,
  ownershipRunKinds,
  type OwnershipRunState,
  ownershipRunStates,
  type RulesTask,
} from './ownership-runs.repository.js';

export const ApiRunId = () =>
  ApiParam({
    name: 'id',
    format: 'uuid',
    example: '01981a2b-9999-7000-8000-0000000000d1',
    description: 'The run, as the answer to its start names it.',
  });

export class DepartmentMove {
  @ApiProperty({ type: String, example: 'service', description: 'Department that owned them.' })
  from: string;
  @ApiProperty({
    type: String,
    example: 'sales-north',
    description: 'Department that owns them; the same: another employee.',
  })
  to: string;
  @ApiProperty({ type: 'integer', minimum: 1, example: 42, description: 'How many customers.' })
  customers: number;
}

export class OwnershipRunResponse {
  @ApiProperty({
    type: String,
    format: 'uuid',
    example: '01981a2b-9999-7000-8000-0000000000d1',
    description: 'The run.',
  })
  id: string;
  @ApiProperty({
    enum: ownershipRunKinds,
    example: 'preview',
    description: 'preview 预演: nothing is changed · apply 按规则重新分配 · hand_over 批量移交.',
  })
  kind: OwnershipRunKind;
  @ApiProperty({
    enum: ownershipRunStates,
    example: 'running',
    description: 'running 进行中 · done 已完成 · cancelled 已取消.',
  })
  state: OwnershipRunState;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    example: 1,
    description: 'Version of the rules; null of a preview of others, and of a hand-over.',
  })
  rulesVersion: number | null;
  @ApiProperty({ type: String, nullable: true, example: null, description: 'Of a hand-over: whose customers.' })
  fromEmployeeId: string | null;
  @ApiProperty({
    type: String,
    nullable: true,
    example: null,
    description: 'Of a hand-over: to whom; null: to whoever of each department owns the fewest.',
  })
  toEmployeeId: string | null;
  @ApiProperty({ enum: handOverReasons, nullable: true, example: null, description: 'Of a hand-over: why.' })
  reason: HandOverReason | null;
  @ApiProperty({
    type: Boolean,
    nullable: true,
    example: null,
    description:
      'Of a hand-over: whether they had left when it was started. Then their customers have gone on to others by themselves, or wait for an ' +
      'owner in their department (`GET /ownership/unassigned`), and are not theirs any more.',
  })
  fromHasLeft: boolean | null;
  @ApiProperty({ type: 'integer', minimum: 0, example: 1200, description: 'Customers that were looked at so far.' })
  done: number;
  @ApiProperty({ type: 'integer', minimum: 0, example: 42, description: 'Customers that moved so far, or would.' })
  moved: number;
  @ApiProperty({ type: [DepartmentMove], description: 'From where to where.' })
  moves: DepartmentMove[];
  @ApiProperty({
    type: [String],
    format: 'uuid',
    maxItems: 100,
    example: ['01981a2b-1111-7000-8000-00000000c001'],
    description: 'The first hundred of them.',
  })
  customerIds: string[];
  @ApiProperty({ type: String, example: 'E9000', description: 'Who started it.' })
  madeBy: string;
  @ApiProperty({ type: String, format: 'date-time', description: 'When it was started.' })
  madeAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When it ended; null: it has not.' })
  finishedAt: string | null;
}

export function toRunResponse(run: OwnershipRun): OwnershipRunResponse {
  const { id, kind, state, done, moved, moves, customerIds, madeBy } = run;
  const rules = kind === 'hand_over' ? null : (run.task as RulesTask);
  const bulk = kind === 'hand_over' ? (run.task as BulkHandOver) : null;
  return {
    id,
    kind,
    state,
    rulesVersion: rules?.version ?? null,
    fromEmployeeId: bulk?.fromEmployeeId ?? null,
    toEmployeeId: bulk?.toEmployeeId ?? null,
    reason: bulk?.reason ?? null,
    fromHasLeft: bulk && (bulk.fromHasLeft ?? false),
    done,
    moved,
    moves: Object.entries(moves)
      .map(([key, customers]) => {
        const [from, to] = key.split(' ') as [string, string];
        return { from, to, customers };
      })
      .sort((a, b) => b.customers - a.customers || (a.from + a.to < b.from + b.to ? -1 : 1)),
    customerIds,
    madeBy,
    madeAt: run.madeAt.toISOString(),
    finishedAt: run.finishedAt?.toISOString() ?? null,
  };
}
