// @ts-check
/** The five services in the order in which the gateway lists them. */
export const services = [
  { name: 'customer-master', database: 'customer_master', title: { zh: '客户主数据', en: 'Customer master' } },
  { name: 'service-desk', database: 'service_desk', title: { zh: '服务台', en: 'Service desk' } },
  { name: 'feedback', database: 'feedback', title: { zh: '客户反馈', en: 'Feedback' } },
  { name: 'loyalty', database: 'loyalty', title: { zh: '客户忠诚', en: 'Loyalty' } },
  { name: 'analytics', database: 'analytics', title: { zh: '客户分析', en: 'Analytics' } },
];

/** @typedef {(typeof services)[number]} Service */

/** Issuer and audience of the tokens of a local instance. */
export const localIssuer = 'http://onecustomer.local';
export const localAudience = 'onecustomer';
