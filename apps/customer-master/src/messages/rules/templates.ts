import type { MessageTemplate } from '@crm/contracts';

export type MessageLanguage = 'zh' | 'en';

export interface RenderedMessage {
  subject: string;
  text: string;
}

/** `{name}` stands for a parameter. Parameters never hold personal data: the asking service does not know any. */
const templates: Record<MessageTemplate, Record<MessageLanguage, RenderedMessage>> = {
  survey_invitation: {
    zh: {
      subject: '请评价我们的服务',
      text: '您好！您反映的问题已处理完毕。请用一分钟告诉我们您是否满意：\n{link}\n该链接仅供您使用一次。如仍不满意，请直接在其中写明，我们会有专人联系您。',
    },
    en: {
      subject: 'How did we do?',
      text: 'Hello! What you told us about has been dealt with. Please take a minute to say whether you are satisfied:\n{link}\nThe link is yours alone and works once. If you are still not satisfied, say so there and somebody will contact you.',
    },
  },
  case_update: {
    zh: {
      subject: '您的服务单 {caseNumber} 有新进展',
      text: '您好！您的服务单 {caseNumber} 已有答复，我们会继续跟进直至解决。',
    },
    en: {
      subject: 'News on your case {caseNumber}',
      text: 'Hello! There is an answer on your case {caseNumber}. We stay on it until it is solved.',
    },
  },
  points_statement: {
    zh: { subject: '您的积分', text: '您好！您目前可用积分为 {balance} 分。' },
    en: { subject: 'Your points', text: 'Hello! You have {balance} points to spend.' },
  },
};

/** Fills a template; a place whose parameter is missing stays empty, a parameter without a place is not used. */
export function render(
  template: MessageTemplate,
  language: MessageLanguage,
  parameters: Readonly<Record<string, string>>,
): RenderedMessage {
  const fill = (text: string): string => text.replace(/\{(\w+)\}/g, (_, name: string) => parameters[name] ?? '');
  const { subject, text } = templates[template][language];
  // A line break in a subject would begin a new mail header.
  return { subject: fill(subject).replace(/[\r\n]+/g, ' '), text: fill(text) };
}
