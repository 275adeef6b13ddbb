/**
 * Addresses stop at the building: what stands behind it says where somebody lives, or who (see README, "no person rows"). What is
 * cut off is never repeated.
 */
import type { ReadText } from '../kernel/exchange/layer.ts';

/** Where a building ends: 1号, 12号院, 3号楼, 5栋, 乙座, 8弄. The last one that stands before a flat counts. */
const BUILDING =
  /(?:[0-9a-z]+(?:[-之][0-9]+)*|[甲乙丙丁一二三四五六七八九十东西南北主附]+)\s*(?:号院?(?:\s*[0-9甲乙丙丁]+号?楼)?|号?楼|栋|幢|座|弄|巷|#)(?![0-9]*(?:国道|省道|线))/gi;

const NUMBER = '[0-9a-z零〇一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾甲乙丙丁]';
/** Parts of a building. A group of grids is called 单元网格, and 楼 alone may be the building itself. */
const INSIDE = new RegExp(
  [
    `${NUMBER}{1,4}\\s*单元(?!网格)`,
    `[东西南北中]\\s*单元(?!网格)`,
    `${NUMBER}(?:[0-9a-z-]*|[零〇一二三四五六七八九十百]*)\\s*(?:室|房间|号房)`,
    `(?:[0-9]{1,4}|[东西南北中])\\s*户(?!型)`,
    `[0-9]{1,3}\\s*层`,
    `[0-9]{1,2}\\s*门\\s*[0-9]{3,4}`,
    `(?<=[号楼栋幢座#])\\s*[-－]?\\s*[0-9]{1,2}\\s*楼?\\s*[-－]?\\s*[0-9]{3,4}(?![0-9]*[号栋幢弄#-])`,
    `(?<=[号楼栋幢座#])\\s*[a-z]?\\s*[-－]\\s*[0-9]{3,4}(?![0-9]*[号栋幢弄楼#-])`,
    `(?<=[号楼栋幢座#])\\s*[零〇一二三四五六七八九]{3,4}(?=[\\s,，、)）-]|$)`,
    `(?<=[号楼栋幢座#]\\s*)[0-9]{3,4}(?![0-9]*[号栋幢弄楼#-])`,
    `(?<![0-9-])[0-9]{1,3}(?:-[0-9]{1,3}){1,2}(?=-[0-9]{3,4}(?![0-9]))`,
    `(?<![0-9-])[0-9]{1,3}-[0-9]{3,4}(?![0-9]*[号栋幢弄楼#-])`,
    String.raw`\b(?:unit|room|rm|apt|apartment|flat|suite)\b\.?\s*#?\s*[0-9a-z]+`,
  ].join('|'),
  'i',
);

/** Words that stand beside the name of a person. */
const PERSON =
  /户主|业主|房主|租户|租客|住户|联系人|负责人|收件|先生|女士|同志|大爷|大妈|奶奶|爷爷|老师|[一-龥]某(?!路|街|村)/;
const SURNAMES =
  '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边';
const DOUBLE_SURNAMES = '欧阳|诸葛|上官|司徒|司马|慕容|皇甫|尉迟|公孙|夏侯|端木';
const NAME = `(?:${DOUBLE_SURNAMES}|[${SURNAMES}])[一-龥]{1,2}(?<![路街巷里弄院楼园区村庄店厂校场馆站桥门口厦城苑府湾侧旁边内面座栋幢])\\s*[收家宅]?[\\s）)]*$`;
/** Two or three signs that begin with a surname and end the address, behind a building or alone. Places end otherwise. */
const NAME_BEHIND = new RegExp(`^${NAME}`);
const NAME_ALONE = new RegExp(`[\\s,，、:：（(]+${NAME}`);

/** An address up to its building. */
export function addressUpToBuilding(text: string): ReadText {
  const plain = text.replace(/[！-～]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0));
  const inside = INSIDE.exec(plain)?.index ?? plain.length;
  const person = PERSON.exec(plain)?.index ?? plain.length;
  const ends = [...plain.matchAll(BUILDING)].map(({ index, 0: { length } }) => index + length);
  const end = ends.findLast((at) => at <= Math.min(inside, person)) ?? 0;
  const named = end > 0 && NAME_BEHIND.test(plain.slice(end)) ? end : (NAME_ALONE.exec(plain)?.index ?? plain.length);
  // A flat is cut where it begins, a person behind the building: what the name begins with cannot be told.
  const cut = Math.min(inside, named, person < plain.length ? end : plain.length);
  if (cut === plain.length) return { value: text };
  const value = text.slice(0, cut).replace(/[\s,，、;；:：（(-]+$/, '');
  return {
    value: value === '' ? null : value,
    note: {
      reason: 'ADDRESS_CUT',
      message: 'The address goes on behind the building, to a flat or a person: that part is not kept.',
      messageZh: '地址写到了户室或个人：楼栋以下的部分没有保留。',
    },
  };
}

/** The name of a building or a yard, which no flat has. */
export function nameOfBuilding(text: string): ReadText {
  if (!/[0-9一二三四五六七八九十东西南北中]\s*单元(?!网格)|[0-9]\s*室/.test(text.normalize('NFKC')))
    return { value: text };
  return {
    value: null,
    refused: {
      reason: 'BELOW_BUILDING',
      message: 'Its name is that of a part of a building, an entrance or a flat: nothing below buildings is kept.',
      messageZh: '名称是单元或户室：楼栋以下不接收。',
    },
  };
}
