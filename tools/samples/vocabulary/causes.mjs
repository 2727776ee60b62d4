// @ts-check

/** What cases are assessed by; articles name the codes. @type {readonly { code: string, names: { zh: string, en: string } }[]} */
export const causes = [
  { code: 'short_delivery', names: { zh: '到货短少', en: 'Short delivery' } },
  { code: 'late_delivery', names: { zh: '送货迟到', en: 'Late delivery' } },
  { code: 'damaged', names: { zh: '运输破损', en: 'Damaged in transit' } },
  { code: 'quality', names: { zh: '质量不合格', en: 'Poor quality' } },
  { code: 'no_start', names: { zh: '设备无法启动', en: 'Machine does not start' } },
  { code: 'overheating', names: { zh: '设备过热', en: 'Machine overheats' } },
  { code: 'seal_leak', names: { zh: '密封件泄漏', en: 'Leaking seal' } },
  { code: 'invoice_error', names: { zh: '发票有误', en: 'Wrong invoice' } },
  { code: 'price', names: { zh: '价格争议', en: 'Disputed price' } },
  { code: 'attitude', names: { zh: '服务态度', en: 'Attitude of staff' } },
  { code: 'buck_passing', names: { zh: '部门推诿', en: 'Passed from hand to hand' } },
];
