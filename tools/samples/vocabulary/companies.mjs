// @ts-check
import { syllables } from './people.mjs';

/** The 字号 is made of two of these. Several sound alike (晟/盛, 鑫/新, 源/远): that is how names are misheard. */
export const tradeNameSyllables = syllables(`
恒heng 鼎ding 盛sheng 瑞rui 泰tai 鑫xin 隆long 昌chang 宏hong 博bo 远yuan 通tong 达da 源yuan 益yi 丰feng 禾he 润run
凯kai 正zheng 信xin 诚cheng 嘉jia 宝bao 金jin 龙long 华hua 东dong 方fang 天tian 安an 康kang 德de 福fu 兴xing 旺wang
新xin 奥ao 荣rong 晟sheng 睿rui 捷jie 腾teng 飞fei 云yun 海hai 江jiang 川chuan 峰feng 岭ling 林lin 松song 柏bai 雁yan
鹏peng 鹤he 麒qi 麟lin 晋jin 汾fen 驰chi 拓tuo`);

/**
 * @typedef {object} Industry
 * @property {string} key
 * @property {number} weight Share of the organisations.
 * @property {string[]} trades 行业 in the legal name.
 * @property {string} short 行业 as people say it.
 * @property {string[]} former Old ways to say it, for former names.
 * @property {string} register First two characters of the USCC.
 * @property {(readonly [string, number])[]} buys Product categories and how often.
 */

const companyForms = /** @type {const} */ ([
  ['有限公司', 70],
  ['有限责任公司', 18],
  ['股份有限公司', 6],
  ['集团有限公司', 6],
]);

/** 组织形式 by kind of register. @type {Record<string, readonly (readonly [string, number])[]>} */
export const formsByRegister = {
  91: companyForms,
  92: [
    ['商行', 4],
    ['经营部', 4],
    ['门市部', 2],
  ],
  93: [['专业合作社', 1]],
};

// key; weight; trades; short; former; register; category:weight…
const table = `
coal; 20; 煤业 煤炭销售 能源 煤炭运销 洗选煤; 煤业; 煤炭运销 煤矿 矿业; 91; machinery:5 coal:4 chemicals:1 logistics:2
chemicals; 13; 化工 精细化工 新材料 化学科技; 化工; 化工厂 化学工业; 91; chemicals:5 coal:3 machinery:1 logistics:1
machinery; 14; 机械制造 机电设备 重工 矿山机械; 机械; 机械厂 机电; 91; machinery:6 building-materials:1 coal:1
logistics; 12; 物流 运输 供应链管理 储运; 物流; 汽车运输 货运; 91; logistics:6 machinery:1 food:1
building-materials; 13; 建材 水泥 新型建材 建筑工程; 建材; 水泥厂 建筑材料; 91; building-materials:6 coal:2 machinery:1
food; 11; 食品 粮油 酒业 调味品; 食品; 粮油贸易 食品厂; 91; food:6 home:1 logistics:1
retail; 9; 商贸 百货 超市 贸易; 商贸; 供销 百货商店; 91; food:4 home:4 building-materials:1
shop; 5; 五金 日杂 土特产 炉具; 五金; 日杂 五金交电; 92; home:4 food:3 building-materials:2
farming; 3; 种植 养殖 果蔬 小杂粮; 合作社; 种养殖 果业; 93; food:3 coal:2 home:2
`;

/** @type {readonly Industry[]} */
export const industries = table
  .trim()
  .split('\n')
  .map((line) => {
    const [key = '', weight, trades = '', short = '', former = '', register = '', buys = ''] = line.split('; ');
    return {
      key,
      weight: Number(weight),
      trades: trades.split(' '),
      short,
      former: former.split(' '),
      register,
      buys: buys.split(' ').map((entry) => {
        const [category = '', share] = entry.split(':');
        return /** @type {const} */ ([category, Number(share)]);
      }),
    };
  });

/** What persons buy. */
export const personBuys = /** @type {const} */ ([
  ['home', 6],
  ['food', 4],
]);

/** What staff write behind a firm's name; it is no part of the name. */
export const firmSuffixes = ['。', '*', '（老客户）', '(勿删)', ' -', '、', '#2', '【月结】'];

/**
 * Simplified and traditional side by side, for the characters that occur in our names and have one traditional form.
 * (A character with several, such as 发, 里, 云 or 范, is left out: the wrong one would be a different mistake.)
 */
export const traditionalPairs = `
业業 矿礦 产產 总總 机機 设設 备備 贸貿 运運 输輸 东東 华華 龙龍 兴興 丰豐 达達 远遠 润潤 凯凱 诚誠 宝寶 荣榮
腾騰 飞飛 岭嶺 鹏鵬 鹤鶴 庆慶 国國 团團 责責 应應 广廣 门門 学學 张張 刘劉 陈陳 杨楊 赵趙 黄黃 吴吳 孙孫 马馬 罗羅
郑鄭 谢謝 韩韓 冯馮 萧蕭 邓鄧 许許 苏蘇 卢盧 蒋蔣 贾賈 阎閻 钟鍾 谭譚 邹鄒 陆陸 顾顧 万萬 钱錢 汤湯 龚龔 伟偉 强強 军軍
杰傑 涛濤 刚剛 辉輝 宁寧 丽麗 静靜 红紅 兰蘭 莹瑩 梦夢 诗詩 销銷 储儲 设設 购購 药藥 饮飲 粮糧 货貨 厂廠 义義
驰馳 欧歐 诸諸 齐齊 鲁魯 贺賀 赖賴 乔喬 晓曉 会會 员員`;
