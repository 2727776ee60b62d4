import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Answer, Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { ApiPage, type Page } from '@crm/platform/paging';
import { ValidationFailed } from '@crm/platform/problem';
import { Body, Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiEmployeeId } from './api-employee-id.js';
import type { Absence } from './employee.entity.js';
import { listEmployees } from './employee-list.js';
import {
  AbsenceRequest,
  EmployeeQuery,
  EmployeeRequest,
  EmployeeResponse,
  MeResponse,
  toEmployeeResponse,
} from './employees.dto.js';
import { EmployeesService } from './employees.service.js';
import { checkedOaId } from './oa-id.js';

@ApiTags('employees')
@Controller()
export class EmployeesController {
  constructor(
    private readonly employees: EmployeesService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get('me')
  @RequirePermission('self:read')
  @ApiOperation({ summary: 'Who the token is, and what it may do.' })
  @ApiOkResponse({ type: MeResponse, description: 'The user of the token.' })
  me(@CurrentUser() user: User): Promise<MeResponse> {
    return this.transactions.run(async (tx) => {
      const employee = await this.employees.findOrNull(tx, user.id);
      return {
        id: user.id,
        roles: [...user.roles],
        department: user.department,
        permissions: [...user.permissions].sort(),
        scope: user.scope,
        employee: employee && toEmployeeResponse(employee),
      };
    });
  }

  @Get('employees')
  @RequirePermission('employee:read')
  @ApiOperation({ summary: 'Lists employees in order of their ids.' })
  @ApiPage(EmployeeResponse)
  list(@Query() query: EmployeeQuery): Promise<Page<EmployeeResponse>> {
    return this.transactions.run(async (tx) => {
      const { items, next } = await listEmployees(tx, query);
      return { items: items.map(toEmployeeResponse), next };
    });
  }

  @Get('employees/:id')
  @RequirePermission('employee:read')
  @ApiOperation({ summary: 'Reads an employee.' })
  @ApiEmployeeId()
  @ApiOkResponse({ type: EmployeeResponse, description: 'The employee.' })
  @ApiProblem(404, 'not-found')
  read(@Param('id') id: string): Promise<EmployeeResponse> {
    return this.transactions.run(async (tx) => toEmployeeResponse(await this.employees.find(tx, id)));
  }

  @Put('employees/:id')
  @RequirePermission('employee:write')
  @ApiOperation({
    summary: "Creates or changes an employee under the OA's id.",
    description: 'The whole state as in the OA; the same body again changes nothing. Tells the other services.',
  })
  @ApiEmployeeId()
  @ApiOkResponse({ type: EmployeeResponse, description: 'Changed, or the same as before.' })
  @ApiCreatedResponse({ type: EmployeeResponse, description: 'Created.' })
  put(@Command() run: RunCommand, @Param('id') id: string, @Body() body: EmployeeRequest): Promise<EmployeeResponse> {
    refuseThemselves('/supervisorId', body.supervisorId, id);
    return run(async (tx) => {
      const { employee, created } = await this.employees.describe(tx, checkedOaId(id), body, new Date());
      return new Answer(
        toEmployeeResponse(employee),
        created ? { status: 201, location: `/customer-master/v1/employees/${id}` } : {},
      );
    });
  }

  @Put('employees/:id/absence')
  @RequirePermission('employee:write')
  @ApiOperation({ summary: 'Says that an employee is or will be away, and who stands in.' })
  @ApiEmployeeId()
  @ApiOkResponse({ type: EmployeeResponse, description: 'The employee.' })
  @ApiProblem(404, 'not-found')
  setAbsence(
    @Command() run: RunCommand,
    @Param('id') id: string,
    @Body() body: AbsenceRequest,
  ): Promise<EmployeeResponse> {
    refuseThemselves('/substituteId', body.substituteId, id);
    const absence = toAbsence(body);
    return run(async (tx) => toEmployeeResponse(await this.employees.setAbsence(tx, id, absence, new Date())));
  }

  @Delete('employees/:id/absence')
  @RequirePermission('employee:write')
  @ApiOperation({ summary: 'Says that an employee is back.' })
  @ApiEmployeeId()
  @ApiOkResponse({ type: EmployeeResponse, description: 'The employee.' })
  @ApiProblem(404, 'not-found')
  endAbsence(@Command() run: RunCommand, @Param('id') id: string): Promise<EmployeeResponse> {
    return run(async (tx) => toEmployeeResponse(await this.employees.setAbsence(tx, id, null, new Date())));
  }
}

/** Nobody leads themselves, or stands in for themselves. */
function refuseThemselves(pointer: string, named: string | null | undefined, id: string): void {
  if (named !== id) return;
  throw new ValidationFailed([{ pointer, message: { zh: '不能是本人', en: 'must be somebody else' } }]);
}

function toAbsence({ from, to, substituteId }: AbsenceRequest): Absence {
  const absence = { from: new Date(from), to: to ? new Date(to) : null, substituteId: substituteId ?? null };
  if (absence.to && absence.to <= absence.from) {
    throw new ValidationFailed([
      { pointer: '/to', message: { zh: '结束时间必须晚于开始时间', en: 'must be after from' } },
    ]);
  }
  return absence;
}
