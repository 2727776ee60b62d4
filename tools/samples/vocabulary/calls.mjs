// @ts-check

/**
 * What customers call about. In the texts `{product}`, `{quantity}`, `{unit}`, `{order}` and `{placed}` (how long ago) come
 * from one of the caller's orders; a topic without an order uses none of them. Every text of a topic says the same in other words,
 * so that one complaint over two channels can use two of them.
 * @typedef {object} Topic
 * @property {string} kind
 * @property {string} subject
 * @property {string[]} fits Categories or ids of the products it is about; none: it is about no order.
 * @property {string[]} severities Those an agent would choose from.
 * @property {number} weight How often, relatively.
 * @property {string[]} texts
 */

// kind | subject | products | severities | weight, then one text per line.
// In `products`, `bulk`, `goods` and `all` stand for several categories, `-` for no order.
const table = `
complaint | 电磁阀密封圈漏油 | P-14 | high,normal | 0
{placed}买的{product}，装上去不到一周密封圈就开始漏油，换了备用的也一样，影响井下生产。
你们这批{product}的密封圈有问题，换上没几天就渗油，跟上次反映的一样，请尽快给个说法。
{product}漏油，密封圈发硬开裂，现场已经停用，订单号{order}，要求更换。
又是密封圈的问题，{order}这单的{product}漏油，维修班说这批胶圈不耐温，请查一下是不是同一批次。

complaint | 到货数量不足 | coal,chemicals | normal,high | 9
订单{order}的{product}订了{quantity}{unit}，过磅下来少了将近百分之三，司机说不清楚，请核实补足。
{product}短斤少两，{order}，我们磅单都拍了照片，麻烦你们尽快核对一下。
{placed}下单的{product}到货数量不对，比合同少，要求补发或者退款。

complaint | 质量不达标 | bulk | high,normal,critical | 9
{product}检验结果跟质检单对不上，订单{order}，主要指标超了不少，车间不敢用，请派人过来看。
这批{product}质量不行，我们自己检验两次都不合格，{quantity}{unit}全压在场地上，什么时候能处理？
{order}送来的{product}跟样品差距太大，要求退换货并承担运费。

complaint | 送货延误 | goods | normal,high | 12
{placed}下的单，{product}到现在还没有到，打电话给业务员，一会儿说在路上，一会儿说没发，到底什么时候能到？
订单{order}说好三天送到，已经过了一个星期了，影响我们开工，请马上给答复。
催一下{order}，{product}，客户那边天天催我，你们不能老是让我等通知。

complaint | 部门之间互相推诿 | all | high,critical | 5
订单{order}的问题，销售让我找客服，客服让我找财务，财务又让我找销售，打了五个电话没有一个人负责。
我反映{product}的事情已经半个月了，换了三个人跟我对接，每次都要从头讲一遍，请你们定一个人管到底。

complaint | 开票信息错误 | all | low,normal | 6
{order}的发票税号开错了，名称还是以前的名字，请作废重开。
发票抬头写成了简称，退回来了，订单{order}，麻烦按全称重开一张。

complaint | 价格与合同不符 | all | normal | 4
{product}结算价比说好的高，{order}，业务员当时答应的优惠没有算进去。
对账发现{order}多收了钱，{quantity}{unit}{product}没有按协议价结算，请退差价。

complaint | 外包装破损 | food,P-36,P-38,P-39,P-40 | low,normal | 7
收到的{product}外包装破了，里面也有压坏的，一共{quantity}{unit}，照片可以发给你们，要求换货。
{order}送来的{product}有破损，当场就跟送货师傅说了，他让我找你们。

complaint | 服务态度 | - | normal,high | 4
昨天打电话问货款的事，接电话的人态度很不耐烦，话没说完就挂了，我要投诉他。
业务员答应回电话，等了两天没有消息，再打过去说不归他管，这种态度让人没法合作。

repair | 设备故障报修 | P-18,P-19 | high,normal,critical | 12
{placed}买的{product}今天早上开不起来，电源正常，现场停工了，请马上安排师傅过来。
{product}运行有异响，温度偏高，订单号{order}，还在保修期内，麻烦派人检修。
{product}用了没多久就出现故障，我们维修工处理不了，希望今天能到现场。

repair | 家用产品报修 | P-36,P-38,P-39 | normal,low | 8
{product}开不起来，说明书上的办法都试过了，家里有老人，能不能快点来修？
刚买不久的{product}不工作了，显示故障灯，订单{order}，请安排上门维修。
{product}声音特别大，晚上没法睡觉，想让师傅来看看。

technical | 安装调试咨询 | P-14,P-17,P-18,P-19,P-36,P-39 | low,normal | 6
{product}到货了，我们第一次装，想要一份安装图纸，最好有工程师视频指导一下。
{product}的参数怎么设，说明书上没有写清楚，请技术人员回个电话。

technical | 产品指标咨询 | - | low | 5
想了解一下你们洗精煤的硫分和粘结指数，最近一批的化验单能不能发一份？
液碱的浓度偏差允许多少，我们工艺要求比较严，请技术部门答复。

enquiry | 价格咨询 | - | low | 9
请问动力煤现在什么价格，一次要五百吨左右，能送到厂里吗？
想问一下螺纹钢和水泥的最新报价，我们下个月有个工地要开工。
你们大米和食用油团购有没有优惠，单位发福利用，大概两百份。

enquiry | 查询订单进度 | goods | low | 9
帮我查一下{order}发货没有，{product}什么时候能到？
{placed}订的{quantity}{unit}{product}，现在到哪儿了，司机电话能不能给一个？
想确认订单{order}的到货时间，我们好安排卸车。

enquiry | 积分与会员 | - | low | 5
我的积分为什么少了，是不是到期了？还能不能换东西？
老客户有没有会员优惠，在你们这儿买了好几年了，现在是什么级别？

request | 补开发票 | all | low | 6
{order}还没有开票，请开增值税发票寄过来。
麻烦把{placed}那单的发票补一下，月底要报账。

request | 变更联系方式 | - | low | 4
以后对账和收货都联系我现在这个号码，原来的电话停用了，请更新一下。
我们搬家了，送货地址要改，新地址稍后用邮件发给你们。

request | 退换货申请 | food,machinery,P-36,P-38,P-39,P-40 | low,normal | 6
{product}买多了，没有拆封，{order}，想退一部分，请问怎么办理？
型号订错了，{product}能不能换一个规格，差价我们补。
`;

const bulk = 'coal,chemicals,building-materials';
const goods = `${bulk},machinery,food,home`;

const all = table
  .trim()
  .split('\n\n')
  .map((block) => {
    const [head = '', ...texts] = block.split('\n');
    const [kind = '', subject = '', products = '', severities = '', weight] = head.split(' | ');
    const wide = { bulk, goods, all: `${goods},logistics`, '-': '' }[products];
    return {
      kind,
      subject,
      fits: (wide ?? products).split(',').filter(Boolean),
      severities: severities.split(','),
      weight: Number(weight),
      texts,
    };
  });

/** @param {string} subject @returns {Topic} */
export function topicOf(subject) {
  const topic = all.find((one) => one.subject === subject);
  if (!topic) throw new Error(`No topic ${subject}`);
  return topic;
}

/** The same fault of one product with many customers: what should become one problem. */
export const recurringTopic = topicOf('电磁阀密封圈漏油');

/** @type {readonly Topic[]} */
export const topics = all.filter((topic) => topic !== recurringTopic);
