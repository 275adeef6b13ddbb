/** Names one after the other, as each language strings them; what stands for none of them. */
export const listed = (
  names: readonly string[],
  none = { en: 'none', zh: '无' },
): { readonly en: string; readonly zh: string } =>
  names.length === 0 ? none : { en: names.join(', '), zh: names.join('、') };
