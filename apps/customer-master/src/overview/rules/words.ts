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
    event: text('活动', 'event'),
    other: text('其他', 'other means'),
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
    wrong_number: text('号码错误', 'the number is wrong'),
    refused: text('客户不愿评价', 'the customer did not want to say'),
    unconfirmed: text('未确认', 'not confirmed'),
    not_required: text('无需回访', 'no call-back needed'),
  },
  metric: {
    acknowledge: text('受理', 'the acknowledgement'),
    first_response: text('首次回复', 'the first answer'),
    next_update: text('后续回复', 'the next answer'),
    resolution: text('解决', 'the resolution'),
    callback: text('回访', 'the call-back'),
    handover: text('移交答复', 'the answer to a hand-over'),
  },
  waitedFor: { customer: text('客户', 'the customer'), third_party: text('第三方', 'a third party') },
  withdrawal: {
    customer_withdrew: text('客户撤回', 'the customer takes it back'),
    handled_elsewhere: text('已在别处处理', 'handled elsewhere'),
    opened_by_mistake: text('误建', 'opened by mistake'),
    spam: text('垃圾信息', 'spam'),
    test: text('测试', 'a test'),
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
  direction: { in: text('客户主动', 'by the customer'), out: text('主动', 'by us') },
  contact: {
    reached: text('已联系上', 'reached'),
    not_reached: text('未联系上', 'not reached'),
    interested: text('有意向', 'interested'),
    not_interested: text('无意向', 'not interested'),
    meeting_agreed: text('约定面谈', 'a meeting was agreed'),
    complaint: text('投诉', 'a complaint'),
    order: text('下单', 'an order'),
    other: text('其他', 'other'),
  },
  handOver: {
    offer: text('提议移交', 'Offered to another owner'),
    request: text('申请移交', 'Asked for by another owner'),
  },
  handOverEnd: {
    said_so: text('接收方拒绝', 'by whoever was asked'),
    receiver_left: text('接收人已离职', 'the receiver has left'),
  },
  followUp: {
    task: text('任务', 'task'),
    call: text('电话', 'call'),
    visit: text('拜访', 'visit'),
    reminder: text('提醒', 'reminder'),
  },
  done: {
    done: text('已完成', 'done'),
    not_reached: text('未联系上', 'not reached'),
    not_needed: text('已无必要', 'not needed any more'),
    other: text('其他', 'other'),
  },
  stage: {
    lead: text('线索', 'lead'),
    qualified: text('需求确认', 'qualified'),
    proposal: text('方案报价', 'proposal'),
    negotiation: text('商务谈判', 'negotiation'),
    won: text('赢单', 'won'),
    lost: text('输单', 'lost'),
  },
} as const;

export type WordList = keyof typeof words;

/** A word that is not known yet stands for itself. */
export function wordOf(list: WordList, value: unknown): Text {
  const known = (words[list] as Record<string, Text>)[String(value)];
  return known ?? text(String(value), String(value));
}
