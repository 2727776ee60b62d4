import type { AnswerLanguage } from '../responses/given-answer.js';

/** Everything that a customer reads, in one language. */
export interface SurveyTexts {
  title: string;
  intro: string;
  csat: { question: string; lowest: string; highest: string; labels: readonly string[] };
  nps: { question: string; lowest: string; highest: string };
  comment: { question: string; hint: string };
  skip: string;
  /** Between two parts of a sentence. */
  pause: string;
  submit: string;
  noScore: string;
  invalid: string;
  thanks: { title: string; text: string; followUp: string };
  problems: Record<PageProblem, { title: string; text: string }>;
  complaintRight: { title: string; text: string };
}

/** Why there are no questions to show. */
export type PageProblem = 'unknown' | 'expired' | 'answered' | 'failed';

const zh: SurveyTexts = {
  title: '服务满意度调查',
  intro: '您的问题刚刚处理完毕。请告诉我们您的感受，大约需要一分钟。',
  csat: {
    question: '您对这次服务的满意程度如何？',
    lowest: '1 表示非常不满意',
    highest: '5 表示非常满意',
    labels: ['非常不满意', '不满意', '一般', '满意', '非常满意'],
  },
  nps: {
    question: '您有多大可能把我们推荐给朋友或同事？',
    lowest: '0 表示完全不可能',
    highest: '10 表示极有可能',
  },
  comment: { question: '您想对我们说些什么？（选填）', hint: '最多 2000 字。请不要填写身份证号、银行卡号等信息。' },
  skip: '不回答',
  pause: '，',
  submit: '提交',
  noScore: '请至少回答一个评分问题。',
  invalid: '有些内容无法识别，请检查后再次提交。',
  thanks: {
    title: '感谢您的回答',
    text: '您的意见已经收到。',
    followUp: '很抱歉让您失望了。我们会安排专人与您联系。',
  },
  problems: {
    unknown: { title: '链接无效', text: '此链接不存在。请检查地址是否完整。' },
    expired: { title: '链接已过期', text: '此问卷已经结束，感谢您的关注。' },
    answered: { title: '您已经回答过了', text: '每个链接只能提交一次，您之前的回答已经收到。' },
    failed: { title: '暂时无法处理', text: '您的回答尚未提交，请稍后再试。' },
  },
  complaintRight: {
    title: '您的投诉权利',
    text: '您随时有权向我们投诉，不收取任何费用，也不会影响您今后得到的服务。您可以写在这里，也可以告诉我们的任何一位员工，或直接联系投诉中心。',
  },
};

const en: SurveyTexts = {
  title: 'How was our service?',
  intro: 'We have just finished handling your request. Please tell us how it was; it takes about a minute.',
  csat: {
    question: 'How satisfied are you with our service this time?',
    lowest: '1 means very dissatisfied',
    highest: '5 means very satisfied',
    labels: ['Very dissatisfied', 'Dissatisfied', 'Neither', 'Satisfied', 'Very satisfied'],
  },
  nps: {
    question: 'How likely are you to recommend us to a friend or colleague?',
    lowest: '0 means not at all likely',
    highest: '10 means extremely likely',
  },
  comment: {
    question: 'What would you like to tell us? (optional)',
    hint: 'At most 2,000 characters. Please leave out identity card or bank card numbers.',
  },
  skip: 'No answer',
  pause: ', ',
  submit: 'Send',
  noScore: 'Please answer at least one of the two rating questions.',
  invalid: 'Something could not be read. Please check your answers and send them again.',
  thanks: {
    title: 'Thank you for your answer',
    text: 'We have received it.',
    followUp: 'We are sorry to have let you down. Somebody will get in touch with you.',
  },
  problems: {
    unknown: {
      title: 'This link does not work',
      text: 'There is nothing behind it. Please check that it is complete.',
    },
    expired: { title: 'This link has expired', text: 'The survey is closed. Thank you for your interest.' },
    answered: { title: 'You have answered already', text: 'Each link can be used once. We have your earlier answer.' },
    failed: { title: 'Not possible right now', text: 'Your answer was not sent. Please try again later.' },
  },
  complaintRight: {
    title: 'Your right to complain',
    text: 'You may complain to us at any time, free of charge and without any disadvantage to you: here, through any of our staff, or directly at our complaint centre.',
  },
};

/** The texts of both languages. */
export const surveyTexts: Record<AnswerLanguage, SurveyTexts> = { zh, en };
