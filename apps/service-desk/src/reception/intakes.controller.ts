import { databaseNow } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Answer, Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { ValidationFailed } from '@crm/platform/problem';
import { Body, Controller, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { NewIntake } from '../intakes/intakes.service.js';
import { CallersService } from './callers.service.js';
import { DecisionResponse, TakeInRequest } from './intakes.dto.js';
import { ReceptionService } from './reception.service.js';
import { normalisedContact } from './rules/contact.js';
import { canBeReceivedAt } from './rules/received-at.js';

@ApiTags('Intake')
@Controller('intakes')
export class IntakesController {
  constructor(
    private readonly reception: ReceptionService,
    private readonly callers: CallersService,
  ) {}

  @Post()
  @RequirePermission('intake:write')
  @ApiOperation({
    summary: 'Record a contact of a customer',
    description:
      'Opens a case with an accountable owner and a running clock, or joins the open case of the same customer that is ' +
      'of the same kind and about the same order or product (30 days), or, where nothing speaks against it, that says the ' +
      'same in other words. The same unknown phone or address is the same customer. A contact that joins changes neither ' +
      'severity nor deadline. The same message again changes nothing. A customer whom nobody has registered yet is taken, and said ' +
      'to be so: cards of customers come by events, a moment later.',
  })
  @ApiCreatedResponse({ type: DecisionResponse, description: 'The contact was recorded. `Location` is the case.' })
  @ApiOkResponse({ type: DecisionResponse, description: 'It was recorded before; the answer of then.' })
  @ApiProblem(409, 'intake-differs')
  takeIn(
    @Command() run: RunCommand,
    @Body() body: TakeInRequest,
    @CurrentUser() user: User,
  ): Promise<DecisionResponse> {
    return run(async (tx) => {
      const now = await databaseNow(tx);
      const intake = toIntake(body, now);
      const { decision, isNew } = await this.reception.receive(tx, intake, user, now);
      const answer = { ...decision, customerKnown: await this.callers.isKnown(tx, intake.customerId) };
      return new Answer(answer, { status: isNew ? 201 : 200, location: `/service-desk/v1/cases/${decision.caseId}` });
    });
  }
}

function toIntake(body: TakeInRequest, now: Date): NewIntake {
  const receivedAt = new Date(body.receivedAt);
  if (!canBeReceivedAt(receivedAt, now)) {
    throw new ValidationFailed([
      {
        pointer: '/receivedAt',
        message: { zh: '不得晚于当前时间，也不得早于 2000 年', en: 'Must not be in the future, nor before 2000.' },
      },
    ]);
  }
  return {
    channel: body.channel,
    externalId: body.externalId,
    receivedAt,
    customerId: body.customerId?.toLowerCase() ?? null,
    contact: body.contact ? toContact(body.contact) : null,
    kind: body.kind ?? null,
    severity: body.severity,
    subject: body.subject,
    text: body.text,
    orderId: body.orderId ?? null,
    productId: body.product?.id ?? null,
    complainedOf: body.complainedOf ?? null,
    ...(body.region == null ? {} : { region: body.region }),
  };
}

function toContact({ type, value }: NonNullable<TakeInRequest['contact']>): NonNullable<NewIntake['contact']> {
  const normal = normalisedContact(type, value);
  if (normal === null) {
    throw new ValidationFailed([
      { pointer: '/contact/value', message: { zh: '不是有效的联系方式', en: 'Is not such a contact point.' } },
    ]);
  }
  return { type, value: normal };
}
