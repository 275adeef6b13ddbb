/** Rows of a table that are about nothing of the layer: remarks under it, who filled it in, and sums. */
import type { SourceRow } from '../formats/source-file.ts';
import type { Mapping } from './mapping.ts';
import { valueFault } from '../words/of-values.ts';

const SUM = /^[\s(（]*(合\s*计|总\s*计|小\s*计|共\s*计|累\s*计|总数|total|sum)[\s)）:：]*$/i;
const LABEL = /[:：]/;
/** A code has a digit and neither blanks nor stops. */
const CODE = /^[^\s:：，。,；;]*\d[^\s:：，。,；;]*$/;

export const REMARK = valueFault('NOTED', 'ROW_IS_REMARK');

/** Nothing of such a row may be kept: it is where names stand that no heading warns of. */
export function isRemark({ attributes, geometry }: SourceRow, mapping: Mapping): boolean {
  if (geometry) return false;
  const headings = Object.keys(attributes);
  const filled = headings.filter((heading) => attributes[heading] !== null && attributes[heading] !== '');
  const [only] = filled;
  if (only === undefined || headings.length < 2) return false;
  const words = filled.map((heading) => String(attributes[heading]).trim());
  if (words.some((word) => SUM.test(word))) return !hasCode(attributes, mapping);
  if (hasCode(attributes, mapping)) return false;
  return (
    (filled.length === 1 && (only === headings[0] || only === mapping['code'])) ||
    words.every((word) => LABEL.test(word))
  );
}

function hasCode(attributes: SourceRow['attributes'], mapping: Mapping): boolean {
  const code = mapping['code'] === undefined ? null : attributes[mapping['code']];
  return code !== null && code !== undefined && CODE.test(String(code).trim());
}
