import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { NotesController } from './notes.controller.js';
import { NotesService } from './notes.service.js';

@Module({ imports: [CasesModule], controllers: [NotesController], providers: [NotesService] })
export class NotesModule {}
