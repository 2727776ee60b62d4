/**
 * 行业 words by branch of trade. Words of one line are one trade: 煤业 and 煤矿 speak of the same. Words of `general` say
 * nothing about the trade. Our own list, by GB/T 4754 and by what names of firms use.
 */
const trades: Readonly<Record<string, string>> = {
  general:
    '实业 发展 产品 企业 企业管理 商务 控股 投资 投资管理 投资控股 资产管理 产业 管理 咨询 服务 科技 技术 高新技术 科技发展 技术开发 技术服务 开发 经营 经贸 工业 工贸 商贸 贸易 国际 国际贸易 进出口 进出口贸易 ' +
    '对外贸易 外贸 商业 贸易商行 销售 经销 批发 零售 代理 供应 供销 物资 物资供应 百货 日用百货 日用品 用品 综合 信息咨询 管理咨询 商务服务 商务咨询 企业服务 运营 运营管理 制造 生产 加工 配套 联合 ' +
    '股权投资 创业投资 控股集团 事业 项目管理 会务 会展 会展服务 展览 展览展示 展示 策划 企业策划 营销 营销策划 品牌管理 品牌',
  coal: '煤业 煤矿 煤炭 煤产品 煤焦 煤焦化 焦煤 焦化 焦炭 煤炭运销 煤炭贸易 煤炭经销 煤炭销售 煤运 洗煤 选煤 煤电 煤化工 煤气化 煤层气 煤铁 煤 矿业 矿产 矿产品 矿山 采矿 采掘 矿务 矿务局 煤矿机械 煤机 无烟煤 型煤 配煤 储煤 煤炭工业 煤炭物流 能源煤炭 煤制品',
  energy:
    '能源 新能源 新能源科技 新能源开发 新能源技术 新能源投资 能源科技 能源投资 能源开发 电力 电力工程 电力设备 电力科技 电网 电业 供电 发电 热力 热电 供热 水电 水力发电 风电 风力发电 光伏 太阳能 核电 火电 燃气 天然气 液化气 煤气 石油 石油天然气 油气 石化 石油化工 加油站 成品油 油品 燃料 燃料油 节能 节能科技 节能环保 充电 储能 氢能 能源集团',
  chemistry:
    '化工 化学 化学工业 化工产品 化工原料 化工科技 精细化工 化肥 肥业 肥料 农药 农化 橡胶 橡塑 塑料 塑料制品 塑胶 塑胶制品 塑业 涂料 油漆 化纤 试剂 助剂 树脂 颜料 染料 日化 日用化工 化妆品 氯碱 盐化 盐业 磷化 氟化工 新材料 材料 材料科技 新材料科技 复合材料 高分子材料 胶粘剂 清洁用品 洗涤用品 香料 香精',
  metal:
    '钢铁 钢材 钢业 钢管 不锈钢 不锈钢制品 特钢 炼铁 铸造 锻造 铁合金 铁矿 冶金 冶炼 有色金属 金属 金属制品 金属材料 五金 五金制品 五金机电 铝业 铝材 铜业 锌业 镍业 钨业 钼业 稀土 黄金 铅锌 丝网 线材 型材 模具 紧固件 轴承 标准件 镁业 钛业 硅业 磁材',
  machinery:
    '机械 机械设备 机械制造 机械加工 机电 机电设备 机电工程 机床 重工 重型机械 工程机械 设备 设备制造 成套设备 自动化 自动化设备 自动化科技 智能装备 装备 装备制造 仪器 仪表 仪器仪表 测控 液压 泵业 阀门 电机 电梯 锅炉 压缩机 矿山机械 农业机械 农机 纺织机械 包装机械 食品机械 智能设备 机器人 精密机械 精密 压力容器 空调设备 制冷设备 暖通 消防设备 环保设备',
  electrical:
    '电器 电气 电气设备 电器设备 家电 家用电器 电缆 电线电缆 线缆 照明 照明电器 灯饰 灯具 光电 光电科技 电源 电池 变压器 开关 低压电器 高低压电器 电工 制冷 空调 电热 厨具 厨卫',
  electronics:
    '电子 电子科技 电子技术 电子设备 电子产品 电子商务 半导体 集成电路 微电子 芯片 元器件 通信 通讯 通信技术 通讯技术 通信设备 通讯设备 通信工程 移动通信 电信 数码 数码科技 数字技术 数字科技 安防 安防科技 光学 传感 传感器 显示 视讯',
  software:
    '软件 软件开发 软件技术 软件科技 信息 信息技术 信息科技 信息系统 信息产业 网络 网络科技 网络技术 网络信息 互联网 互联网科技 计算机 计算机系统 计算机技术 电脑 系统集成 智能 智能科技 智能技术 人工智能 大数据 数据 数据科技 数据服务 云计算 物联网 物联网科技 信息安全 系统 科技信息 数字 游戏',
  construction:
    '建筑 建筑工程 建筑安装 建筑装饰 建筑劳务 建筑设计 建设 建设工程 建设集团 建设投资 建设开发 工程 工程建设 工程技术 工程管理 工程咨询 工程设计 工程监理 安装 安装工程 建工 建安 路桥 路桥工程 市政 市政工程 公路 公路工程 桥梁 隧道 装饰 装饰工程 装饰设计 装修 装潢 装璜 幕墙 钢结构 岩土 基础工程 勘察 勘测 测绘 监理 劳务 劳务派遣 设计 规划设计 园林 园林绿化 园林工程 绿化 景观 景观工程 环境工程 防水 消防 消防工程 土石方 水利 水利水电 水利工程 水务 自来水 供水 排水',
  materials:
    '建材 建筑材料 建材贸易 水泥 混凝土 商品混凝土 商砼 砂石 石材 石业 陶瓷 卫浴 洁具 玻璃 玻璃制品 木业 木材 板材 地板 门窗 门业 耐火材料 保温材料 防水材料 装饰材料 砖瓦 新型建材 墙材 管业 管道 管材 管件 家具 家居 家私 家居用品 办公家具 办公用品',
  estate:
    '房地产 房地产开发 房产 地产 置业 房地产经纪 房地产中介 房屋中介 房产中介 物业 物业管理 物业服务 城市建设 城市建设投资 城建 城投 土地 土地开发 土地整理 不动产 公寓管理 商业管理 商业地产',
  logistics:
    '物流 物流服务 供应链 供应链管理 运输 道路运输 货物运输 货运 货运代理 国际货运代理 货代 客运 公交 公共交通 汽车运输 运业 运销 仓储 仓储物流 配送 快递 速递 速运 快运 邮政 航运 海运 船务 船舶 港务 港口 码头 航空 航空服务 机场 铁路 铁路运输 地铁 轨道交通 交通 交通运输 高速公路 集装箱 搬家 搬运 装卸 出租汽车 租车',
  vehicles:
    '汽车 新能源汽车 汽车销售 汽车服务 汽车贸易 汽车零部件 汽车配件 汽配 汽车维修 汽修 汽车租赁 汽车用品 汽车科技 汽车工业 车业 车辆 摩托车 电动车 客车 货车 专用汽车 轮胎 机动车 机动车检测 洗车 驾校 驾驶培训 驾驶员培训',
  food: '食品 食品工业 食品贸易 食品科技 食品饮料 粮食 粮油 粮油贸易 油脂 面粉 面业 米业 制糖 糖业 糖酒 糖果 乳业 乳品 奶业 肉类 肉业 肉制品 肉联 水产 水产品 海产品 海鲜 调味品 调料 酿造 醋业 酱业 盐 酒业 酒厂 白酒 啤酒 葡萄酒 饮料 饮品 茶业 茶叶 茶 矿泉水 蔬菜 果蔬 果业 水果 果品 干果 副食 副食品 粮贸 烘焙 糕点 休闲食品 豆制品 淀粉 冷饮 烟草 烟酒 生鲜 蛋品 保健食品',
  catering:
    '餐饮 餐饮服务 餐饮管理 餐饮文化 饮食 饮食服务 美食 火锅 快餐 烧烤 酒店 酒店管理 大酒店 宾馆 饭店 饭庄 酒楼 餐厅 菜馆 面馆 小吃 咖啡 茶馆 茶楼 茶餐厅 客栈 旅馆 旅店 民宿 招待所 公寓 酒吧 奶茶 团餐 食堂',
  farming:
    '农业 农业科技 农业开发 农业发展 农业综合开发 生态农业 现代农业 农牧 农牧科技 农产品 农副产品 农资 农业生产资料 种业 种子 种植 种养殖 种植养殖 养殖 畜牧 畜牧业 畜禽 牧业 饲料 林业 苗木 花卉 花木 渔业 生态 生态科技 生态环境 农林 农垦 农场 林场 农机服务 粮食种植 水产养殖 蜂业 蚕业 中药材种植 食用菌 牧场 禽业 蛋业',
  medicine:
    '医药 医药科技 医药贸易 药业 制药 药品 药房 大药房 药店 连锁药店 中药 中药材 中药饮片 生物 生物科技 生物技术 生物工程 生物制药 生物医药 医疗 医疗器械 医疗设备 医疗科技 医疗管理 医疗用品 医院 医院管理 诊所 门诊部 口腔 口腔门诊 眼科 体检 健康 健康科技 健康管理 健康咨询 健康产业 养老 养老服务 康复 护理 保健 保健品 保健用品 兽药 动物药业 宠物 宠物用品 眼镜 美容 美容美发 美发 美容院 养生 母婴',
  finance:
    '银行 商业银行 农村商业银行 村镇银行 信用社 农村信用社 信用合作社 证券 期货 基金 基金管理 信托 保险 保险代理 保险经纪 财产保险 人寿保险 人寿 财险 金融 金融服务 金融信息服务 金融租赁 融资租赁 租赁 融资担保 担保 典当 小额贷款 小贷 拍卖 资本 资本管理 财富管理 财务 财务咨询 财税 会计 会计服务 代理记账 税务 资产评估 评估 支付 保理 创投',
  law: '律师 法律 法律咨询 法律服务 知识产权 知识产权代理 专利 专利代理 商标 商标代理 公证 司法鉴定 认证 认证服务 检测 检测技术 检验 检验检测 质量检测 计量 鉴定 人力资源 人力资源服务 人才 人才服务 职业介绍 家政 家政服务 保洁 保洁服务 保安 保安服务 翻译 婚庆 婚介 摄影 摄像 照相 礼仪 礼仪服务 印章 洗衣 洗涤 维修 修理 殡葬 开锁',
  culture:
    '文化 文化传播 文化传媒 文化艺术 文化发展 文化创意 文化产业 文化用品 传媒 传媒科技 传播 广告 广告传媒 广告设计 广告装饰 影视 影视传媒 影视文化 影视制作 电影 电影城 影院 影城 娱乐 音乐 艺术 美术 工艺品 工艺美术 礼品 珠宝 珠宝首饰 首饰 玉器 古玩 出版 出版社 图书 书店 报业 报刊 杂志 新闻 广播 广播电视 电视 动漫 文体 文体用品 体育 体育用品 体育文化 健身 演艺 剧院 俱乐部 玩具 乐器 网吧',
  printing:
    '印刷 印务 印业 印刷包装 包装 包装制品 包装材料 包装印刷 彩印 纸业 造纸 纸制品 纸品 纸箱 图文 图文设计 图文制作 打印 复印 标签 办公设备 文具',
  textiles:
    '纺织 纺织品 纺织科技 棉纺 毛纺 针织 针纺织品 印染 丝绸 服装 服装服饰 服饰 制衣 衣业 时装 内衣 羽绒 皮革 皮具 皮业 鞋业 鞋服 箱包 布业 布艺 家纺 家用纺织品 绣品 帽业 袜业 毛巾 童装 棉业 毛皮 劳保用品',
  education:
    '教育 教育科技 教育咨询 教育培训 教育文化 教育投资 培训 职业培训 职业技术 留学 学校 小学 中学 大学 学院 幼儿园 托育 早教 外语 职业学院 技工学校 科学研究 研究 研发 科研 科学技术',
  environment:
    '环保 环保科技 环保工程 环境 环境科技 环境保护 环境技术 环境治理 污水处理 水处理 环卫 垃圾处理 固废 再生资源 废旧物资 废品回收 回收 资源 资源利用 资源再生 循环经济 净化 净化设备 清洁 节水 水业',
  travel:
    '旅游 旅游开发 旅游发展 旅游服务 旅行社 国际旅行社 旅行 景区 度假村 度假 风景区 票务 航空票务 户外 户外用品 露营 温泉 游乐 游乐园 公园 乐园',
  retail:
    '超市 连锁超市 便利店 便利 商场 商城 购物 购物中心 购物广场 百货商场 市场 市场管理 农贸市场 批发市场 连锁 专卖 专营 商店 母婴用品 通讯器材 器材 照相器材 钟表 花店 手机 二手车 典藏 收藏',
  weapons: '烟花爆竹 花炮 爆破 爆破工程 民爆 民爆器材 兵器 军工 航天 航天科技 航空航天 航空工业 卫星 飞机',
};

