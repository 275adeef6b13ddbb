/** Why a file cannot go out, in both languages. */
import type { Sentence } from '../../kernel/words/sentence.ts';

/** What a format cannot hold. */
export const UNWRITABLE = {
  SHAPEFILE_VALUE_TOO_LONG: [
    '"{field}" of {code} does not fit into a Shapefile, whose fields hold {limit}, and nothing is cut silently. Take GeoPackage.',
    '{code} 的“{field}”超出 Shapefile 一个字段的上限（{limit}），而内容不会悄悄截断：请用 GeoPackage。',
  ],
  SHAPEFILE_BLANKS: [
    '"{field}" has a value that begins or ends with a blank ("{text}"), which a Shapefile loses. Take GeoPackage.',
    '“{field}”有一个值以空格开头或结尾（“{text}”），Shapefile 会丢掉空格：请用 GeoPackage。',
  ],
  SHAPEFILE_WITHOUT_SHAPES: [
    'A Shapefile needs shapes, and these rows have none. Take CSV, Excel or GeoPackage.',
    'Shapefile 须有图形，而这些数据没有：请用 CSV、Excel 或 GeoPackage。',
  ],
  SHAPEFILE_TOO_LARGE: [
    'A Shapefile holds two gigabytes of shapes at most, and these are more. Take GeoPackage, or limit the rows.',
    'Shapefile 的图形最多 2 GB，这些超出了：请用 GeoPackage，或缩小范围。',
  ],
  EXCEL_TOO_LARGE: [
    'These rows are too much for one Excel file. Limit them, or take CSV or GeoPackage.',
    '这些行一个 Excel 文件装不下：请缩小范围，或用 CSV、GeoPackage。',
  ],
  EXCEL_TOO_MANY_ROWS: [
    'An Excel file holds at most {limit} rows here. Limit the rows, for example with "within", or take CSV or GeoPackage.',
    'Excel 文件最多 {limit} 行：请缩小范围，或用 CSV、GeoPackage。',
  ],
  EXCEL_CELL_TOO_LONG: [
    '"{field}" of {code} has {length} characters; a cell of Excel holds {limit}. Take CSV or GeoPackage.',
    '{code} 的“{field}”有 {length} 个字符，Excel 一格最多 {limit} 个：请用 CSV 或 GeoPackage。',
  ],
  EXCEL_SHAPE_TOO_LONG: [
    '"{field}" of {code} has {length} characters; a cell of Excel holds {limit}. Take CSV or GeoPackage, or leave the shapes out with geometry=false.',
    '{code} 的图形有 {length} 个字符，Excel 一格最多 {limit} 个：请用 CSV 或 GeoPackage，或不带图形（geometry=false）。',
  ],
} as const satisfies Readonly<Record<string, Sentence>>;

/** What an address of a file says wrongly, and what became of the request. */
export const EXPORT_SENTENCES = {
  NO_LAYER: ['There is no layer "{key}". Layers are {layers}.', '没有图层“{key}”；有：{layers}。'],
  NO_FORMAT: ['There is no format "{extension}". Formats are {formats}.', '没有格式“{extension}”；有：{formats}。'],
  ADDRESSES: [
    'Files are at {address}. Layers are {layers}. Formats are {formats}.',
    '文件的地址是 {address}。图层有：{layers}。格式有：{formats}。',
  ],
  TOO_MANY: ['{count} exports are under way. Ask again in a moment.', '正在进行的导出已有 {count} 个：请稍后再试。'],
  TOO_MANY_OF_CALLER: [
    '{count} exports of yours are under way: fetch them, then ask again.',
    '您的导出已有 {count} 个在进行：请先取完，再导出。',
  ],
  FAILED: ['The file could not be made.', '文件没有生成：服务器出错，请稍后再试。'],
  PARAMETER_UNKNOWN: [
    'There is no parameter "{name}" for {layer}. There are {known}.',
    '图层“{layer}”没有参数“{name}”；有：{known}。',
  ],
  TEMPLATE_PARAMETER: [
    'There is no parameter "{name}" for a template: it takes none.',
    '模板没有参数“{name}”：请去掉全部参数。',
  ],
  PARAMETER_TWICE: ['"{name}" is given more than once.', '参数“{name}”不止一个。'],
  BOX: [
    '"bbox" takes four numbers: west,south,east,north in degrees, such as 120.3,36.04,120.4,36.1.',
    '参数“bbox”应为四个以度为单位的数，依次为西、南、东、北，例如 120.3,36.04,120.4,36.1。',
  ],
  DAY: [
    '"{name}" takes a day of the calendar written "YYYY-MM-DD", such as "2025-12-31".',
    '参数“{name}”应为日期，写成 2025-12-31 这样。',
  ],
  FLAG: ['"{name}" is true or false.', '参数“{name}”应为 true 或 false。'],
  RANGE: ['"{name}" takes {first} to {last}.', '参数“{name}”应在 {first} 至 {last} 之间。'],
  CHOICE: ['"{name}" is one of {known}.', '参数“{name}”可用的有：{known}。'],
  CRS: [
    '"crs" is one of EPSG:4490 (CGCS2000, the default), EPSG:4326 (WGS 84), EPSG:3857, EPSG:4513 to EPSG:4554 (CGCS2000 in strips of three degrees; EPSG:4549 for 120°E), GCJ-02 and BD-09.',
    '坐标系可用的有：EPSG:4490（CGCS2000，默认）、EPSG:4326（WGS 84）、EPSG:3857、EPSG:4513 至 EPSG:4554（CGCS2000 三度带，120°E 为 EPSG:4549）、GCJ-02、BD-09。',
  ],
  STRIP: [
    '{crs} is the strip around {meridian}°E, and these rows lie near {middle}°E: take {better}.',
    '{crs} 是 {meridian}°E 的分带，而这些数据在 {middle}°E 附近：请用 {better}。',
  ],
} as const satisfies Readonly<Record<string, Sentence>>;
