import { CurrentUser, CurrentUserUntil, RequirePermission, type User } from '@crm/platform/auth';
import { ApiProblem } from '@crm/platform/openapi';
import { eventStream } from '@crm/platform/sse';
import { Controller, Get, Header, Query, Res, type StreamableFile } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { snapshotOf } from './rules/snapshot.js';
import { WallBoardQuery, WallBoardResponse } from './wall-board.dto.js';
import { mostStreamsOfUser, WallBoardService } from './wall-board.service.js';

/** What is going on at the desk just now. */
@ApiTags('Wall board')
@Controller('wall-board')
export class WallBoardController {
  constructor(private readonly board: WallBoardService) {}

  @Get()
  @RequirePermission('case:read')
  @ApiOperation({
    summary: 'What a wall board shows now',
    description: 'At most a second old. Users of department scope see their own department.',
  })
  @ApiOkResponse({ type: WallBoardResponse, description: 'The figures.' })
  @Header('cache-control', 'no-store')
  async read(@Query() { department }: WallBoardQuery, @CurrentUser() user: User): Promise<WallBoardResponse> {
    const shown = await this.board.shownTo(user, department);
    const tally = await this.board.tally();
    return { asOf: tally.asOf.toISOString(), ...snapshotOf(tally, shown) };
  }

  @Get('stream')
  @RequirePermission('case:read')
  @ApiOperation({
    summary: 'Follow a wall board',
    description:
      'Server-sent events: `board` with everything that `GET /wall-board` tells, at once and whenever it is something else, within about ' +
      'two seconds; a comment every 15 s while nothing changes. Ends when the token does, or the process: ask again, with a new token. ' +
      `A user has at most ${mostStreamsOfUser} streams at once (429), a process 200 (503).`,
  })
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description:
      'Sent by browsers when they ask again; not needed: every event holds everything, and the first is of now. Its id is when it was counted.',
  })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ description: 'The events.', schema: { type: 'string' } })
  @ApiProblem(429, 'too-many-boards')
  @ApiProblem(503, 'unavailable')
  async follow(
    @Query() { department }: WallBoardQuery,
    @CurrentUser() user: User,
    @CurrentUserUntil() expiresAt: Date,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const watching = { userId: user.id, department: await this.board.shownTo(user, department), expiresAt };
    return eventStream(reply, await this.board.watch(watching));
  }
}
