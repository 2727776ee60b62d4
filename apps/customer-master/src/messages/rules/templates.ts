import type { MessageTemplate } from '@crm/contracts';

export const messageLanguages = ['zh', 'en'] as const;
export type MessageLanguage = (typeof messageLanguages)[number];

export interface MessageText {
  subject: string;
  text: string;
}

export type TemplateTexts = Record<MessageLanguage, MessageText>;

/** What the services fill a template with, and whether it is of no use without. Never personal data: they do not know any. */
export const placeholders: Record<MessageTemplate, Record<string, { isNeeded: boolean; example: string }>> = {
  survey_invitation: { link: { isNeeded: true, example: 'https://crm.example.cn/feedback/v1/answers/example-token' } },
  case_update: { caseNumber: { isNeeded: false, example: 'C-2026-000123' } },
  case_reply: {
    caseNumber: { isNeeded: false, example: 'C-2026-000123' },
    link: { isNeeded: true, example: 'https://crm.example.cn/service-desk/v1/replies/example-token' },
  },
  points_statement: { balance: { isNeeded: true, example: '1999' } },
};

/** The texts that the product comes with. `{name}` stands for a parameter. */
export const shippedTemplates: Record<MessageTemplate, TemplateTexts> = {
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
  case_reply: {
    zh: {
      subject: '您的服务单 {caseNumber} 已有答复',
      text: '您好！您的服务单 {caseNumber} 已有答复，请打开以下链接查看，也可以在页面上直接回复我们：\n{link}\n该链接仅供您本人使用，请勿转发。',
    },
    en: {
      subject: 'We have answered you: case {caseNumber}',
      text: 'Hello! We have answered you on case {caseNumber}. Please read it here; you can also write back on that page:\n{link}\nThe link is yours alone: please do not pass it on.',
    },
  },
  points_statement: {
    zh: { subject: '您的积分', text: '您好！您目前可用积分为 {balance} 分。' },
    en: { subject: 'Your points', text: 'Hello! You have {balance} points to spend.' },
  },
};

/** What is wrong with texts that somebody wrote: where, and what. */
export interface TextFault {
  pointer: string;
  message: { zh: string; en: string };
}

/** A place that nothing fills would go out as it stands; an invitation without its link is none. */
export function faultsOf(template: MessageTemplate, texts: TemplateTexts): TextFault[] {
  const known = placeholders[template];
  return messageLanguages.flatMap((language) => {
    const { subject, text } = texts[language];
    const places = [...placesIn(subject), ...placesIn(text)];
    const unknown = (['subject', 'text'] as const).flatMap((part) =>
      placesIn(texts[language][part])
        .filter((name) => !(name in known))
        .map((name) => ({ pointer: `/${language}/${part}`, message: unknownPlace(name) })),
    );
    const missing = Object.entries(known)
      .filter(([name, { isNeeded }]) => isNeeded && !places.includes(name))
      .map(([name]) => ({ pointer: `/${language}/text`, message: missingPlace(name) }));
    return [...unknown, ...missing];
  });
}

const placesIn = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
const unknownPlace = (name: string) => ({ zh: `没有参数 {${name}}`, en: `has no parameter {${name}}` });
const missingPlace = (name: string) => ({ zh: `必须包含 {${name}}`, en: `must contain {${name}}` });

/** Fills a text; a place whose parameter is missing stays empty, a parameter without a place is not used. */
export function render({ subject, text }: MessageText, parameters: Readonly<Record<string, string>>): MessageText {
  const fill = (from: string): string =>
    from.replace(/\{(\w+)\}/g, (_, name: string) => (Object.hasOwn(parameters, name) ? parameters[name]! : ''));
  // A line break in a subject would begin a new mail header.
  return { subject: fill(subject).replace(/[\r\n]+/g, ' '), text: fill(text) };
}
