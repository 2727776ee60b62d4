import { describe, expect, it } from '@jest/globals';
import { parseCompanyName } from './company-name.js';

/** name · 字号 · regions · trades · form · branch; a dash: none. */
const cases = `
山西煤业 · - · 140000 · coal · - · -
山西煤矿 · - · 140000 · coal · - · -
山西煤产品总公司 · - · 140000 · coal · company · -
山西煤业有限公司 · - · 140000 · coal · limited · -
山西省煤炭运销集团有限公司 · - · 140000 · coal · group · -
山西晋城无烟煤矿业集团 · - · 140000,140500 · coal · group · -
大同煤矿集团有限责任公司 · - · 140200 · coal · group · -
山西大学 · - · 140000 · education · - · -
北京华为科技有限公司 · 华为 · 110000 · - · limited · -
北京小米科技有限公司 · 小米 · 110000 · - · limited · -
华为(北京)科技有限公司 · 华为 · 110000 · - · limited · -
华为科技(北京)有限公司 · 华为 · 110000 · - · limited · -
華為（北京）科技有限公司 · 华为 · 110000 · - · limited · -
华为科技有限公司（北京） · 华为 · 110000 · - · limited · -
华为技术有限公司 · 华为 · - · - · limited · -
华为技术有限公司上海分公司 · 华为 · - · - · limited · 上海分公司
华为上海分公司 · 华为 · - · - · - · 上海分公司
北京华为科技有限公司第三营业部 · 华为 · 110000 · - · limited · 第三营业部
海底捞餐饮(太原万达店) · 海底捞 · - · catering · - · 太原万达店
海底捞北京餐饮有限公司 · 海底捞 · 110000 · catering · limited · -
招商银行太原分行 · 招商 · - · finance · - · 太原分行
招商银行股份有限公司太原分行 · 招商 · - · finance · joint_stock · 太原分行
中国工商银行股份有限公司太原迎泽支行 · 工商银行 · 100000 · - · joint_stock · 太原迎泽支行
中国石油天然气股份有限公司太原分公司 · 中国石油 · 100000 · - · joint_stock · 太原分公司
中石油太原分公司 · 中国石油 · - · - · - · 太原分公司
中国移动通信集团山西有限公司 · 中国移动 · 100000,140000 · - · limited · -
国网山西省电力公司太原供电公司 · 国家电网 · 140000,140100 · energy · company · -
中国建设银行股份有限公司 · 建设银行 · 100000 · - · joint_stock · -
建行太原分行 · 建设银行 · - · - · - · 太原分行
建行者文化传播有限公司 · 建行者 · - · culture · limited · -
上海家化联合股份有限公司 · 家化 · 310000 · - · joint_stock · -
长江实业集团有限公司 · 长江 · - · - · group · -
长城汽车股份有限公司 · 长城 · - · vehicles · joint_stock · -
国美电器有限公司 · 国美 · - · electrical · limited · -
鑫贸易有限公司 · 鑫 · - · - · limited · -
太原市鑫煤业有限公司 · 鑫 · 140100 · coal · limited · -
平安保险 · 平安 · - · finance · - · -
中国平安保险(集团)股份有限公司 · 平安 · 100000 · finance · joint_stock · -
光明乳业股份有限公司 · 光明 · - · food · joint_stock · -
东方电气股份有限公司 · 东方 · - · electrical · joint_stock · -
北京东方科技有限公司 · 东方 · 110000 · - · limited · -
北京长治科技有限公司 · 长治 · 110000 · - · limited · -
北京朝阳鸿运商贸有限公司 · 鸿运 · 110000,110105 · - · limited · -
北京市朝阳区鸿运商贸有限公司 · 鸿运 · 110000,110105 · - · limited · -
昆山正和电子有限公司 · 正和 · 320583 · electronics · limited · -
昆山市正和电子有限公司 · 正和 · 320583 · electronics · limited · -
太原市小店区老王便利店 · 老王 · 140100,140105 · retail · - · -
新疆维吾尔自治区喀什地区棉业有限公司 · - · 650000,653100 · textiles · limited · -
內蒙古伊利實業集團股份有限公司 · 伊利 · 150000 · - · group · -
延边朝鲜族自治州长白山药业有限公司 · 长白山 · 222400 · medicine · limited · -
ＴＣＬ科技集团股份有限公司 · tcl · - · - · group · -
京东方科技集团股份有限公司 · 京东方 · - · - · group · -
北京恒大大理石材有限公司 · 恒大大理 · 110000 · materials · limited · -
云南白药集团 · 白药 · 530000 · - · group · -
顺丰速运有限公司 · 顺丰 · - · logistics · limited · -
宁德时代新能源科技股份有限公司 · 时代 · 350900 · energy · joint_stock · -
太原市第一建筑工程公司 · 第一 · 140100 · construction · company · -
李记面馆 · 李记 · - · catering · - · -
张三个体工商户 · 张三 · - · - · sole · -
北京市中伦律师事务所 · 中伦 · 110000 · - · practice · -
天职国际会计师事务所(特殊普通合伙) · 天职 · - · - · practice · -
上海云鑫创业投资合伙企业(有限合伙) · 云鑫 · 310000 · - · partnership · -
清徐县孟封镇农民专业合作社 · 孟封镇 · 140121 · - · cooperative · -
贸易有限公司 · - · - · - · limited · -
上海 · - · 310000 · - · - · -
Beijing Huawei Technology Co., Ltd. · huawei · 110000 · - · limited · -
Huawei Technologies (Shanghai) Co., Ltd. · huawei · 310000 · - · limited · -
Shanxi Coal Co Ltd · - · 140000 · coal · limited · -
HSBC Bank (China) Company Limited · hsbc · 100000 · finance · limited · -
Siemens AG · siemens · - · - · limited · -
Müller & Söhne GmbH · muller sohne · - · - · limited · -
General Electric Company · general · - · electrical · limited · -
APPLE, INC. · apple · - · - · limited · -
Acme Holdings Hong Kong Branch Office · acme · 810000 · - · group · branch office
`;

describe('taking the name of a firm apart', () => {
  it.each(
    cases
      .trim()
      .split('\n')
      .map((line) => line.split(' · ').map((part) => (part === '-' ? '' : part))),
  )('%s is "%s" of [%s], %s %s %s', (name, core, regions, trades, form, branch) => {
    const parsed = parseCompanyName(name!);
    expect({
      core: parsed.core,
      regions: parsed.regions.join(','),
      trades: parsed.trades.join(','),
      form: parsed.form ?? '',
      branch: parsed.branch ?? '',
    }).toEqual({ core, regions, trades, form, branch });
  });

  it('says where a branch is', () => {
    expect(parseCompanyName('华为技术有限公司上海分公司').place).toBe('310000');
    expect(parseCompanyName('太原市小店区老王便利店').place).toBe('140105');
  });

  it('makes something of anything', () => {
    for (const text of [
      '',
      ' ',
      '()',
      '（））（',
      '公司',
      '有限公司',
      '分公司',
      '省',
      '🏭',
      '...',
      '煤',
      '(((((北京',
    ]) {
      expect(() => parseCompanyName(text)).not.toThrow();
    }
  });

  it('is not slow for a name without end', () => {
    const started = process.cpuUsage();
    parseCompanyName('华'.repeat(10_000));
    parseCompanyName('('.repeat(10_000));
    parseCompanyName('公司分'.repeat(4_000));
    expect(process.cpuUsage(started).user).toBeLessThan(1_000_000);
  });
});
