export type PersonalSign = 'ID' | 'PHONE' | 'PLATE' | 'EMAIL';

/** Only to warn while somebody types; the server decides. */
const SIGNS: readonly (readonly [PersonalSign, RegExp])[] = [
  ['ID', /(?<!\d)\d{6}[\s-]?(19|20)\d{2}[\s-]?(0[1-9]|1[0-2])[0-3]\d[\s-]?\d{3}[\dXx](?!\d)/],
  ['PHONE', /(?<!\d)(\+?86[\s-]?)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)|(?<!\d)0\d{2,3}[\s-]?[2-9]\d{6,7}(?!\d)/],
  [
    'PLATE',
    /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][\s·.-]?[A-HJ-NP-Z\d]{5,6}(?![A-Z\d])/i,
  ],
  ['EMAIL', /[\w.+-]+@[\w-]+\.[\w.-]+/],
];

export function personalSigns(text: string): PersonalSign[] {
  const plain = text.normalize('NFKC');
  return SIGNS.filter(([, pattern]) => pattern.test(plain)).map(([sign]) => sign);
}
