import { Module } from '@nestjs/common';
import { DepartmentsController } from './departments.controller.js';
import { DepartmentsService } from './departments.service.js';
import { EmployeesController } from './employees.controller.js';
import { EmployeesService } from './employees.service.js';
import { OaEventsConsumer } from './oa-events.consumer.js';

@Module({
  controllers: [EmployeesController, DepartmentsController, OaEventsConsumer],
  providers: [EmployeesService, DepartmentsService],
  exports: [EmployeesService],
})
export class EmployeesModule {}
