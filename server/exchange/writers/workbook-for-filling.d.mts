/** "A" for 0, "AA" for 26: columns of a sheet as formulas name them. */
export function columnName(index: number): string;
