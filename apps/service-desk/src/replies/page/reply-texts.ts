import type { Language } from '@crm/platform/problem';

/** Why there is nothing to read. */
export type PageProblem = 'unknown' | 'expired' | 'full' | 'failed';

/** Everything that a customer reads besides the replies, in one language. `{number}` stands for that of the case. */
export interface ReplyTexts {
  title: string;
  intro: string;
  us: string;
  you: string;
  answer: { label: string; hint: string; submit: string; invalid: string };
  thanks: { title: string; text: string };
  problems: Record<PageProblem, { title: string; text: string }>;
}

const zh: ReplyTexts = {
  title: '服务单 {number}',
  intro: '以下是我们对您的答复。如需补充或仍有疑问，请在下方直接回复。',
  us: '我们的答复',
  you: '您的回复',
  answer: {
    label: '您的回复',
    hint: '最多 5000 字。请不要填写身份证号、银行卡号等信息。',
    submit: '提交',
    invalid: '请填写回复内容，最多 5000 字。',
  },
  thanks: { title: '已收到您的回复', text: '我们已将您的回复转给服务单 {number} 的负责人员。' },
  problems: {
    unknown: { title: '链接无效', text: '此链接不存在。请检查地址是否完整。' },
    expired: { title: '链接已过期', text: '此答复已不能在线查看。如仍有疑问，请通过电话或其他方式联系我们。' },
    full: { title: '不能再提交', text: '通过此链接提交的回复已达上限，请通过电话或其他方式联系我们。' },
    failed: { title: '暂时无法处理', text: '您的回复尚未提交，请稍后再试。' },
  },
};

const en: ReplyTexts = {
  title: 'Case {number}',
  intro: 'This is what we have answered you. If something is missing or still unclear, please write back below.',
  us: 'Our reply',
  you: 'Your answer',
  answer: {
    label: 'Your answer',
    hint: 'At most 5,000 characters. Please leave out identity card or bank card numbers.',
    submit: 'Send',
    invalid: 'Please write an answer of at most 5,000 characters.',
  },
  thanks: { title: 'We have your answer', text: 'Whoever handles case {number} has been told.' },
  problems: {
    unknown: {
      title: 'This link does not work',
      text: 'There is nothing behind it. Please check that it is complete.',
    },
    expired: {
      title: 'This link has expired',
      text: 'The reply cannot be read here any more. If anything is unclear, please call or write to us.',
    },
    full: { title: 'No more answers here', text: 'This link takes no more answers. Please call or write to us.' },
    failed: { title: 'Not possible right now', text: 'Your answer was not sent. Please try again later.' },
  },
};

/** The texts of both languages. */
export const replyTexts: Record<Language, ReplyTexts> = { zh, en };
