import { databaseNow, TransactionRunner } from '@crm/persistence';
import { RequirePermission } from '@crm/platform/auth';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OwnersService } from './owners.service.js';
import { SimulateRoutingRequest, SimulatedRouteResponse, toSimulation } from './routing.dto.js';

@ApiTags('Routing')
@Controller('routing')
export class RoutingController {
  constructor(
    private readonly owners: OwnersService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Post('simulate')
  @HttpCode(200)
  @RequirePermission('desk-policy:read')
  @ApiOperation({
    summary: 'Ask who would get a case, and why',
    description:
      'Stores nothing. Absence and working hours are those of `at`, open cases and rules those of now; what nobody knows ' +
      'may be left out. `duty_owner`: no agent is available, no queue is for such cases, and nobody records it.',
  })
  @ApiOkResponse({ type: SimulatedRouteResponse, description: 'Who, why, and who else was thought of.' })
  simulate(@Body() body: SimulateRoutingRequest): Promise<SimulatedRouteResponse> {
    return this.transactions.run(async (tx) => {
      const { kind, level, productId, region, language, complainedOf, customerId, at } = body;
      const about = {
        ...{ kind, level: level ?? null, productId: productId ?? null, customerId: customerId ?? null },
        ...{ region: region ?? null, language: language ?? null },
      };
      const moment = at == null ? await databaseNow(tx) : new Date(at);
      const barred = complainedOf == null ? [] : [complainedOf];
      return toSimulation(await this.owners.foresee(tx, { about, barred, recordedBy: null }, moment));
    });
  }
}
