import { Problem } from '@crm/platform/problem';
import type { SignatureFault } from '@crm/platform/signatures';

/** The message is not signed by somebody who may deliver messages of the channel. */
export class NotSigned extends Problem {
  constructor(reason: SignatureFault | 'channel_closed') {
    super({
      type: 'not-signed',
      status: 401,
      titles: { zh: '消息没有有效签名', en: 'The message is not signed as it has to be' },
      detail: details[reason],
      members: { reason },
    });
  }
}

const details: Record<SignatureFault | 'channel_closed', { zh: string; en: string }> = {
  missing: {
    zh: '缺少 webhook-id、webhook-timestamp 或 webhook-signature 请求头',
    en: 'webhook-id, webhook-timestamp or webhook-signature is missing.',
  },
  malformed: { zh: '签名请求头无法解读', en: 'The headers of the signature cannot be read.' },
  stale: {
    zh: 'webhook-timestamp 与当前时间相差超过 5 分钟',
    en: 'webhook-timestamp is more than five minutes away from now.',
  },
  wrong: { zh: '签名与内容或密钥不符', en: 'The signature fits neither the content nor a secret.' },
  channel_closed: { zh: '该渠道未配置密钥', en: 'No secret is configured for the channel.' },
};

/** What was sent is no mail that somebody could have written. */
export class MailUnreadable extends Problem {
  constructor(reason: 'malformed' | 'no_sender' | 'empty') {
    super({
      type: 'mail-unreadable',
      status: 400,
      titles: { zh: '不是可读的邮件（MIME）', en: 'It is no mail that can be read (MIME)' },
      members: { reason },
    });
  }
}
