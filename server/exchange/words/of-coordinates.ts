/** What is said of coordinate systems, and why one is believed or not. */
import type { Sentence } from '../../kernel/words/sentence.ts';

const UNSAID = ['The file does not say in which coordinates it is', '文件没有说明坐标系'] as const;

/** Refusals and doubts: the word for machines, and after a stop which of its sentences. */
export const CRS_SENTENCES = {
  CRS_UNSUPPORTED: [
    'The file says it is in "{crs}" ({where}), which is not read here. Convert it to EPSG:4490, or say what it is with "crs".',
    '文件声明的坐标系“{crs}”不支持：请转换为 EPSG:4490，或指明坐标系。',
  ],
  'CRS_UNDECLARED.alike': [
    `${UNSAID[0]}, and the ground does not tell them apart. Say it with --crs.`,
    `${UNSAID[1]}，与已知位置相比也分不出是哪一种：请指明（命令行用 --crs）。`,
  ],
  'CRS_UNDECLARED.nothingKnown': [
    `${UNSAID[0]}, and nothing is known that it could be compared with. Say it with --crs.`,
    `${UNSAID[1]}，也没有可以比对的已知位置：请指明（命令行用 --crs）。`,
  ],
  'CRS_UNDECLARED.oneRow': [
    `${UNSAID[0]}. It is likely {best}, but one row alone does not decide: say it with --crs.`,
    `${UNSAID[1]}。像是 {best}，但只凭一行不能断定：请指明（命令行用 --crs）。`,
  ],
  CRS_DETECTED: [
    `${UNSAID[0]}. As {best} the shapes lie {near} m from known ones. If so, say --crs "{systemName}".`,
    `${UNSAID[1]}。按 {best} 读取，图形与已知位置相差 {near} m。若确是如此，请指明坐标系（命令行用 --crs "{systemName}"）。`,
  ],
  'CRS_DETECTED.notDegrees': [
    `${UNSAID[0]}. As {best} the shapes lie {near} m from known ones, as degrees of longitude and latitude {far} m. If so, say --crs "{systemName}".`,
    `${UNSAID[1]}。按 {best} 读取，图形与已知位置相差 {near} m；按经纬度读取，相差 {far} m。若是前者，请指明坐标系（命令行用 --crs "{systemName}"）。`,
  ],
  CRS_CONTRADICTED: [
    'As {best} the shapes lie {near} m from known ones, as declared ({declared}) {far} m ({rows} rows). Say which it is: --crs "{bestName}", or --crs "{declaredName}" --insist.',
    '按 {best} 读取，图形与已知位置相差 {near} m；按所声明的 {declared} 读取，相差 {far} m（比对 {rows} 行）。请指明是哪一种（命令行用 --crs "{bestName}" 或 --crs "{declaredName}" --insist）。',
  ],
  CRS_FAR_AWAY: [
    'As declared ({declared}) the rows lie {far} km from where they are known to be ({rows} rows). Say --insist if that is so, or the right system with --crs.',
    '按所声明的 {declared} 读取，各行离已知位置 {far} km（比对 {rows} 行）。若确是如此，请确认（命令行用 --insist），否则请指明坐标系（命令行用 --crs）。',
  ],
  'CRS_DOUBTED.contradicted': [
    'As {best} the shapes lie {near} m from known ones, as declared ({declared}) {far} m. One row alone does not decide: the declaration is believed.',
    '按 {best} 读取，图形与已知位置相差 {near} m；按所声明的 {declared} 读取，相差 {far} m。只凭一行不能断定，仍按所声明的读取。',
  ],
  'CRS_DOUBTED.farAway': [
    'As declared ({declared}) the rows lie {far} km from where they are known to be. One row alone does not decide: the declaration is believed.',
    '按所声明的 {declared} 读取，离已知位置 {far} km。只凭一行不能断定，仍按所声明的读取。',
  ],
} as const satisfies Readonly<Record<string, Sentence>>;

/** How far rows lie from where they are known to be in one reading. */
export const FIT_SENTENCES = {
  oneByMiddle: [
    'Read as {crs}, 1 shape lies {metres} m from where they are known to be.',
    '按 {crs} 读取，1 个图形与已知位置相差 {metres} m。',
  ],
  byMiddles: [
    'Read as {crs}, {rows} shapes lie {metres} m from where they are known to be.',
    '按 {crs} 读取，{rows} 个图形与已知位置相差 {metres} m。',
  ],
  oneByCorners: [
    'Read as {crs}, 1 shape lies {metres} m from where they are known to be, by {corners} corners of borders.',
    '按 {crs} 读取，1 个图形与已知位置相差 {metres} m（比对边界的 {corners} 个折点）。',
  ],
  byCorners: [
    'Read as {crs}, {rows} shapes lie {metres} m from where they are known to be, by {corners} corners of borders.',
    '按 {crs} 读取，{rows} 个图形与已知位置相差 {metres} m（比对边界的 {corners} 个折点）。',
  ],
  byBordersAround: [
    'Read as {crs}, {share} % of {corners} corners lie within {metres} m of known corners around them.',
    '按 {crs} 读取，{corners} 个折点中有 {share}% 距周围已知折点不超过 {metres} m。',
  ],
} as const satisfies Readonly<Record<string, Sentence>>;

/** How sure it is which system a file is in. */
export const SURENESS_SENTENCES = {
  SURE: [
    'Sure: {crs} fits far better than the others, in {rows} rows.',
    '可以断定：{crs} 远比其他坐标系吻合，共比对 {rows} 行。',
  ],
  LIKELY: ['Likely {crs}, but one row alone does not decide.', '像是 {crs}，但只凭一行不能断定。'],
  UNSURE: [
    'Not sure: several systems fit about as well, or none does.',
    '不能断定：有几种坐标系同样吻合，或都不吻合。',
  ],
} as const satisfies Readonly<Record<string, Sentence>>;

export type Sureness = keyof typeof SURENESS_SENTENCES;

/** For what was read before evidence was kept in both languages. */
export const EARLIER_EVIDENCE_ZH = '这次导入较早，判断坐标系的依据当时没有留下中文。';

/** Notes behind the name of a system, as CRS names have them. */
const NOTES: Readonly<Record<string, string>> = {
  'latitude first': '纬度在前',
  'north first': '北坐标在前',
  'in feet': '单位为英尺',
};

/** A system as people read it; its name is for machines and commands, too. */
export function crsInWords(name: string): { readonly en: string; readonly zh: string } {
  const [system = '', ...notes] = name.split(', ');
  const said = notes.map((note) => NOTES[note] ?? note).join('，');
  return { en: name, zh: said === '' ? system : `${system}（${said}）` };
}
