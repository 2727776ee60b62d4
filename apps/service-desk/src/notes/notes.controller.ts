import { databaseNow } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { Body, Controller, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiCaseId } from '../cases/api-case-id.js';
import { NoteResponse, toNoteResponse, WriteNoteRequest } from './notes.dto.js';
import { NotesService } from './notes.service.js';

@ApiTags('Cases')
@Controller('cases/:id/notes')
export class NotesController {
  constructor(private readonly notes: NotesService) {}

  @Post()
  @RequirePermission('case:write')
  @ApiOperation({
    summary: 'Write an internal note',
    description:
      'For colleagues, never for the customer; in any state of the case. It is read in the timeline, with `case:read-text`. ' +
      'Notes are never changed: a correction is another note. Whoever is mentioned gets a notice.',
  })
  @ApiCaseId()
  @ApiCreatedResponse({ type: NoteResponse, description: 'The note.' })
  @ApiProblem(403, 'recused', 'case-only-offered')
  @ApiProblem(422, 'mention-impossible', 'no-such-note')
  write(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { text, mentions, corrects }: WriteNoteRequest,
    @CurrentUser() user: User,
  ): Promise<NoteResponse> {
    const note = { text, mentions: mentions ?? [], corrects: corrects?.toLowerCase() ?? null };
    return run(async (tx) => toNoteResponse(await this.notes.write(tx, id, note, user, await databaseNow(tx))));
  }
}
