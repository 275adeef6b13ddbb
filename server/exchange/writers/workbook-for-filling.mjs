/** What a sheet that is to be filled in has and the library does not write: lists to choose from, and looks of whole columns. */

/** The last row of a sheet (ECMA-376, part 1, section 18.3). */
const LAST_ROW = 1_048_576;

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** "A", "Z", "AA". */
export function columnName(index) {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter;
}

/** Other words than those of the list are warned of and not kept out: whoever reads the file knows more of them. */
function validations(choices) {
  const rules = choices.map(
    ({ column, formula }) =>
      `<dataValidation type="list" errorStyle="warning" allowBlank="1" showErrorMessage="1" ` +
      `sqref="${columnName(column)}2:${columnName(column)}${LAST_ROW}"><formula1>${escaped(formula)}</formula1></dataValidation>`,
  );
  return `<dataValidations count="${rules.length}">${rules.join('')}</dataValidations>`;
}

/** Columns take the style of their cell in the second row. */
function styledColumns(xml) {
  const styles = new Map([...xml.matchAll(/<c r="([A-Z]+)2" s="(\d+)"/g)].map(([, name, style]) => [name, style]));
  return xml.replaceAll(/<col min="(\d+)"/g, (whole, number) => {
    const style = styles.get(columnName(Number(number) - 1));
    return style === undefined ? whole : `<col style="${style}" min="${number}"`;
  });
}

export const forFilling = {
  files: {
    transform: {
      'xl/worksheets/sheet{id}.xml': {
        transform(xml, { choices = [], likeSecondRow = false }) {
          const styled = likeSecondRow ? styledColumns(xml) : xml;
          // Behind the rows, and ahead of margins and pictures: the order is fixed.
          return choices.length === 0
            ? styled
            : styled.replace('</sheetData>', () => `</sheetData>${validations(choices)}`);
        },
      },
    },
  },
};
