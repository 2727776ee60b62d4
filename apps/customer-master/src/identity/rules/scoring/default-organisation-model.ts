import { levelShares } from './level-shares.js';
import type { Model } from './model.js';

/** 字号 that thousands of firms bear, and roughly one firm in how many. */
const commonCores =
  '东方 华泰 金鑫 宏达 鑫源 恒通 华夏 永兴 新世纪 天成 金源 宏远 恒达 鸿运 兴旺 长城 华兴 永盛 大华 天元 宏泰 宏源 金辉 天宇 瑞丰 华丰 兴业 顺达 顺通 通达 宏伟 新华 中天 金龙 恒源 万达 鑫达 金盛 华宇 天力 ' +
  '金泰 安泰 恒丰 远大 中华 长江 天马 华强 康达 三和 大众 友谊 阳光 金桥 和平 光明 华美 宏业 华盛 德润 聚源 鼎盛 博大 嘉信 诚信 中信 盛世 佳和 百佳 万佳 家家乐 惠民 便民 福满园 好运来 一品香';

/**
 * Where a deployment begins before it has trained on its own records. Set by judgement, not by data: prior for some
 * hundred thousand firms of which every third record is a duplicate. Names that have no 字号 are rare, so that two of them
 * in one province and one trade weigh 18.5 bits: with the same region this alone ends in the review queue (P about 0.9),
 * never above 0.999, and with a phone, an address or a number in common it passes it.
 */
export const defaultOrganisationModel: Model = {
  version: 'organisation-default-1',
  kind: 'organisation',
  prior: 5e-6,
  fields: {
    name: levelShares({
      different: [0.05, 0.9868],
      similar: [0.05, 0.0125],
      close: [0.03, 0.0006],
      same_sound: [0.02, 0.0001],
      same_core: [0.4, 0.000015],
      exact: [0.45, 0.0000006],
    }),
    genericName: levelShares({
      different: [0.02, 0.6],
      one_is_generic: [0.08, 0.4],
      related: [0.3, 0.3 / 2 ** 18.5],
      exact: [0.6, 0.6 / 2 ** 20.5],
    }),
    industry: levelShares({ different: [0.06, 0.85], related: [0.14, 0.04], exact: [0.8, 0.11] }),
    branch: levelShares({ different: [0.01, 0.6], one_is_branch: [0.1, 0.35], exact: [0.89, 0.05] }),
    registration: levelShares({
      different: [0.02, 0.99999985],
      same_tax: [0.08, 5e-8],
      same_org_code: [0.15, 5e-8],
      same_uscc: [0.75, 5e-8],
    }),
    member: levelShares({ different: [0.3, 0.9998], one_typo: [0.03, 2e-4], exact: [0.67, 1e-7] }),
    phone: levelShares({ different: [0.45, 0.99997], same_tail: [0.05, 0.00003], exact: [0.5, 4e-6] }),
    email: levelShares({ different: [0.35, 0.9998], same_mailbox: [0.05, 2e-4], exact: [0.6, 2e-6] }),
    social: levelShares({ different: [0.2, 0.999998], exact: [0.8, 2e-6] }),
    place: levelShares({
      different: [0.05, 0.9],
      same_province: [0.25, 0.05],
      near: [0.15, 0.03],
      same_postal_code: [0.05, 0.003],
      same_locality: [0.25, 0.006],
      nearly_both: [0.05, 0.0008],
      both: [0.2, 0.0006],
    }),
    street: levelShares({
      different: [0.22, 0.987],
      similar: [0.06, 0.012],
      same_street: [0.12, 0.002],
      similar_same_number: [0.1, 0.0001],
      exact: [0.5, 0.00001],
    }),
  },
  frequencies: {
    name: { words: Object.fromEntries(commonCores.split(' ').map((core) => [core, 0.0005])), rest: 0.00002 },
  },
  // One office building, one bookkeeper for a hundred firms: the same phone and address under another name.
  limits: [
    { when: { field: 'name', level: 'different' }, fields: ['phone', 'email', 'social', 'place', 'street'], most: 14 },
    {
      when: { field: 'genericName', level: 'different' },
      fields: ['phone', 'email', 'social', 'place', 'street'],
      most: 14,
    },
  ],
};
