/**
 * Given names that many bear, with their rough share in 1/100,000. One holder of 张伟 says little about another one; who
 * bears a name that is not here is taken for one in 100,000.
 */
const classes: readonly (readonly [share: number, names: string])[] = [
  [230, '伟 芳 娜 秀英 敏 静 丽 强 磊 军 洋 勇 艳 杰 涛 明 超 秀兰 霞 平 刚 桂英'],
  [
    110,
    '玲 燕 辉 鹏 红 波 斌 宇 浩 飞 鑫 健 俊 帅 雪 丹 萍 华 玉兰 玉英 桂兰 秀珍 建华 建国 志强 凤英 淑英 玉梅 建军 亮 凯 林 宁 佳 颖 琴 云 莉 兰 婷 倩 欣 梅 慧 娟 峰 东 龙 阳 旭 雷 琳 桂芳 桂珍 玉珍 国强 文 海燕 洁 博',
  ],
  [
    55,
    '晨 晶 鹏飞 志伟 建平 淑珍 春梅 海涛 丽丽 婷婷 秀芳 子轩 浩宇 梓涵 欣怡 浩然 宇轩 子涵 诗涵 雨涵 一诺 梓轩 宇航 可馨 佳怡 子豪 俊杰 志明 志华 国华 国平 建明 建新 建文 文明 文杰 晓东 晓明 晓燕 晓红 小红 小明 ' +
      '小芳 小燕 小军 小平 红梅 红霞 丽娟 丽华 丽萍 丽君 春燕 春兰 秀梅 秀云 秀华 玉华 玉芳 玉莲 金凤 金花 桂花 凤兰 淑兰 淑华 淑芳 淑琴 淑贞 爱华 爱民 爱国 永强 永明 永红 少华 少军 振华 振国 卫国 卫东 卫华 卫红 ' +
      '新华 新民 立新 立军 立华 国庆 国栋 国良 国荣 国军 国民 洪 毅 娇 璐 瑶 悦 彬 力 威 坤 琪 玮 媛 雯 晴 蕾 薇 岩 松 楠 冰 虎 成 海 利 莹 春 青 会 岚 月 英 珍 凤 兵 锋 钢 瑞 哲 昊 睿 翔 轩 晖 晓 岩 捷',
  ],
];

/** Given name → share of those who bear it. */
export const givenNameShares: ReadonlyMap<string, number> = new Map(
  classes.flatMap(([share, names]) => names.split(' ').map((name) => [name, share / 100_000] as const)),
);
