import {
  type CallbackOutcome,
  callbackOutcomes,
  type IntakeChannel,
  intakeChannels,
  waitedFor,
  type WaitedFor,
} from '@crm/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';

/** Body of `POST /cases/{id}/respond`. */
export class RespondRequest {
  @ApiProperty({
    maxLength: 10000,
    description: 'What the customer is answered; kept with the case.',
    example: '已与物流核实，明天上午送达。',
  })
  @IsString()
  @MaxLength(10_000)
  @Matches(/\S/)
  text: string;

  @ApiPropertyOptional({
    enum: intakeChannels,
    enumName: 'IntakeChannel',
    description:
      'By which other way the customer is told as well. Where no message can be sent, the answer counts as given only so.',
    example: 'phone',
  })
  @IsOptional()
  @IsIn(intakeChannels)
  toldBy?: IntakeChannel;
}

/** Body of `POST /cases/{id}/wait`. */
export class WaitRequest {
  @ApiProperty({
    enum: waitedFor,
    enumName: 'WaitedFor',
    description: 'Whom the case waits for: the customer, or somebody else outside.',
    example: 'customer',
  })
  @IsIn(waitedFor)
  for: WaitedFor;

  @ApiProperty({
    maxLength: 2000,
    description: 'What it waits for; kept with the case.',
    example: '请客户补充破损照片。',
  })
  @IsString()
  @MaxLength(2000)
  @Matches(/\S/)
  text: string;
}

/** Body of `POST /cases/{id}/resolve`. */
export class ResolveRequest {
  @ApiPropertyOptional({
    maxLength: 10000,
    description: 'How it was solved; kept with the case. Needed for a complaint.',
    example: '已补发货物并减免运费。',
  })
  @IsOptional()
  @IsString()
  @MaxLength(10_000)
  @Matches(/\S/)
  solution?: string;
}

/** Body of `POST /cases/{id}/reopen`. */
export class ReopenRequest {
  @ApiProperty({
    maxLength: 2000,
    description: 'Why it begins again; kept with the case.',
    example: '客户来电：补发的货物仍有破损。',
  })
  @IsString()
  @MaxLength(2000)
  @Matches(/\S/)
  reason: string;
}

/** Body of `POST /callbacks/{id}/outcome`. */
export class CallbackOutcomeRequest {
  @ApiProperty({
    enum: callbackOutcomes,
    enumName: 'CallbackOutcome',
    description:
      'What the customer said; unreached when nobody answered, wrong_number when somebody else did, refused when the customer did not want to say.',
    example: 'satisfied',
  })
  @IsIn(callbackOutcomes)
  outcome: CallbackOutcome;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 5,
    description:
      'How satisfied the customer is, from 1 to 5: at least 3 with satisfied, at most 3 with unsatisfied, none with anything else.',
    example: 5,
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(5)
  score?: number;

  @ApiPropertyOptional({
    maxLength: 2000,
    description: 'What was said; kept with the case.',
    example: '客户表示满意。',
  })
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  @Matches(/\S/)
  note?: string;
}
