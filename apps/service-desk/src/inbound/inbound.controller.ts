import { databaseNow } from '@crm/persistence';
import { Public } from '@crm/platform/auth';
import { Answer, Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { ValidationFailed } from '@crm/platform/problem';
import { Body, Controller, Headers, Param, Post, UseGuards } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { NewIntake } from '../intakes/intakes.service.js';
import { CallersService } from '../reception/callers.service.js';
import { DecisionResponse } from '../reception/intakes.dto.js';
import { ReceptionService } from '../reception/reception.service.js';
import { normalisedContact } from '../reception/rules/contact.js';
import { canBeReceivedAt } from '../reception/rules/received-at.js';
import { ChannelMessageRequest } from './inbound.dto.js';
import { type InboundChannel, inboundChannels, senderOf, subjectFrom } from './rules/message.js';
import { ApiSigned } from './signed.decorator.js';
import { deliverer, SignedGuard } from './signed.guard.js';

@ApiTags('Intake')
@Controller('inbound')
export class InboundController {
  constructor(
    private readonly reception: ReceptionService,
    private readonly callers: CallersService,
  ) {}

  @Post(':channel')
  @Public()
  @UseGuards(SignedGuard)
  @ApiSigned()
  @ApiOperation({
    summary: 'Deliver a message of a channel',
    description:
      'For the call centre, the chat robot, the app and so on: no token, but a signature with the secret of the channel ' +
      '(Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`, five minutes of tolerance). Does what `POST /intakes` ' +
      'does. The same message again, signed anew, gets the answer of then.',
  })
  @ApiParam({
    name: 'channel',
    schema: { type: 'string', enum: [...inboundChannels], example: 'phone' },
    description: 'The way the customer took.',
  })
  @ApiCreatedResponse({ type: DecisionResponse, description: 'The contact was recorded.' })
  @ApiOkResponse({ type: DecisionResponse, description: 'It was recorded before; the answer of then.' })
  @ApiProblem(409, 'intake-differs')
  deliver(
    @Command() run: RunCommand,
    @Param('channel') channel: string,
    @Headers('webhook-id') messageId: string,
    @Body() body: ChannelMessageRequest,
  ): Promise<DecisionResponse> {
    return run(async (tx) => {
      const now = await databaseNow(tx);
      const intake = toIntake(channel as InboundChannel, messageId, body, now);
      const { decision, isNew } = await this.reception.receive(tx, intake, deliverer(channel), now);
      const customerKnown = await this.callers.isKnown(tx, intake.customerId);
      return new Answer({ ...decision, customerKnown }, { status: isNew ? 201 : 200 });
    });
  }
}

function toIntake(channel: InboundChannel, messageId: string, body: ChannelMessageRequest, now: Date): NewIntake {
  const receivedAt = new Date(body.at);
  const contact = contactOf(channel, body);
  const errors = [
    ...(canBeReceivedAt(receivedAt, now)
      ? []
      : [
          {
            pointer: '/at',
            message: { zh: '不得晚于当前时间，也不得早于 2000 年', en: 'Must not be in the future, nor before 2000.' },
          },
        ]),
    ...(contact === undefined
      ? [{ pointer: '/from', message: { zh: '不是有效的联系方式', en: 'Is not such a contact point.' } }]
      : []),
  ];
  if (errors.length > 0) throw new ValidationFailed(errors);
  return {
    channel,
    externalId: body.externalId ?? messageId,
    receivedAt,
    customerId: body.customerId?.toLowerCase() ?? null,
    contact: contact!,
    kind: body.kind ?? null,
    severity: body.severity ?? 'normal',
    subject: body.subject ?? subjectFrom(body.text),
    text: body.text,
    orderId: body.orderId ?? null,
    productId: body.productId ?? null,
    complainedOf: null,
  };
}

/** Null: not told; undefined: it cannot be one. */
function contactOf(
  channel: InboundChannel,
  { from, fromType }: ChannelMessageRequest,
): NewIntake['contact'] | undefined {
  if (from == null) return null;
  const type = fromType ?? senderOf[channel];
  const value = normalisedContact(type, from);
  return value === null ? undefined : { type, value };
}
