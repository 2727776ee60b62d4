import type { Text } from './words.js';

const parts: Record<string, Text> = {
  recency: { zh: '近度', en: 'Recency' },
  frequency: { zh: '频度', en: 'Frequency' },
  monetary: { zh: '金额', en: 'Monetary value' },
  margin: { zh: '毛利', en: 'Margin' },
};

const sentences: Record<string, Text> = {
  margin_unknown: { zh: '没有毛利数据', en: 'No margin is known' },
  no_purchase_left: { zh: '没有可计入的购买', en: 'No purchase counts' },
  no_purchase_in_window: { zh: '近期没有购买', en: 'No purchase lately' },
  net_amount_negative: { zh: '退货金额超过购买金额', en: 'More was given back than paid' },
  held_by_hysteresis: { zh: '略低于等级门槛，等级保持不变', en: 'Just below the threshold: the level is kept' },
};

/** A reason of analytics in words, without the figures, which stand beside it; an unknown one stands for itself. */
export function reasonText(code: string): Text {
  const fifth = /^(\w+)_quintile_([1-5])$/.exec(code);
  const part = fifth && parts[fifth[1]!];
  if (part) return { zh: `${part.zh}：${fifth[2]} 分（满分 5 分）`, en: `${part.en}: ${fifth[2]} of 5` };
  return sentences[code] ?? { zh: code, en: code };
}
