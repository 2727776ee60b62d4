import { Module } from '@nestjs/common';
import { Staff } from './staff.service.js';

@Module({ providers: [Staff], exports: [Staff] })
export class StaffModule {}
