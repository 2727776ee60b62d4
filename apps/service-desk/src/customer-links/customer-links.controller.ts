import { databaseNow } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, IfMatchIfGiven, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiCaseId } from '../cases/api-case-id.js';
import { CaseFilesService } from '../cases/case-files.service.js';
import { toResponse } from '../cases/cases.response.js';
import { CasesService } from '../cases/cases.service.js';
import { LinkCustomerRequest, LinkedCaseResponse } from './customer-links.dto.js';
import { CustomerLinksService } from './customer-links.service.js';

@ApiTags('Cases')
@Controller('cases/:id/customer')
export class CustomerLinksController {
  constructor(
    private readonly links: CustomerLinksService,
    private readonly cases: CasesService,
    private readonly files: CaseFilesService,
  ) {}

  @Post()
  @HttpCode(200)
  @RequirePermission('case:write')
  @ApiOperation({
    summary: 'Say whose case it is',
    description:
      'In any state, for a case of somebody unknown; or, with `correction`, that it is another customer’s than was thought. ' +
      'Everything written about it is sealed for that customer from then on; the level of the customer counts from now, and ' +
      'loosens no deadline. The same customer again changes nothing. Of several at once for different customers one wins.',
  })
  @ApiCaseId()
  @ApiOkResponse({ type: LinkedCaseResponse, description: 'The case after it.' })
  @ApiProblem(403, 'recused', 'case-only-offered')
  @ApiProblem(409, 'case-customer-differs')
  @ApiProblem(422, 'customer-unknown')
  link(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatchIfGiven() version: number | undefined,
    @Body() { customerId, correction }: LinkCustomerRequest,
    @CurrentUser() user: User,
  ): Promise<LinkedCaseResponse> {
    const wish = {
      customerId: customerId.toLowerCase(),
      correction: correction ? { ...correction, insteadOf: correction.insteadOf.toLowerCase() } : null,
    };
    return run(async (tx) => {
      await this.cases.expect(tx, id, version, user);
      const now = await databaseNow(tx);
      const sameMatter = await this.links.link(tx, id, wish, user, now);
      return { ...toResponse(await this.files.find(tx, id, user), now), sameMatter };
    });
  }
}
