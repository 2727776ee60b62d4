import type { MessageChannel } from '@crm/contracts';
import nodemailer, { type Transporter } from 'nodemailer';
import { MessageProvider, type OutgoingMessage, Refused } from './message-provider.js';

/** E-mail by SMTP. Sends at least once: after a crash between the server's answer and our note, a second copy has the same Message-ID. */
export class SmtpProvider extends MessageProvider {
  readonly channels: readonly MessageChannel[] = ['email'];
  private readonly transporter: Transporter;

  /** @param url `smtp://user:password@host:port` or `smtps://…` */
  constructor(
    url: string,
    private readonly from: string,
  ) {
    super();
    this.transporter = nodemailer.createTransport(url, { connectionTimeout: 10_000, socketTimeout: 20_000 } as never);
  }

  async send({ id, address, subject, text }: OutgoingMessage): Promise<void> {
    try {
      await this.transporter.sendMail({
        from: this.from,
        to: address,
        subject,
        text,
        messageId: `<${id}@onecustomer>`,
      });
    } catch (error) {
      const { responseCode, message } = error as Error & { responseCode?: number };
      if (responseCode && responseCode >= 500)
        throw new Refused(`SMTP ${responseCode}`, noMailbox.includes(responseCode));
      // The server's words may repeat the address.
      throw new Error(responseCode ? `SMTP ${responseCode}` : message.includes(address) ? 'SMTP failure' : message);
    }
  }
}

/** RFC 5321: mailbox unavailable, not local, name not allowed. */
const noMailbox: readonly number[] = [550, 551, 553];
