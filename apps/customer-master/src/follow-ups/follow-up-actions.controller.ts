import type { Tx } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Command, IfMatch, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiFollowUpId } from './api-follow-up-id.js';
import { FollowUpChanges, type NextStep } from './follow-up-changes.service.js';
import { FollowUpResponse } from './follow-up.response.js';
import {
  AssignFollowUpRequest,
  CancelFollowUpRequest,
  CompleteFollowUpRequest,
  type NextStepBody,
  PostponeFollowUpRequest,
} from './follow-ups.dto.js';
import { completeExamples, postponeExamples } from './follow-ups.examples.js';
import { FollowUpViews } from './follow-up-views.service.js';
import type { FollowUp } from './rules/follow-up.js';

/** What becomes of follow-ups. Whoever sees an open one may change it; of those who do it at the same moment one does. */
@ApiTags('follow-ups')
@Controller('follow-ups/:id')
export class FollowUpActionsController {
  constructor(
    private readonly changes: FollowUpChanges,
    private readonly views: FollowUpViews,
  ) {}

  @Post('complete')
  @HttpCode(200)
  @RequirePermission('sales:write')
  @ApiOperation({ summary: 'A follow-up was done', description: 'Or was tried; what is to be done next may be said.' })
  @ApiFollowUpId()
  @ApiBody({ type: CompleteFollowUpRequest, examples: completeExamples })
  @ApiOkResponse({ type: FollowUpResponse, description: 'Done.' })
  @ApiProblem(409, 'follow-up-closed')
  complete(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() version: number,
    @Body() { outcome, note = null, nextStep }: CompleteFollowUpRequest,
    @CurrentUser() user: User,
  ): Promise<FollowUpResponse> {
    const report = { outcome, note, nextStep: nextStep ? toNextStep(nextStep) : null };
    return run((tx) =>
      this.show(tx, this.changes.complete(tx, id, report, { version, by: user, now: new Date() }), user),
    );
  }

  @Post('cancel')
  @HttpCode(200)
  @RequirePermission('sales:write')
  @ApiOperation({ summary: 'A follow-up need not be done any more', description: 'Nothing is deleted.' })
  @ApiFollowUpId()
  @ApiOkResponse({ type: FollowUpResponse, description: 'Cancelled.' })
  @ApiProblem(409, 'follow-up-closed')
  cancel(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() version: number,
    @Body() body: CancelFollowUpRequest,
    @CurrentUser() user: User,
  ): Promise<FollowUpResponse> {
    const note = orNothing(body).note ?? null;
    return run((tx) => this.show(tx, this.changes.cancel(tx, id, note, { version, by: user, now: new Date() }), user));
  }

  @Post('postpone')
  @HttpCode(200)
  @RequirePermission('sales:write')
  @ApiOperation({
    summary: 'A follow-up is to be done at another time',
    description: 'Its reminders begin anew, and so does the time until somebody above hears of it.',
  })
  @ApiFollowUpId()
  @ApiBody({ type: PostponeFollowUpRequest, examples: postponeExamples })
  @ApiOkResponse({ type: FollowUpResponse, description: 'Postponed.' })
  @ApiProblem(409, 'follow-up-closed')
  postpone(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() version: number,
    @Body() body: PostponeFollowUpRequest,
    @CurrentUser() user: User,
  ): Promise<FollowUpResponse> {
    const { dueAt, remindAt, visit } = orNothing(body);
    const plan = {
      dueAt: dueAt === undefined ? null : new Date(dueAt),
      remindAt: remindAt?.map((at) => new Date(at)) ?? null,
      visit: visit ? { plannedFrom: new Date(visit.plannedFrom), plannedTo: new Date(visit.plannedTo) } : null,
    };
    return run((tx) =>
      this.show(tx, this.changes.postpone(tx, id, plan, { version, by: user, now: new Date() }), user),
    );
  }

  @Post('assign')
  @HttpCode(200)
  @RequirePermission('sales:write')
  @ApiOperation({ summary: 'Somebody else has to do it', description: 'Also somebody who does not see the customer.' })
  @ApiFollowUpId()
  @ApiOkResponse({ type: FollowUpResponse, description: 'Assigned.' })
  @ApiProblem(409, 'follow-up-closed')
  assign(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() version: number,
    @Body() { assignee }: AssignFollowUpRequest,
    @CurrentUser() user: User,
  ): Promise<FollowUpResponse> {
    return run((tx) =>
      this.show(tx, this.changes.assign(tx, id, assignee, { version, by: user, now: new Date() }), user),
    );
  }

  private async show(tx: Tx, changing: Promise<FollowUp>, user: User): Promise<FollowUpResponse> {
    return (await this.views.show(tx, [await changing], user))[0]!;
  }
}

/** As a follow-up. @param body of a contact, or of a step before */
export const toNextStep = ({ what, kind, dueAt, assignee = null }: NextStepBody): NextStep => ({
  kind,
  words: { subject: what, place: null, note: null },
  dueAt: new Date(dueAt),
  assignee,
});

/** Whoever sends no body says nothing. (A parameter that may be undefined would not be validated.) */
const orNothing = <Body extends object>(body: Body | undefined): Partial<Body> => body ?? {};
