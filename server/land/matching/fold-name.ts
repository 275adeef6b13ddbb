/** Names as lists write them, made the same where they mean the same: for comparing, never for showing. */

const NUMERALS: Readonly<Record<string, number>> = {
  ...{ 零: 0, 〇: 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 },
  ...{ 壹: 1, 贰: 2, 叁: 3, 肆: 4, 伍: 5, 陆: 6, 柒: 7, 捌: 8, 玖: 9 },
};
const TENS = { 十: 10, 拾: 10, 百: 100, 佰: 100 } as const;
const NUMBER = new RegExp(`[${Object.keys(NUMERALS).join('')}${Object.keys(TENS).join('')}]+`, 'g');
const VARIANTS: Readonly<Record<string, string>> = { 號: '号', 樓: '楼', 區: '区', 棟: '栋', 幢: '栋', 園: '园' };
/** What says of what kind it is and not which: 小区, 楼院. The longest first. */
const KINDS = /(?:居民小区|住宅小区|开放式楼院|生活小区|小区|楼院|院落|大院|院)$/;

/** Two names that answer the same are taken for one name. Empty where nothing tells it from others. */
export function foldName(name: string): string {
  const plain = name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[號樓區棟幢園]/g, (sign) => VARIANTS[sign] ?? sign)
    .replaceAll(NUMBER, (numerals) => String(valueOf(numerals)))
    // 7-2号 is not 72号: between two numbers a sign says that they are two.
    .replaceAll(/(?<=\d)[\s\p{Cc}\p{P}\p{S}]+(?=\d)/gu, '-')
    .replaceAll(/(?<!\d)-|-(?!\d)|[\s\p{Cc}\p{Pc}\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Po}\p{S}\u2010-\u2015]+/gu, '')
    .replaceAll(/0+(?=\d)/g, (zeros, at: number, whole: string) => (/\d/.test(whole[at - 1] ?? '') ? zeros : ''));
  return plain.replace(KINDS, '') || plain;
}

/** 十二, 一百零三; numerals without tens are read one by one, as 五四 in a name. */
function valueOf(numerals: string): string | number {
  if (![...numerals].some((sign) => sign in TENS)) return [...numerals].map((sign) => NUMERALS[sign] ?? '').join('');
  let total = 0;
  let digit: number | null = null;
  for (const sign of numerals) {
    const tens = sign in TENS ? TENS[sign as keyof typeof TENS] : null;
    if (tens === null) digit = NUMERALS[sign] ?? 0;
    else {
      total += (digit ?? 1) * tens;
      digit = null;
    }
  }
  return total + (digit ?? 0);
}
