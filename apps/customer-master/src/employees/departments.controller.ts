import { TransactionRunner } from '@crm/persistence';
import { RequirePermission } from '@crm/platform/auth';
import { Answer, Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { ValidationFailed } from '@crm/platform/problem';
import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DepartmentsService } from './departments.service.js';
import { DepartmentRequest, DepartmentResponse, toDepartmentResponse } from './employees.dto.js';

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
  @ApiOkResponse({ type: [DepartmentResponse] })
  list(): Promise<DepartmentResponse[]> {
    return this.transactions.run(async (tx) => (await this.departments.all(tx)).map(toDepartmentResponse));
  }

  @Put(':id')
  @RequirePermission('employee:write')
  @ApiOperation({
    summary: "Creates or changes a department under the OA's id.",
    description: 'The whole state as in the OA; the same body again changes nothing.',
  })
  @ApiOkResponse({ type: DepartmentResponse, description: 'Changed, or the same as before.' })
  @ApiCreatedResponse({ type: DepartmentResponse, description: 'Created.' })
  @ApiProblem(409, 'department-cycle')
  put(
    @Command() run: RunCommand,
    @Param('id') id: string,
    @Body() body: DepartmentRequest,
  ): Promise<DepartmentResponse> {
    if (!/^[\w.-]{1,60}$/.test(id)) {
      throw new ValidationFailed([
        {
          pointer: '/id',
          message: {
            zh: '编号只能含字母、数字、点、下划线和连字符',
            en: 'letters, digits, dot, underscore and hyphen, 1 to 60',
          },
        },
      ]);
    }
    return run(async (tx) => {
      const { department, created } = await this.departments.describe(tx, id, body, new Date());
      return new Answer(
        toDepartmentResponse(department),
        created ? { status: 201, location: `/customer-master/v1/departments` } : {},
      );
    });
  }
}
