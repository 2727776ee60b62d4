// @ts-check

/** @typedef {{ text: string, pinyin: string }} Syllable */

/** @param {string} words Characters, each followed by its pinyin. @returns {Syllable[]} */
export const syllables = (words) =>
  words
    .trim()
    .split(/\s+/)
    .map((word) => ({ text: word.replace(/[a-z]+$/, ''), pinyin: word.replace(/^[^a-z]+/, '') }));

/** Roughly by frequency; the generator prefers the front. */
export const familyNames = syllables(`
王wang 李li 张zhang 刘liu 陈chen 杨yang 赵zhao 黄huang 周zhou 吴wu 徐xu 孙sun 胡hu 朱zhu 高gao 林lin 何he 郭guo 马ma
罗luo 梁liang 宋song 郑zheng 谢xie 韩han 唐tang 冯feng 于yu 董dong 萧xiao 程cheng 曹cao 袁yuan 邓deng 许xu 傅fu 沈shen
曾zeng 彭peng 吕lyu 苏su 卢lu 蒋jiang 蔡cai 贾jia 丁ding 魏wei 薛xue 叶ye 阎yan 余yu 潘pan 杜du 戴dai 夏xia 钟zhong
汪wang 田tian 任ren 姜jiang 范fan 方fang 石shi 姚yao 谭tan 廖liao 邹zou 熊xiong 金jin 陆lu 郝hao 孔kong 白bai 崔cui
康kang 毛mao 邱qiu 秦qin 史shi 顾gu 侯hou 邵shao 孟meng 龙long 万wan 段duan 雷lei 钱qian 汤tang 尹yin 黎li 易yi 常chang
武wu 乔qiao 贺he 赖lai 龚gong 文wen 欧阳ouyang 上官shangguan 司马sima 诸葛zhuge`);

export const maleFirst = syllables(
  '建jian 志zhi 文wen 海hai 国guo 永yong 德de 学xue 立li 俊jun 子zi 宇yu 浩hao 嘉jia 庆qing 新xin 明ming 晓xiao',
);
export const maleSecond = syllables(
  '伟wei 强qiang 军jun 勇yong 杰jie 涛tao 明ming 超chao 刚gang 平ping 华hua 峰feng 斌bin 波bo 辉hui 凯kai 鹏peng 飞fei 宁ning 新xin 东dong 龙long',
);
export const femaleFirst = syllables(
  '秀xiu 桂gui 玉yu 春chun 晓xiao 雪xue 美mei 佳jia 思si 雨yu 诗shi 梦meng 嘉jia 欣xin 慧hui 丽li 文wen 海hai',
);
export const femaleSecond = syllables(
  '芳fang 娜na 敏min 静jing 丽li 娟juan 霞xia 英ying 兰lan 红hong 梅mei 婷ting 琳lin 萍ping 燕yan 怡yi 莹ying 洁jie 云yun',
);

/** What staff write behind a person's name; it is no part of the name. */
export const personSuffixes = ['先生', '女士', '(老客户)', '（本人）', '。', ' *'];

/** How callers are noted by people who know only the family name. */
export const callerTitles = ['师傅', '总', '经理', '老师', '女士', '先生'];
