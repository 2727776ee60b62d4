import { ErpOrderPaid } from '@crm/contracts';
import { RequirePermission } from '@crm/platform/auth';
import { Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { preferredLanguage, ValidationFailed } from '@crm/platform/problem';
import { Body, Controller, Headers, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiConsumes, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import { intakeKeptDays } from './intake-sweep.js';
import { IntakeResponse, toIntakeResult } from './intake.dto.js';
import { EventsRefused } from './intake.errors.js';
import { IntakeService, isOfUnknownType } from './intake.service.js';

const mostEvents = 1_000;

const { id, source, type, time, subject, data } = ErpOrderPaid.example;
const example = {
  specversion: '1.0',
  id,
  source,
  type,
  time,
  subject,
  dataversion: 1,
  datacontenttype: 'application/json',
  data,
};

@ApiTags('intake')
@Controller('intake')
export class IntakeController {
  constructor(private readonly intake: IntakeService) {}

  @Post('events')
  @HttpCode(202)
  @RequirePermission('integration:write')
  @ApiOperation({
    summary: 'Takes events of the ERP or OA as CloudEvents 1.0.',
    description:
      'One event (structured mode) or a batch of at most 1,000. Types `erp.order.*` and `oa.*` as in the event catalogue, ' +
      `strictly checked. An event is known by (source, id) for ${intakeKeptDays} days from when it was taken: sent again in ` +
      'that time it is a duplicate and has no second effect; sent again later it is taken as a new one. In a ' +
      'batch the valid events are taken and the others are named; when none is valid the answer is 400.',
  })
  @ApiHeader({
    name: 'Accept-Language',
    required: false,
    description: 'Language of the errors: zh (default) or en.',
    schema: { type: 'string', example: 'en' },
  })
  @ApiConsumes('application/cloudevents+json', 'application/cloudevents-batch+json', 'application/json')
  @ApiBody({
    schema: {
      oneOf: [{ type: 'object' }, { type: 'array', items: { type: 'object' }, maxItems: mostEvents }],
      example,
    },
  })
  @ApiAcceptedResponse({ type: IntakeResponse, description: 'What became of each event.' })
  @ApiProblem(400, 'invalid-event', 'unknown-event-type')
  take(
    @Command() run: RunCommand,
    @Body() body: object,
    @Headers('accept-language') accepted: string | undefined,
  ): Promise<IntakeResponse> {
    const language = preferredLanguage(accepted);
    const events: unknown[] = Array.isArray(body) ? body : [body];
    if (events.length === 0 || events.length > mostEvents) {
      throw new ValidationFailed([
        {
          pointer: '',
          message: { zh: `一次可提交 1 至 ${mostEvents} 个事件`, en: `1 to ${mostEvents} events at a time` },
        },
      ]);
    }
    return run(async (tx) => {
      const taken = await this.intake.take(tx, events);
      const results = taken.map((result, index) => toIntakeResult(result, index, language));
      if (taken.every(({ status }) => status === 'rejected')) {
        throw new EventsRefused(results, taken.every(isOfUnknownType));
      }
      const count = (status: string): number => results.filter((result) => result.status === status).length;
      return { accepted: count('accepted'), duplicates: count('duplicate'), rejected: count('rejected'), results };
    });
  }
}
