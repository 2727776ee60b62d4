import { TransactionRunner } from '@crm/persistence';
import { RequirePermission } from '@crm/platform/auth';
import { Answer, Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { DepartmentsService } from './departments.service.js';
import { DepartmentRequest, DepartmentResponse, toDepartmentResponse } from './employees.dto.js';
import { checkedOaId } from './oa-id.js';

@ApiTags('employees')
@Controller('departments')
export class DepartmentsController {
  constructor(
    private readonly departments: DepartmentsService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('employee:read')
  @ApiOperation({ summary: 'Lists all departments.' })
  @ApiOkResponse({ type: [DepartmentResponse], description: 'All departments.' })
  list(): Promise<DepartmentResponse[]> {
    return this.transactions.run(async (tx) => (await this.departments.all(tx)).map(toDepartmentResponse));
  }

  @Put(':id')
  @RequirePermission('employee:write')
  @ApiOperation({
    summary: "Creates or changes a department under the OA's id.",
    description: 'The whole state as in the OA; the same body again changes nothing.',
  })
  @ApiParam({ name: 'id', type: String, description: "Department's id in the OA.", example: 'service' })
  @ApiOkResponse({ type: DepartmentResponse, description: 'Changed, or the same as before.' })
  @ApiCreatedResponse({ type: DepartmentResponse, description: 'Created.' })
  @ApiProblem(409, 'department-cycle')
  put(
    @Command() run: RunCommand,
    @Param('id') id: string,
    @Body() body: DepartmentRequest,
  ): Promise<DepartmentResponse> {
    return run(async (tx) => {
      const { department, created } = await this.departments.describe(tx, checkedOaId(id), body, new Date());
      return new Answer(
        toDepartmentResponse(department),
        created ? { status: 201, location: `/customer-master/v1/departments` } : {},
      );
    });
  }
}
