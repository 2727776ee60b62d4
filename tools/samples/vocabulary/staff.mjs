// @ts-check

export const departments = [
  { id: 'management', name: '管理层', parentId: null, head: 'E1000' },
  { id: 'service', name: '客户服务部', parentId: null, head: 'E1001' },
  // The complaint centre decides over the other departments, so it answers to the management only.
  { id: 'complaint-centre', name: '投诉处理中心', parentId: 'management', head: 'E1020' },
  { id: 'sales-north', name: '北方销售部', parentId: null, head: 'E1030' },
  { id: 'sales-south', name: '南方销售部', parentId: null, head: 'E1050' },
  { id: 'finance', name: '财务部', parentId: null, head: 'E1070' },
  { id: 'marketing', name: '市场部', parentId: null, head: 'E1080' },
];

// id, name, department, roles, skills; `-` in front: has left. The first of each department is its supervisor.
const table = `
E1000 秦立文 management manager,supervisor english
E1005 乔思慧 management privacy-officer contracts
E1006 段宏宇 management admin -
E1007 顾晓宁 management analyst -
E1008 黎海峰 management manager contracts,coal
E1001 贺秀兰 service supervisor claims,coal
E1002 王佳怡 service agent coal,claims
E1003 李建平 service agent machinery,repair
E1004 张雨婷 service agent chemicals,claims
E1009 陈志涛 service agent logistics,delivery
E1010 赵梦琳 service agent food,retail
E1011 武永强 service agent building-materials,repair
E1012 周嘉欣 service agent food,retail,english
E1013 马俊杰 service agent machinery,coal,repair
-E1014 郝春梅 service agent claims
E1020 任学明 complaint-centre complaint-centre,supervisor claims,coal,contracts
E1021 孟丽娟 complaint-centre complaint-centre claims,food,retail
E1022 石浩宁 complaint-centre complaint-centre claims,machinery,chemicals
E1023 苏文静 complaint-centre complaint-centre,steward claims,logistics
E1030 郭海军 sales-north sales,supervisor coal,machinery
E1031 梁志勇 sales-north sales coal
E1032 韩晓霞 sales-north sales coal,chemicals
E1033 宋子超 sales-north sales machinery
E1034 高雪梅 sales-north sales food,retail
E1035 董国辉 sales-north sales building-materials
E1036 白玉洁 sales-north sales logistics
-E1037 崔永刚 sales-north sales coal
E1050 林德华 sales-south sales,supervisor chemicals,logistics
E1051 黄美琳 sales-south sales chemicals,english
E1052 何俊凯 sales-south sales machinery,building-materials
E1053 谢思敏 sales-south sales food,retail
E1054 罗文斌 sales-south sales logistics
-E1055 曾桂英 sales-south sales chemicals
E1070 钱慧芳 finance analyst,supervisor billing,contracts
E1071 沈新波 finance analyst billing
E1072 余晓燕 finance steward billing
E1080 夏欣莹 marketing marketer,supervisor english
E1081 潘浩飞 marketing marketer retail,food
E1082 叶诗云 marketing marketer coal,machinery
E1083 邵立新 marketing analyst -
E1084 龙嘉明 marketing steward -
`;

export const employees = table
  .trim()
  .split('\n')
  .map((line) => {
    const [id = '', name = '', departmentId = '', roles = '', skills = ''] = line.replace(/^-/, '').split(' ');
    const head = departments.find((department) => department.id === departmentId)?.head ?? null;
    return {
      id,
      name,
      departmentId,
      roles: roles.split(','),
      supervisorId: head === id ? supervisorOfHead(id) : head,
      skills: skills === '-' ? [] : skills.split(','),
      active: !line.startsWith('-'),
    };
  });

/** @param {string} id */
function supervisorOfHead(id) {
  return id === 'E1000' ? null : 'E1000';
}
