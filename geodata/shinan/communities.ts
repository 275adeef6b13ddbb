/**
 * The 50 communities: names and codes of 2023, published by the National Bureau of Statistics (统计用区划代码).
 * `east` and `north` say roughly where in its subdistrict each lies, 0 to 1: schematic, for the drawing only.
 * `streets` lend their names to yards.
 */
export interface CommunityData {
  readonly code: string;
  readonly name: string;
  readonly nameEn: string;
  readonly east: number;
  readonly north: number;
  readonly streets: readonly string[];
}

function community(
  code: string,
  name: string,
  nameEn: string,
  east: number,
  north: number,
  streets: string,
): CommunityData {
  return {
    code: `370202${code}`,
    name: `${name}社区`,
    nameEn: `${nameEn} Community`,
    east,
    north,
    streets: streets.split(' '),
  };
}

export const COMMUNITIES: readonly CommunityData[] = [
  community('001001', '云霄路', 'Yunxiao Road', 0.85, 0.6, '云霄路 闽江路 漳浦路 古田路'),
  community('001004', '江西路', 'Jiangxi Road', 0.45, 0.9, '江西路 南京路 宁国路 福州南路'),
  community('001012', '五四广场', 'Wusi Square', 0.6, 0.1, '东海西路 山东路 增城路 澳门路'),
  community('001013', '香港路', 'Xianggang Road', 0.12, 0.3, '香港中路 新浦路 高雄路 南海路'),
  community('001014', '浮山所', 'Fushansuo', 0.5, 0.5, '浮山所路 闽江一路 彰化路 逍遥一路'),
  community('002008', '团岛', 'Tuandao', 0.05, 0.1, '团岛一路 团岛二路 团岛路 瞿塘峡路'),
  community('002009', '西镇', 'Xizhen', 0.4, 0.85, '磁山路 郯城路 滋阳路 西康路'),
  community('002011', '八大峡', 'Badaxia', 0.65, 0.2, '巫峡路 明月峡路 青铜峡路 石门峡路'),
  community('002012', '台西', 'Taixi', 0.15, 0.65, '台西一路 台西三路 台西纬二路 西藏二路'),
  community('002013', '挪庄', 'Nuozhuang', 0.8, 0.8, '贵州路 成武路 观城路 朝城路'),
  community('002014', '西藏路', 'Xizang Road', 0.35, 0.4, '西藏路 东平路 嘉祥路 刘家峡路'),
  community('004001', '寿张路', 'Shouzhang Road', 0.2, 0.8, '寿张路 范县路 费县路 单县支路'),
  community('004005', '四川路', 'Sichuan Road', 0.1, 0.25, '四川路 冠县路 莘县路 菏泽三路'),
  community('004013', '广州路', 'Guangzhou Road', 0.85, 0.8, '广州路 单县路 城武路 东阿路'),
  community('004014', '云南路', 'Yunnan Road', 0.7, 0.25, '云南路 汶上路 濮县路 定陶路'),
  community('005001', '泰安路', 'Tai’an Road', 0.1, 0.6, '泰安路 兰山路 湖南路 河南路'),
  community('005004', '中山路', 'Zhongshan Road', 0.4, 0.8, '中山路 保定路 大沽路 德县路'),
  community('005007', '太平路', 'Taiping Road', 0.5, 0.1, '太平路 安徽路 广西路 浙江路'),
  community('005008', '观海山', 'Guanhaishan', 0.85, 0.8, '观海一路 观海二路 江宁路 黄岛路'),
  community('007001', '齐东路', 'Qidong Road', 0.6, 0.6, '齐东路 信号山路 莱芜一路 龙口路'),
  community('007004', '龙江路', 'Longjiang Road', 0.1, 0.5, '龙江路 龙山路 伏龙路 沂水路'),
  community('007007', '江苏路', 'Jiangsu Road', 0.4, 0.95, '江苏路 苏州路 平原路 胶州路'),
  community('007008', '大学路', 'Daxue Road', 0.7, 0.1, '大学路 黄县路 鱼山路 掖县路'),
  community('009001', '八大关', 'Badaguan', 0.6, 0.35, '韶关路 嘉峪关路 正阳关路 居庸关路'),
  community('009002', '福山路', 'Fushan Road', 0.15, 0.55, '福山路 栖霞路 福山支路 莱阳路'),
  community('009004', '太平角', 'Taipingjiao', 0.9, 0.2, '太平角一路 太平角三路 太平角六路 湛山三路'),
  community('009005', '金口路', 'Jinkou Road', 0.05, 0.3, '金口一路 金口二路 金口三路 文登路'),
  community('009007', '红岛路', 'Hongdao Road', 0.35, 0.9, '红岛路 大学支路 登州南路 延安一路'),
  community('010001', '秀湛路', 'Xiuzhan Road', 0.3, 0.75, '秀湛路 湛山一路 湛山五路 仰口支路'),
  community('010003', '仰口路', 'Yangkou Road', 0.7, 0.8, '仰口路 巨峰路 北九水路 芝泉路'),
  community('010004', '湛山', 'Zhanshan', 0.3, 0.3, '香港西路 湛山二路 东海一路 芝泉二路'),
  community('010005', '盐城路', 'Yancheng Road', 0.8, 0.4, '盐城路 丰县路 泗水路 徐州南路'),
  community('011001', '亢家庄', 'Kangjiazhuang', 0.3, 0.9, '宁夏路 金坛路 金湖支路 高邮路'),
  community('011003', '泰州路', 'Taizhou Road', 0.2, 0.3, '泰州路 泰州一路 金湖路 镇江南路'),
  community('011004', '徐州路', 'Xuzhou Road', 0.75, 0.25, '徐州路 丹阳路 宝应路 南通路'),
  community('011008', '延吉路', 'Yanji Road', 0.8, 0.8, '延吉路 江都路 仪征路 扬州路'),
  community('012001', '太湖路', 'Taihu Road', 0.2, 0.75, '太湖路 鄱阳湖路 洪泽湖路 巢湖路'),
  community('012006', '天台路', 'Tiantai Road', 0.8, 0.75, '天台路 宁德路 雁荡路 天目路'),
  community('012008', '高邮湖路', 'Gaoyouhu Road', 0.25, 0.25, '高邮湖路 洞庭湖路 太平湖路 南四湖路'),
  community('012014', '永嘉路', 'Yongjia Road', 0.8, 0.25, '永嘉路 丽水路 青田路 缙云路'),
  community('013001', '仙游路', 'Xianyou Road', 0.15, 0.35, '仙游路 莆田路 永安路 德化路'),
  community('013007', '逍遥', 'Xiaoyao', 0.4, 0.3, '逍遥二路 逍遥三路 金门一路 龙岩路'),
  community('013011', '三明路', 'Sanming Road', 0.2, 0.75, '三明路 三明北路 沙县路 建宁路'),
  community('013012', '大尧', 'Dayao', 0.75, 0.25, '大尧一路 大尧二路 大尧三路 福清路'),
  community('013013', '银川西路', 'Yinchuan West Road', 0.55, 0.75, '银川西路 金门路 福宁路 霞浦路'),
  community('013014', '天山', 'Tianshan', 0.9, 0.6, '天山一路 天山二路 天山支路 浮山后路'),
  community('014004', '澳门路', 'Aomen Road', 0.2, 0.25, '燕儿岛路 澳门九路 新会路 东海中路'),
  community('014006', '汕头路', 'Shantou Road', 0.75, 0.25, '汕头路 珠海路 揭阳路 东海东路'),
  community('014007', '海口路', 'Haikou Road', 0.8, 0.75, '海口路 海门路 琼海路 文昌路'),
  community('014011', '辛家庄', 'Xinjiazhuang', 0.25, 0.75, '辛家庄一路 辛家庄二路 珠海支路 香港东路'),
];
