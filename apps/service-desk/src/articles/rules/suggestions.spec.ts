import { readFileSync } from 'node:fs';
import type { CaseKind } from '@crm/contracts';
import { describe, expect, it } from '@jest/globals';
import { SimilarityIndex } from './similarity.js';
import { type Purpose, type Suggestion, suggestionsFor, termsOfArticle, termsOfCase } from './suggestions.js';

interface Sample {
  zh: { title: string; body: string };
  product?: { id: string };
  caseKinds: CaseKind[];
  tags: string[];
}
type Key = Purpose & { title: string };

const samples = JSON.parse(
  readFileSync(new URL('../../../../../samples/articles.json', import.meta.url), 'utf8'),
) as Sample[];

const index = new SimilarityIndex<Key>();
for (const { zh, product, caseKinds, tags } of samples) {
  const key = { title: zh.title, productId: product?.id ?? null, caseKinds };
  index.put(zh.title, key, termsOfArticle(zh, tags));
}

const suggest = (texts: string[], kind: CaseKind, productId: string | null = null): Suggestion<Key>[] =>
  suggestionsFor({ kind, productId }, index, termsOfCase(texts), ({ title }) => title);

/** As agents write them down and customers say them, in other words than the articles. */
const complaints: [article: string, kind: CaseKind, product: string | null, subject: string, text: string][] = [
  ['到货数量不足', 'complaint', 'P-1', '重量少了', '拉回来一称，比你们单子上写的少了两吨多，缺的怎么补给我'],
  [
    '质量检验不合格',
    'complaint',
    'P-7',
    '煤质量有问题',
    '这车货找第三方做了化验，硫分高得离谱，我们不要了，拉回去退款',
  ],
  ['送货延误', 'complaint', 'P-26', '催货', '货怎么还没影，工地上等着开工，都晚了一个礼拜了'],
  ['首问负责', 'complaint', null, '没人负责', '给你们打电话，这个部门说不是他的事，那个部门说找别人，踢来踢去'],
  ['发票开错', 'complaint', null, '发票有误', '票上我们单位名称写错了一个字，财务不给入账，能不能重新开'],
  ['补开发票', 'request', null, '要发票', '上回买东西没给票，麻烦开一张，我要报销用'],
  ['结算价格', 'complaint', 'P-2', '货款算多了', '账单上的单价跟签的合同对不上，多算的钱退给我'],
  ['外包装破损', 'complaint', 'P-34', '礼盒压坏', '打开一看箱子都破了，里面的瓶子也碎了几个'],
  ['服务态度投诉', 'complaint', null, '接线员态度', '小姑娘说话特别冲，没讲两句就把电话挂了'],
  ['离心水泵', 'repair', 'P-19', '泵不转', '按了启动按钮没有反应，有电，就是转不起来'],
  ['防爆电机', 'repair', 'P-18', '电机有怪声', '转起来嗡嗡响，外壳摸着烫手'],
  ['家用取暖炉点不着火', 'repair', 'P-36', '炉子坏了', '点火点不着，屋里冷得很，家里还有老人'],
  ['家用取暖炉的安装', 'technical', 'P-36', '怎么装', '新买的炉子不知道往哪儿装，有没有图纸'],
  ['空气净化器', 'repair', 'P-39', '太吵', '晚上声音吵得睡不着，滤网也刚换过'],
  ['煤炭化验单', 'technical', 'P-7', '要检测报告', '把这批精煤的报告发我看看，主要是硫和粘结'],
  ['查询订单进度', 'enquiry', 'P-3', '问物流', '我订的货走到哪里了，大概什么时候到，好安排人卸车'],
  ['积分有效期', 'enquiry', null, '分数没了', '会员积分怎么清零了，还能兑东西吗'],
  ['变更联系电话', 'request', null, '换手机', '号码换了，以后通知打新的电话，收货地址不变'],
  ['未拆封商品', 'request', 'P-21', '型号不对', '规格买错了，没拆过，能换吗'],
];

/** What the articles say nothing about. */
const strangers: [kind: CaseKind, product: string | null, subject: string, text: string][] = [
  ['complaint', 'P-14', '电磁阀密封圈漏油', '装上去不到一周密封圈就开始漏油，换了备用的也一样，影响井下生产。'],
  ['complaint', 'P-14', '电磁阀密封圈漏油', '又是密封圈的问题，维修班说这批胶圈不耐温，请查一下是不是同一批次。'],
  ['enquiry', null, '招聘', '想问一下你们公司还招人吗，我有叉车证'],
  ['enquiry', null, '广告合作', '我们是做广告的，想跟贵公司谈谈明年的宣传'],
  ['complaint', null, '门口堵车', '仓库门口车停得乱七八糟，把路堵死了，我们出不去'],
  ['technical', null, '商城登录', '登录不了网上商城，验证码一直收不到'],
  ['technical', 'P-27', '混凝土开裂', '浇筑以后第二天表面起皮，强度不够'],
  ['repair', 'P-15', '链条断了', '刮板链条断了两次，节距对不上链轮'],
  ['technical', 'P-8', '卸料接头', '槽车卸料管接头规格不配，卸不了'],
  ['complaint', 'P-31', '大米有虫', '米里面有虫，袋口线也是松的'],
  ['enquiry', null, '促销', '双十一的满减活动什么时候开始'],
  ['enquiry', 'P-24', '仓库续租', '租金明年涨多少，什么时候续签'],
];

describe('suggestions', () => {
  const answers = complaints.map(([article, kind, product, ...texts]) => {
    const found = suggest(texts, kind, product);
    return { article, texts, found, place: found.findIndex(({ key }) => key.title.startsWith(article)) };
  });
  const misses = (most: number): string[] =>
    answers
      .filter(({ place }) => place < 0 || place >= most)
      .map(
        ({ article, texts, found }) => `${texts.join(' ')}: ${article} ≠ ${found.map(({ key }) => key.title).join()}`,
      );

  it('have the right article first for nearly every complaint in other words', () => {
    expect(misses(1).length).toBeLessThanOrEqual(3);
  });

  it('have it among the first three for every one but at most one', () => {
    expect(misses(3).length).toBeLessThanOrEqual(1);
  });

  it('are none for what no article is about', () => {
    const wrong = strangers.flatMap(([kind, product, ...texts]) => suggest(texts, kind, product).slice(0, 1));
    expect(wrong.map(({ key }) => key.title)).toEqual([]);
  });

  it('say why', () => {
    const [first] = suggest(['泵不转', '按了启动按钮没有反应，有电，就是转不起来'], 'repair', 'P-19');
    expect(first).toMatchObject({ key: { productId: 'P-19' }, reasons: ['similar_text', 'same_product', 'same_kind'] });
    expect(first!.terms).toContain('启动');
  });

  it('leave articles about another product out', () => {
    const about = (product: string | null) =>
      suggest(['水泵无法启动，电源正常'], 'repair', product).map(({ key }) => key.productId);
    expect(about('P-18')).not.toContain('P-19');
    expect(about(null)).toContain('P-19');
  });

  it('are none where nobody said anything', () => {
    expect(suggest([], 'repair', 'P-19')).toEqual([]);
    expect(suggest(['12345 ！？'], 'repair', 'P-19')).toEqual([]);
  });
});