/** 行业 word → trade. */
export const tradeOf: ReadonlyMap<string, string> = new Map(
  Object.entries(trades).flatMap(([trade, words]) => words.split(' ').map((word) => [word, trade] as const)),
);

/** English words of trade. */
const englishTrades: Readonly<Record<string, string>> = {
  general:
    'international global trading trade import export enterprise enterprises industry industries industrial holdings holding investment investments development management consulting services service solutions commerce commercial products manufacturing manufacture technology technologies tech business ventures partners group supply',
  coal: 'coal coking mine mining mines minerals mineral colliery',
  energy: 'energy power electricity petroleum oil gas solar wind fuel petrochemical',
  chemistry: 'chemical chemicals plastics plastic rubber materials paint coatings',
  metal: 'steel iron metal metals aluminium aluminum copper hardware',
  machinery: 'machinery machine machines equipment automation instruments tools heavy',
  electrical: 'electric electrical appliances appliance lighting cable cables battery',
  electronics: 'electronics electronic semiconductor telecom telecommunications communications communication digital',
  software: 'software information network networks data internet computer computing systems system cloud',
  construction: 'construction engineering building builders architecture design decoration contracting contractors',
  estate: 'estate property properties realty land',
  logistics: 'logistics transport transportation shipping freight express airlines airways aviation railway',
  vehicles: 'auto automobile automotive motor motors vehicle vehicles cars',
  food: 'food foods beverage beverages dairy brewery wine tea coffee',
  catering: 'restaurant restaurants hotel hotels catering cafe',
  farming: 'agriculture agricultural farm farms farming seeds forestry',
  medicine:
    'pharmaceutical pharmaceuticals pharma medical medicine health healthcare hospital bio biotech biotechnology clinic',
  finance: 'bank banking insurance finance financial capital securities fund funds assurance leasing',
  law: 'law legal attorneys solicitors accounting',
  culture: 'media culture entertainment film films music publishing advertising sports art arts jewelry jewellery',
  printing: 'printing packaging paper',
  textiles: 'textile textiles garment garments clothing apparel fashion shoes footwear leather',
  education: 'education training school university college academy research institute',
  environment: 'environmental environment water waste recycling',
  travel: 'travel tourism tours',
  retail: 'stores store retail supermarket mall',
};

/** English word of trade → trade. */
export const englishTradeOf: ReadonlyMap<string, string> = new Map(
  Object.entries(englishTrades).flatMap(([trade, words]) => words.split(' ').map((word) => [word, trade] as const)),
);

/** A word that leaves open what a firm does. */
export const isGeneralTrade = (trade: string): boolean => trade === 'general';
