import { describe, expect, it } from '@jest/globals';
import { attachedFrom, suggestedFrom } from '../../reception/rules/recognition.js';
import { alikeness, saysEnough, tellingTermsOf } from './alike.js';

const compare = (one: string, other: string): number => alikeness(tellingTermsOf(one), tellingTermsOf(other));

/** One complaint, on the phone and then by mail or chat. */
const same: [string, string][] = [
  [
    '水泵漏油 新买的水泵装上第二天就漏油，地上一大滩，请尽快派人来修',
    '投诉：水泵漏油 您好，贵司上周送来的水泵安装第二天开始漏油，地上都是油，已经停用，请派人来维修。',
  ],
  ['送货迟到 货物比约定时间晚到三天', '货还没到 你们说好周一送货，货物到现在晚了三天还没到，什么时候送？'],
  ['发票开错了 抬头少了两个字，需要重开', '发票抬头错误 发票抬头写错，少了“有限”两个字，请重开一张发票'],
  ['电机异响 电机运行时有很大的异响，轴承发热', '反映电机异响和轴承发热：电机一开就有异响，半小时后轴承很烫'],
  [
    '客服态度差 昨天打电话给客服，对方态度很差，直接挂断',
    '投诉客服人员 昨天下午来电咨询，客服态度恶劣，还直接挂断电话，要求道歉',
  ],
  ['退款没到账 退货一个月了退款还没有到账', '退款一直没到账 东西退回去已经一个月，退款至今没有到账，请核实'],
  ['压力表读数不准 新装的压力表读数偏高，和标准表差0.3兆帕', '压力表不准：读数比标准表高0.3兆帕，是新装的那只压力表'],
  ['传送带断裂 传送带用了两个月就断了，生产停了', '我们的传送带用了两个月断裂，导致停产，要求赔偿'],
  ['阀门关不严 阀门关不紧，一直滴水', '球阀关不严，关到底还是滴水'],
  ['密封圈尺寸不对 收到的密封圈尺寸和订的不一样', '密封圈发错了 订的是50的密封圈，收到的尺寸不一样'],
  ['控制柜报警 控制柜开机就报警E07', '控制柜E07报警 开机后控制柜马上报警，代码E07，无法启动'],
  ['The pump leaks oil since yesterday, please send a technician', 'Pump leaking oil: our new pump leaks oil badly'],
  ['包装破损 外包装破损，里面的零件有划痕', '收货时外包装已破损，零件上有划痕，要求换货'],
  ['安装师傅没来 约好上午来安装，师傅一直没来也没电话', '约好今天上午安装，安装师傅没有来，电话也没有一个'],
];

/** Two matters of one customer. */
const different: [string, string][] = [
  ['水泵漏油 新买的水泵装上第二天就漏油', '水泵噪音大 水泵运行噪音很大，晚上影响休息'],
  ['送货迟到 货物比约定时间晚到三天', '送货少了一箱 昨天送货少了一箱零件，请补发'],
  ['发票开错了 抬头少了两个字，需要重开', '发票没收到 上个月的发票一直没有收到，请寄出'],
  ['电机异响 电机运行时有很大的异响', '电机说明书丢了，请发一份电机的说明书'],
  ['客服态度差 打电话给客服，对方态度很差', '维修师傅态度很好，想表扬一下'],
  ['退款没到账 退货一个月了退款还没有到账', '想退货 收到的货不想要了，怎么退货退款'],
  ['压力表读数不准', '订购十只压力表，请报价'],
  ['传送带断裂 传送带用了两个月就断了', '传送带跑偏 传送带运行时往左边跑偏'],
  ['阀门关不严 阀门关不紧，一直滴水', '阀门手柄断了，请寄一个手柄'],
  ['控制柜报警 控制柜开机就报警E07', '控制柜门锁坏了，打不开控制柜'],
  ['包装破损 外包装破损，里面的零件有划痕', '安装师傅没来 约好上午来安装'],
  ['积分兑换的礼品还没有收到', '积分少算了，上个月的订单没有积分'],
  ['The pump leaks oil since yesterday', 'The invoice of the pump has a wrong address'],
  ['上周订的货什么时候发货', '上周订的货想改收货地址'],
  ['合同盖章 请把盖好章的合同寄回', '合同条款咨询 合同里质保期是多久'],
  ['投诉你们公司，货物有质量问题，要求处理', '投诉你们公司，送货司机骂人，要求处理'],
  ['请尽快派人来修，空压机不启动', '请尽快派人来修，冷却塔漏水'],
  ['申请延长付款期限', '申请开通电子发票'],
];

describe('two texts', () => {
  it('of one complaint are alike: 11 of 14 so much that they are joined, the others so much that it is suggested', () => {
    const scores = same.map(([one, other]) => compare(one, other));
    expect(scores.filter((score) => score >= attachedFrom).length).toBeGreaterThanOrEqual(11);
    expect(scores.filter((score) => score < suggestedFrom)).toEqual([]);
  });

  it('of two matters are never joined', () => {
    const scores = different.map(([one, other]) => compare(one, other));
    expect(Math.max(...scores)).toBeLessThan(attachedFrom - 0.05);
  });

  it('are alike in both directions, wholly when they say the same, not at all when one says nothing', () => {
    const [one, other] = same[0]!;
    expect(compare(one, other)).toBe(compare(other, one));
    expect(compare(one, `您好，${one}谢谢！`)).toBe(1);
    expect([compare(one, ''), compare('', ''), compare('投诉！', '投诉！')]).toEqual([0, 0, 0]);
  });

  it('that are catchwords say too little', () => {
    expect(
      ['退货', '投诉你们公司', '发票', '控制柜开机就报警E07'].map((text) => saysEnough(tellingTermsOf(text))),
    ).toEqual([false, false, false, true]);
  });
});
