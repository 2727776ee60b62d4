import type { SlaPolicyContent, SlaRule } from './rules/policy.js';

const day = 86_400;
const around = (days: number) => ({ seconds: days * day, calendarId: 'always' });

/** Rules that a law or a regulator asks for. */
export interface PolicyPreset {
  name: string;
  title: { zh: string; en: string };
  /** Where it is written, and what it says. */
  source: { zh: string; en: string };
  rules: readonly SlaRule[];
}

/**
 * Days are natural days, counted from the moment of the contact: the deadline lies on the last of the allowed days, so it is
 * never later than the one that counts whole days.
 */
export const presets: readonly PolicyPreset[] = [
  {
    name: 'CN-BANK',
    title: { zh: '银行业保险业消费投诉', en: 'Consumer complaints of Chinese banks and insurers' },
    source: {
      zh:
        '《银行业保险业消费投诉处理管理办法》（2020年3月1日起施行）：自收到消费投诉之日起15日内作出处理决定并告知投诉人；情况复杂的可以延长至30日；' +
        '情况特别复杂或者有其他特殊原因的，经上级机构或者总行、总公司高级管理人员审批并告知投诉人，可以再延长30日。',
      en:
        'Measures for the Administration of the Handling of Consumer Complaints in the Banking and Insurance Sectors (in force ' +
        'since 2020-03-01): a decision within 15 days of the complaint; 30 days where it is complex; another 30 days where it ' +
        'is particularly complex, if senior management approves it and the customer is told.',
    },
    rules: [
      {
        name: 'CN-BANK 消费投诉',
        kinds: ['complaint'],
        targets: { resolution: around(15) },
        extensions: [
          { name: '情况复杂，延长至30日', seconds: 15 * day },
          { name: '情况特别复杂或有其他特殊原因，经审批再延长30日', seconds: 30 * day },
        ],
      },
    ],
  },
];

/** A policy with the rules of a preset before its own; those that a preset brought before are replaced. */
export function adopting(policy: SlaPolicyContent, { rules }: PolicyPreset): SlaPolicyContent {
  const names = rules.map(({ name }) => name);
  return { ...policy, rules: [...rules, ...policy.rules.filter(({ name }) => !names.includes(name))] };
}
