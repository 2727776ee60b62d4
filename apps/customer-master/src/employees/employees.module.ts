import { Module } from '@nestjs/common';
import { Colleagues } from './colleagues.service.js';
import { DepartmentsController } from './departments.controller.js';
import { DepartmentsService } from './departments.service.js';
import { EmployeesController } from './employees.controller.js';
import { EmployeesService } from './employees.service.js';
import { OaEventsConsumer } from './oa-events.consumer.js';
import { Staff } from './staff.service.js';

@Module({
  controllers: [EmployeesController, DepartmentsController, OaEventsConsumer],
  providers: [EmployeesService, DepartmentsService, Colleagues, Staff],
  exports: [EmployeesService, Colleagues, Staff],
})
export class EmployeesModule {}
