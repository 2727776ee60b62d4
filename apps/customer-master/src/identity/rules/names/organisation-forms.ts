/** 组织形式 at the end of a name → one word for its kind. Longest first when looked for. */
const forms: Readonly<Record<string, string>> = {
  limited: '有限公司 有限责任公司 责任有限公司 有限责任 有限',
  joint_stock: '股份有限公司 股份公司 股份有限 股份',
  group:
    '集团 集团公司 集团有限公司 集团有限责任公司 集团股份有限公司 集团总公司 集团股份公司 控股有限公司 控股集团有限公司 控股股份有限公司 企业集团 企业集团有限公司 企业集团公司',
  company: '公司 总公司 企业 联营公司 有限总公司',
  factory: '厂 总厂 工厂 加工厂 分厂有限公司',
  partnership:
    '合伙企业 普通合伙 有限合伙 特殊普通合伙 合伙 普通合伙企业 有限合伙企业 合伙企业有限合伙 合伙企业普通合伙',
  sole: '个人独资企业 个人独资 个体工商户 个体户',
  shop: '商行 经营部 商店 门市部 门市 商铺 店 铺 馆 坊 行 档 摊 销售部 批发部 服务部 经销部 维修部 加工部 供应站 服务站 采购站 经销处 工作室 营业厅 商社 百货店 专卖店 便利店铺 精品店 经营店 总店 旗舰店',
  cooperative: '合作社 专业合作社 农民专业合作社 股份合作社 合作社联合社 联合社 供销社 供销合作社',
  practice: '事务所 会计师事务所 律师事务所 税务师事务所 师事务所',
  institute:
    '研究院 研究所 设计院 科学院 规划院 勘察院 设计研究院 研究中心 中心 院 所 站 社 部 处 局 委员会 办公室 协会 商会 学会 联合会 基金会 促进会 联盟 总会',
};

export const formOf: ReadonlyMap<string, string> = new Map(
  Object.entries(forms).flatMap(([form, words]) => words.split(' ').map((word) => [word, form] as const)),
);

/** English forms, as they are left when dots are gone. */
export const englishForms: ReadonlyMap<string, string> = new Map(
  Object.entries({
    limited:
      'ltd limited co company inc incorporated corp corporation llc llp lp plc gmbh ag kg sa sas sarl srl spa bv nv oy oyj ab as aps asa pte pty sdn bhd kk ug ohg eurl ltda cv sl pvt private kgaa mbh ev se sro zrt kft doo jsc ooo oao public',
    group: 'group holdings holding',
    partnership: 'partnership',
    cooperative: 'cooperative',
  }).flatMap(([form, words]) => words.split(' ').map((word) => [word, form] as const)),
);

/** What makes the end of a name a branch of the firm before it. */
export const branchWords =
  /(?:分公司|子公司|支公司|营业部|分行|支行|储蓄所|分理处|办事处|代表处|联络处|分店|门店|专柜|分厂|分部|分中心|分院|分校|项目部|营业所|营销服务部|营业厅|服务网点|网点|经营分部|分销处|[一-龥]{1,8}店)$/u;

export const englishBranch = /\b(?:branch(?: office)?|representative office|rep office|subsidiary|outlet)\b/u;
