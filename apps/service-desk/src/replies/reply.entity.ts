import type { IntakeChannel, MessageChannel, SuppressionReason } from '@crm/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What became of the message that tells a customer of a reply. */
export const deliveries = ['queued', 'sent', 'suppressed', 'bounced', 'not_possible'] as const;
export type Delivery = (typeof deliveries)[number];

/** Why nothing was even asked for: nobody knows whose case it is, or the customer wants no such message on any way. */
export const obstacles = ['unknown_customer', 'not_contactable'] as const;
export type Obstacle = (typeof obstacles)[number];

/** What customer-master says of a message. */
export type MessageNews =
  { delivery: 'sent' | 'bounced'; channel: MessageChannel } | { delivery: 'suppressed'; reason: SuppressionReason };

/** What the customer is answered, and how far it got. */
@Entity('reply')
export class Reply {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') caseId: string;
  /** Sealed. */
  @Column('text') words: string;
  /** The article that it is from; null: from none. */
  @Column('uuid', { nullable: true }) articleId: string | null;
  @Column('text', { nullable: true }) wishedChannel: MessageChannel | null;
  /** By which other way the customer was told as well; null: by none. */
  @Column('text', { nullable: true }) toldBy: IntakeChannel | null;
  @Column('text') byEmployeeId: string;
  @Column('text') byDepartment: string;
  @Column('timestamptz') writtenAt: Date;
  @Column('text') delivery: Delivery;
  @Column('text', { nullable: true }) reason: Obstacle | SuppressionReason | null;
  /** The way it took. */
  @Column('text', { nullable: true }) channel: MessageChannel | null;
  /** When the last news of the message came. */
  @Column('timestamptz', { nullable: true }) toldAt: Date | null;
  @Column('uuid', { nullable: true }) messageId: string | null;
  /** SHA-256 of the token in the link; the token itself is stored nowhere. */
  @Column('text', { nullable: true }) tokenHash: string | null;
  @Column('timestamptz', { nullable: true }) validUntil: Date | null;
  /** When the link was closed, since the case is somebody else's. */
  @Column('timestamptz', { nullable: true }) withdrawnAt: Date | null;
  /** When the customer opened it first. */
  @Column('timestamptz', { nullable: true }) readAt: Date | null;

  /** Whether the customer was told, as far as is known. */
  get isTold(): boolean {
    return this.toldBy !== null || ['queued', 'sent'].includes(this.delivery);
  }

  /** Notes news of the message; false when it is no news. A message that was taken may still come back. */
  hear(news: MessageNews, at: Date): boolean {
    const isNews = this.delivery === 'queued' || (this.delivery === 'sent' && news.delivery === 'bounced');
    if (!isNews) return false;
    this.delivery = news.delivery;
    this.toldAt = at;
    if (news.delivery === 'suppressed') this.reason = news.reason;
    else this.channel = news.channel;
    return true;
  }

  /** What somebody who holds the link may do with it. */
  linkAt(now: Date): 'open' | 'expired' | 'withdrawn' {
    if (this.withdrawnAt) return 'withdrawn';
    return this.validUntil! <= now ? 'expired' : 'open';
  }
}
