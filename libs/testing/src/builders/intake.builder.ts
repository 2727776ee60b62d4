import type { CaseKind, ContactPointType, IntakeChannel } from '@crm/contracts';
import { mobileNumber, nextNumber } from './numbering.js';

/** Body of `POST /service-desk/v1/intakes`. */
export interface IntakeBody {
  channel: IntakeChannel;
  externalId: string;
  receivedAt: string;
  customerId?: string;
  contact?: { type: ContactPointType; value: string };
  kind?: CaseKind;
  subject: string;
  text: string;
  product?: { id: string };
  orderId?: string;
  complainedOf?: string;
}

/** A complaint by telephone from a caller that no other builder call has used; with `customerId` there is no contact. */
export function anIntake(wish: Partial<IntakeBody> = {}): IntakeBody {
  const number = nextNumber();
  return {
    channel: 'phone',
    externalId: `call-${number}`,
    receivedAt: '2026-01-05T02:00:00.000Z',
    ...(!wish.customerId && { contact: { type: 'phone', value: mobileNumber(number) } }),
    kind: 'complaint',
    subject: '送货迟到',
    text: '货物比约定时间晚到三天，要求说明原因。',
    ...wish,
  };
}
