// @ts-check

/**
 * What the service desk knows already. There is none on the seals of the solenoid valves: the report of gaps shows it.
 * @typedef {object} SampleArticle
 * @property {{ title: string, body: string }} zh
 * @property {{ title: string, body: string }} [en]
 * @property {{ id: string }} [product]
 * @property {string[]} caseKinds
 * @property {string} [cause]
 * @property {string[]} tags
 */

/** @type {readonly SampleArticle[]} */
export const articles = [
  {
    zh: {
      title: '到货数量不足的核实与补足',
      body: `散装货物以双方**磅单**为准，允许误差为千分之三。

1. 请客户提供过磅单照片、车号和订单号；
2. 与我方出库磅单核对，差额超过误差的，当日登记；
3. 确认短少的，两个工作日内补发，或按合同价退款。

卸车后再复磅的，须有双方签字。`,
    },
    caseKinds: ['complaint', 'enquiry'],
    cause: 'short_delivery',
    tags: ['过磅', '短斤少两', '缺少'],
  },
  {
    zh: {
      title: '质量检验不合格的退换货处理',
      body: `客户检验结果与质检单不一致时：

1. 请客户**停止使用**，保留样品和检验报告；
2. 质量部两个工作日内派人到现场共同取样复检；
3. 复检不合格的，退换货并由我方承担运费；指标偏差在合同范围内的，按合同折价。

现场已经停产的，当天上报投诉中心。`,
    },
    caseKinds: ['complaint'],
    cause: 'quality',
    tags: ['化验', '指标超标', '质量异议'],
  },
  {
    zh: {
      title: '送货延误的答复与补偿',
      body: `超过约定日期还没有到货的：

1. 先向调度核实车辆位置，一小时内告诉客户**准确的到货时间**和司机电话；
2. 晚到超过三天的，按合同减免运费；影响客户开工的，改派专车；
3. 到货前每天主动回电，不让客户来催。`,
    },
    en: {
      title: 'Late delivery: what we answer and offer',
      body: `When the goods have not arrived on the agreed day:

1. Ask dispatch where the lorry is; within one hour tell the customer **when it will arrive** and the driver's number.
2. More than three days late: freight is waived as the contract says.
3. Call every day until the goods are there.`,
    },
    caseKinds: ['complaint', 'enquiry'],
    cause: 'late_delivery',
    tags: ['晚到', '催货', '物流'],
  },
  {
    zh: {
      title: '首问负责：不得让客户在部门之间来回找人',
      body: `第一个接到客户问题的人就是责任人，负责到底。

- 不得让客户自己去找其他部门；需要其他部门处理的，由我们内部移交；
- 移交被接受之前，原责任人继续跟进并回电；
- 第二次被退回的，由投诉中心指定部门，不得再推。`,
    },
    caseKinds: ['complaint'],
    cause: 'buck_passing',
    tags: ['推诿', '踢皮球', '没人管'],
  },
  {
    zh: {
      title: '发票开错后的作废与重开',
      body: `发票抬头、税号或金额有误时：

1. 当月开具且未认证的，直接**作废重开**；跨月的开红字发票后重开；
2. 请客户提供正确的单位全称、纳税人识别号、开户行和账号；
3. 三个工作日内寄出新发票，原发票请寄回。`,
    },
    caseKinds: ['complaint', 'request'],
    cause: 'invoice_error',
    tags: ['开票信息', '税号', '抬头'],
  },
  {
    zh: {
      title: '补开发票怎么办理',
      body: `收货后还没有收到发票的，凭订单号申请补开：

1. 核对订单已付款、开票资料齐全；
2. 增值税专用发票五个工作日内寄出，电子发票当天发到邮箱；
3. 月底报账着急的，先发电子版。`,
    },
    en: {
      title: 'How to get an invoice that was not issued yet',
      body: `Ask with the number of the order. Electronic invoices are mailed the same day, paper ones within five working days.`,
    },
    caseKinds: ['request', 'enquiry'],
    tags: ['开票', '增值税', '报销'],
  },
  {
    zh: {
      title: '结算价格与合同不一致的核对',
      body: `客户认为多收货款的：

1. 调出合同、报价单和业务员确认的优惠，与结算单逐项核对；
2. 确实多收的，五个工作日内退还差价或抵作下次货款；
3. 口头答应的优惠没有记录的，由销售经理当天答复客户。`,
    },
    caseKinds: ['complaint'],
    cause: 'price',
    tags: ['对账', '协议价', '差价', '多收钱'],
  },
  {
    zh: {
      title: '外包装破损的换货',
      body: `收到货物外包装破损、受潮或内物压坏的：

1. 请客户当场在送货单上注明，拍下包装和内物的照片；
2. 凭照片登记，两天内安排换货，破损品由司机带回；
3. 不需要客户承担运费。`,
    },
    caseKinds: ['complaint', 'request'],
    cause: 'damaged',
    tags: ['包装', '压坏', '破了'],
  },
  {
    zh: {
      title: '服务态度投诉的处理',
      body: `客户投诉员工态度不耐烦、挂电话或不回电的：

1. 当天由**非被投诉人**的主管致电道歉并了解经过；
2. 调听录音，属实的按考核制度处理；
3. 客户原来的问题同时指定专人办理，不能只道歉。`,
    },
    caseKinds: ['complaint'],
    cause: 'attitude',
    tags: ['态度', '投诉员工', '不回电话'],
  },
  {
    zh: {
      title: '离心水泵无法启动的排查',
      body: `电源正常但水泵开不起来：

1. 检查热继电器是否跳闸，按复位键；
2. 用手盘动联轴器，转不动说明叶轮卡死，拆开泵盖清理；
3. 灌泵排气后再启动，出水口阀门先关闭。

仍不能运行的，派维修师傅到现场，保修期内免费。现场停工的按紧急处理。`,
    },
    product: { id: 'P-19' },
    caseKinds: ['repair', 'technical'],
    cause: 'no_start',
    tags: ['水泵', '不转', '停机'],
  },
  {
    zh: {
      title: '防爆电机异响和温度过高',
      body: `运行中有异常响声、外壳发烫：

1. 立即停机，测量三相电流是否平衡；
2. 检查轴承是否缺油，按铭牌加注润滑脂；
3. 紧固地脚螺栓，重新找正联轴器。

**不得自行拆开防爆外壳**，请预约工程师检修。`,
    },
    product: { id: 'P-18' },
    caseKinds: ['repair', 'technical'],
    cause: 'overheating',
    tags: ['噪声', '发热', '轴承'],
  },
  {
    zh: {
      title: '家用取暖炉点不着火或显示故障灯',
      body: `1. 确认烟道通畅、炉门关严，燃料干燥；
2. 故障灯闪烁时拔掉电源，等五分钟再开机；
3. 仍点不着火的，预约师傅上门，家有老人孩子的优先。

室内有煤烟味时立即开窗，停止使用。`,
    },
    product: { id: 'P-36' },
    caseKinds: ['repair'],
    cause: 'no_start',
    tags: ['炉子', '开不起来', '上门维修'],
  },
  {
    zh: {
      title: '家用取暖炉的安装与首次调试',
      body: `安装图纸在包装箱内，也可以到服务台领取电子版。

1. 炉体离墙不少于三十厘米，烟囱高出屋檐；
2. 先注水排气，再接通电源；
3. 温度旋钮首次调到六十度，烧两个小时检查有无渗漏。

需要视频指导的，预约工程师。`,
    },
    product: { id: 'P-36' },
    caseKinds: ['technical', 'enquiry'],
    tags: ['安装', '图纸', '调试', '参数设置'],
  },
  {
    zh: {
      title: '空气净化器噪音大、故障灯亮',
      body: `1. 拔下电源，取出滤芯，清理风口的灰尘和棉絮；
2. 滤芯使用超过六个月要更换，更换后长按复位键三秒；
3. 夜间请用睡眠档。

仍有很大声音的，安排师傅上门检查。`,
    },
    product: { id: 'P-39' },
    caseKinds: ['repair', 'technical'],
    tags: ['声音大', '滤网', '净化器'],
  },
  {
    zh: {
      title: '煤炭化验单与指标说明',
      body: `每批煤随货附化验单，列出发热量、硫分、灰分、水分和粘结指数。

- 客户可以索取最近一批的化验单，当天发送；
- 洗精煤硫分不高于百分之一，粘结指数不低于七十五；
- 有更严要求的，由技术部门书面答复。`,
    },
    caseKinds: ['technical', 'enquiry'],
    tags: ['硫分', '发热量', '检测报告'],
  },
  {
    zh: {
      title: '查询订单进度和物流',
      body: `凭订单号可以查到：是否已发货、车号、司机电话和预计到货时间。

发货后系统会发短信；没有收到的，由客服查询后告诉客户。需要提前安排卸车的，到货前两小时司机会打电话。`,
    },
    caseKinds: ['enquiry'],
    tags: ['发货', '到哪儿了', '物流查询'],
  },
  {
    zh: {
      title: '积分有效期与会员等级',
      body: `积分自获得之日起两年内有效，到期自动清零，到期前一个月发短信提醒。

- 会员等级按最近十二个月的消费确定：钻石、黄金、白银、普通；
- 积分可以换购商品或抵扣货款，在服务台办理。`,
    },
    en: {
      title: 'Points: how long they are valid, and what the tiers mean',
      body: `Points are valid for two years. The tier follows from what was bought in the last twelve months.`,
    },
    caseKinds: ['enquiry'],
    tags: ['积分过期', '兑换', '会员'],
  },
  {
    zh: {
      title: '变更联系电话和收货地址',
      body: `客户要求更改联系人、电话、收货或对账地址的：

1. 向原登记的号码或邮箱核实一次；
2. 当天在客户档案里更新，未发货的订单一并修改；
3. 公司客户变更开票地址须提供盖章说明。`,
    },
    caseKinds: ['request'],
    tags: ['换号码', '搬家', '更新资料'],
  },
  {
    zh: {
      title: '未拆封商品的退换货办理',
      body: `买多了或型号订错，商品未拆封、不影响再次销售的，收货后十五天内可以退换：

1. 提供订单号和数量，填写退货单；
2. 换规格的补差价或退差价；
3. 非质量问题的，往返运费由客户承担。`,
    },
    caseKinds: ['request'],
    tags: ['退货', '换型号', '买错'],
  },
];
