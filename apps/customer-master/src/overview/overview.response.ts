import { messageChannels, messagePurposes, type MessageChannel, type MessagePurpose } from '@crm/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { OwnerResponse, SourceRecordKey } from '../customers/customer.parts.response.js';
import { CustomerResponse } from '../customers/customer.response.js';
import { MessageResponse } from '../messages/messages.dto.js';
import { QualityPart } from '../quality/quality.parts.js';
import { CasesPart, LoyaltyPart, OrdersPart, ValuePart } from './overview.parts.response.js';
import { SatisfactionPart } from './satisfaction.parts.response.js';
import { FollowUpsPart, InteractionsPart, OpportunitiesPart } from './sales.parts.response.js';

export class ContactWayResponse {
  @ApiProperty({ enum: messageChannels, description: 'The way.' })
  channel: MessageChannel;
  @ApiProperty({ enum: messagePurposes, description: 'What for.' })
  purpose: MessagePurpose;
}

export class OverviewResponse {
  @ApiProperty({ type: CustomerResponse, description: 'The golden record, as `GET /customers/{id}` gives it.' })
  customer: CustomerResponse;
  @ApiProperty({ type: [SourceRecordKey], description: 'Crosswalk: the ids of this customer in other systems.' })
  sources: SourceRecordKey[];
  @ApiProperty({ type: OwnerResponse, description: 'Who owns the customer.' })
  owner: OwnerResponse;
  @ApiProperty({ type: OrdersPart, description: 'What was bought.' })
  orders: OrdersPart;
  @ApiProperty({ type: CasesPart, description: 'What service-desk handles.' })
  cases: CasesPart;
  @ApiProperty({ type: SatisfactionPart, description: 'What the customer answered.' })
  satisfaction: SatisfactionPart;
  @ApiProperty({ type: LoyaltyPart, description: 'Points.' })
  loyalty: LoyaltyPart;
  @ApiProperty({ type: ValuePart, description: 'What the customer is worth.' })
  value: ValuePart;
  @ApiProperty({ type: QualityPart, description: 'How good the record is.' })
  quality: QualityPart;
  @ApiProperty({ type: InteractionsPart, description: 'Contacts that sales or others wrote down.' })
  interactions: InteractionsPart;
  @ApiProperty({ type: FollowUpsPart, description: 'What is to be done for the customer.' })
  followUps: FollowUpsPart;
  @ApiProperty({ type: OpportunitiesPart, description: 'What may be won.' })
  opportunities: OpportunitiesPart;
  @ApiProperty({ type: [ContactWayResponse], description: 'Where a message may go now.' })
  contactable: ContactWayResponse[];
  @ApiProperty({ type: [MessageResponse], description: 'The last five messages to the customer, the newest first.' })
  messages: MessageResponse[];
}
