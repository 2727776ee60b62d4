/** One text in both languages. */
export interface Text {
  zh: string;
  en: string;
}

const text = (zh: string, en: string): Text => ({ zh, en });

/** What people call the words that events use; by the list they come from. */
export const words = {
  caseKind: {
    enquiry: text('咨询', 'Enquiry'),
    request: text('服务请求', 'Request'),
    complaint: text('投诉', 'Complaint'),
    repair: text('报修', 'Repair'),
    technical: text('技术支持', 'Technical question'),
  },
  status: {
    potential: text('潜在', 'potential'),
    target: text('目标', 'target'),
    active: text('现实', 'active'),
    lost: text('流失', 'lost'),
    undesirable: text('劣质', 'undesirable'),
  },
  level: {
    diamond: text('钻石', 'diamond'),
    gold: text('黄金', 'gold'),
    silver: text('白银', 'silver'),
    basic: text('基础', 'basic'),
  },
  channel: {
    phone: text('电话', 'telephone'),
    email: text('邮件', 'e-mail'),
    sms: text('短信', 'SMS'),
    wechat: text('微信', 'WeChat'),
    web_chat: text('在线客服', 'web chat'),
    app: text('应用', 'app'),
    social: text('社交媒体', 'social media'),
    visit: text('来访', 'visit'),
    http: text('接口', 'interface'),
  },
  purpose: {
    service: text('服务', 'service'),
    survey: text('调查', 'surveys'),
    loyalty: text('会员', 'loyalty'),
    marketing: text('营销', 'marketing'),
  },
  consent: { granted: text('同意', 'given'), withdrawn: text('撤回', 'withdrawn') },
  outcome: {
    satisfied: text('客户满意', 'the customer is satisfied'),
    unsatisfied: text('客户不满意', 'the customer is not satisfied'),
    unreached: text('未联系上', 'nobody was reached'),
    unconfirmed: text('未确认', 'not confirmed'),
    not_required: text('无需回访', 'no call-back needed'),
  },
  suppression: {
    no_consent: text('无授权', 'no consent'),
    no_address: text('无联系方式', 'no address'),
    frequency_cap: text('已达频次上限', 'frequency cap'),
    customer_unknown: text('客户不明', 'unknown customer'),
    not_contactable: text('无法联系', 'not contactable'),
    message_suppressed: text('消息未发送', 'message held back'),
  },
  reversal: {
    order_returned: text('退货', 'return'),
    order_cancelled: text('订单取消', 'cancelled order'),
    redemption_cancelled: text('兑换取消', 'cancelled redemption'),
  },
} as const;

export type WordList = keyof typeof words;

/** A word that is not known yet stands for itself. */
export function wordOf(list: WordList, value: unknown): Text {
  const known = (words[list] as Record<string, Text>)[String(value)];
  return known ?? text(String(value), String(value));
}
