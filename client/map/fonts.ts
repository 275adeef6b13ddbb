import type { FontFacesSpecification } from '@maplibre/maplibre-gl-style-spec';

const FAMILY = 'Noto Sans SC';
const NAMES: Readonly<Record<string, string>> = { '500': 'Atlas Medium', '700': 'Atlas Bold' };

/**
 * The page's own @font-face rules, told to the map: labels are drawn with the same shipped font, whatever the machine
 * has installed, and only the character ranges that occur are loaded.
 */
export function mapFontFaces(sheets: Iterable<CSSStyleSheet> = document.styleSheets): FontFacesSpecification {
  const faces: Record<string, { url: string; 'unicode-range': string[] }[]> = {};
  for (const sheet of sheets) {
    for (const rule of rulesOf(sheet)) {
      const name = NAMES[rule.style.getPropertyValue('font-weight')];
      const url = /url\(["']?([^"')]+)["']?\)/.exec(rule.style.getPropertyValue('src'))?.[1];
      if (!name || !url) continue;
      const range = rule.style.getPropertyValue('unicode-range');
      (faces[name] ??= []).push({
        url: new URL(url, sheet.href ?? document.baseURI).href,
        'unicode-range': range.split(',').map((part) => part.trim()),
      });
    }
  }
  return faces;
}

function rulesOf(sheet: CSSStyleSheet): CSSFontFaceRule[] {
  return [...sheet.cssRules].filter(
    (rule): rule is CSSFontFaceRule =>
      rule instanceof CSSFontFaceRule && rule.style.getPropertyValue('font-family').replaceAll(/["']/g, '') === FAMILY,
  );
}
