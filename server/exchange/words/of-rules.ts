/** What rules say of rows and files, in English as it is written beside each rule, and in Chinese. Words in braces are filled in. */

/** A sentence of the reason; without the English, whatever it says. */
type Pair = readonly [english: string | null, chinese: string];

export const RULE_SENTENCES = {
  CODE_TWICE: [
    [
      'The code stands in {rows} rows that say different things (the first is {first}).',
      '该代码出现在 {rows} 行，内容不同（首次在第 {first} 行）。',
    ],
  ],
  ROW_REPEATED: [['It says the same as row {row}.', '与第 {row} 行相同。']],
  CODE_FORM: [['A code of this level is made of {form}.', '代码的形式不对，应为：{form}。']],
  CODE_ENDED: [
    [
      '{area} ended on {day}; it was succeeded by {successors}. A code{rest}',
      '{area} 已于 {day} 终止，由 {successors} 接替；代码不再使用，请改用现行代码。',
    ],
    ['{area} ended on {day}. A code{rest}', '{area} 已于 {day} 终止；代码不再使用，请改用现行代码。'],
    ['It ended on {day};{rest}', '已于 {day} 终止；代码不再使用。'],
    ['It begins only on {day}:{rest}', '{day} 才开始：请用更晚的数据日期导入。'],
  ],
  CODE_LATER: [['{area} begins only on {day}:{rest}', '{area} 自 {day} 才开始：请用更晚的数据日期导入。']],
  CODE_OF_OTHER_LEVEL: [['{code} is a {level} already.', '{code} 已是另一层级（{level}）的代码。']],
  CODE_UNKNOWN: [
    ['It names {code}, which is not there on {day}.', '所列的 {code} 在 {day} 不存在。'],
    ['It names {code}, which is not known:{rest}', '所列的 {code} 不存在：请先导入，或改正代码。'],
  ],
  DISTRICT_UNKNOWN: [
    ['District {code} is not{rest}', '数据库里没有区 {code}：请先导入区（图层“区”），再导入这个文件。'],
    [
      'A code begins with the six digits of its district, and {code} is not{rest}',
      '代码以区的六位代码开头，而数据库里没有 {code}。',
    ],
  ],
  LEVEL_UNKNOWN: [
    ['District {code} has no level {level} in its scheme {scheme}.', '区 {code} 没有层级 {level}（方案 {scheme}）。'],
  ],
  VALUE_OUT_OF_RANGE: [
    ['The year built{rest}', '建成年份应在 1800 至 2200 之间。'],
    ['The number of floors{rest}', '层数应为 1 至 200。'],
    ['Floors and{rest}', '层数和建筑面积应大于零。'],
    ['The year of the plan{rest}', '计划年度应在 1990 年至数据日期之间，楼栋数不少于 0。'],
  ],
  PARENT_UNKNOWN: [
    ['It is not said{rest}', '没有写明上级，已知区域中也没有代码与它开头相同的。'],
    ['There is no area {code}:{rest}', '没有区域 {code}：请先导入，或改正代码。'],
  ],
  PARENT_ENDED: [
    [
      '{area}, where it is to belong, ended on {day}; it was succeeded by {successors}.',
      '上级 {area} 已于 {day} 终止，由 {successors} 接替。',
    ],
    ['{area}, where it is to belong, ended on {day}.', '上级 {area} 已于 {day} 终止。'],
  ],
  PARENT_LATER: [['{area}, where it is to belong, begins only on {day}.', '上级 {area} 自 {day} 才开始。']],
  PARENT_CODE: [
    ['The code does not begin with that of {area}, where it is to belong.', '代码开头与上级 {area} 不符。'],
  ],
  PARENT_LEVEL: [['It cannot belong to {area}, which is a {level}.', '不能属于 {area}：层级（{level}）不对。']],
  PREDECESSOR_UNKNOWN: [['There is no area {code}, from{rest}', '没有区域 {code}，不能作为前身。']],
  PLACE_UNKNOWN: [
    ['It lies on{rest}', '不在任何已知区域之内。'],
    ['{area} is no community of district {code} on {day}.', '{area} 在 {day} 不是区 {code} 的社区。'],
    ['{area} is no area of district {code}{rest}', '{area} 在上报当日不是区 {code} 的区域。'],
  ],
  CATEGORY_UNKNOWN: [
    ['There is no category {what} in the code book.', '类别表里没有{what}：请对应到已有类别，或先载入类别表。'],
  ],
  MODE_UNKNOWN: [['There is no mode {what}; there are {known}.', '没有{what}这个物管模式；可选：{known}。']],
  COMPANY_UNKNOWN: [['Company {code} is new{rest}', '物业企业 {code} 是新的，文件里没有写名称。']],
  AREA_LEVEL: [
    ['It names {area}: only grids{rest}', '所列的 {area} 不对：只能服务本区的网格和楼院。'],
    ['It names {area}: a project{rest}', '所列的 {area} 不对：旧改项目只改造本区的楼院。'],
  ],
  DATES_REVERSED: [
    ['It would end on {last} and begin on {first}.', '终止日期 {last} 早于起始日期 {first}。'],
    ['The trial ends{rest}', '试用结束应在起始之后、终止之前。'],
    ['It was reported on {day}, after{rest}', '上报日期 {day} 晚于数据日期。'],
    ['It was closed before{rest}', '结案早于上报。'],
    ['It was due before{rest}', '截止早于上报。'],
  ],
  STATE_CONTRADICTS: [
    ['It is said to be closed{rest}', '写明已结案，却没有结案日期。'],
    ['It is said to be open{rest}', '写明未结案，却有结案日期。'],
  ],
  CASE_AT_WORK: [
    ['Posts work{rest}', '案件已在本系统办理：文件不改动它。'],
    ['Its case is closed{rest}', '案件已结：文件不能重新打开。'],
  ],
  CASES_LEFT_OUT: [
    ['District {code} has no workflow{rest}', '区 {code} 没有流程或区级岗位：问题只收日期，不收时间、时限和渠道。'],
  ],
  REQUIRED_MISSING: [['A new object needs {fields}.', '新增对象缺少：{fields}。']],
  GEOMETRY_MISSING: [[null, '新增对象须有位置：请填写经度和纬度，或提供图形。']],
  VALUE_FIXED: [
    ['{field} is {known} and cannot become {said}:{rest}', '“{field}”已是 {known}，不能改为 {said}：建立时就定了。'],
  ],
  SHAPE_INVALID: [
    [
      'The outline was not valid ({why}) and is mended, which changes {amount} m².',
      '边界无效，已修复，面积变化 {amount} m²。',
    ],
    [null, '边界无效（自相交等），无法判断原意：请改正后再导入。'],
  ],
  OVERLAP: [['It overlaps {other} by {amount} m².', '与 {other} 重叠 {amount} m²。']],
  OUTSIDE_PARENT: [['{amount} m² of it lie outside of {other},{rest}', '有 {amount} m² 在上级 {other} 之外。']],
  DEFAULT_POINT: [
    [
      '{count} rows stand on this one point, {place}: is it{rest}',
      '有 {count} 行都在同一点（{place}）：确在此处，还是用它代表“不详”？',
    ],
  ],
  PLACED_IN_AREA: [
    [
      'It has no coordinates and is shown at a point of {area}, where it belongs.',
      '没有坐标，落在所属区域 {area} 内的一点上。',
    ],
  ],
  GAP: [['Between it and {other} is a gap of {amount} m.', '与 {other} 之间有 {amount} m 的细缝。']],
  SHAPES_TOO_CLOSE: [
    [
      'More than {count} pairs{rest}',
      '彼此重叠或紧挨的图形超过 {count} 对，任何城市都没有这么多：请核对图层和图形，或分批导入。',
    ],
  ],
  OUTLINES_TOO_DETAILED: [[null, '边界的折点太多，无法与已知边界比较：请简化到约一米，或分批导入。']],
  CODE_NOT_IN_LIST: [
    ['The national list of {year} has no district {code}.', '国家代码表（{year}）没有区 {code}。'],
    ['The national list of {year} has no code {code}.', '国家代码表（{year}）没有代码 {code}。'],
  ],
  NAME_DIFFERS_FROM_LIST: [['The national list of {year} calls it {name}.', '国家代码表（{year}）称为“{name}”。']],
  END_ON_FIRST_DAY: [
    ['It began only on {day}{rest}', '自 {day} 才开始，不能当日终止：请撤销带来它的导入，或用更晚的日期。'],
  ],
  END_WITH_CONTENTS: [
    [
      'It cannot end on {day}: {count} areas{rest} ({first} …).{more}',
      '不能在 {day} 终止：仍有 {count} 个下级（{first} 等），请先迁走或终止。',
    ],
  ],
  END_STILL_SERVED: [
    ['It cannot end on {day}: {codes} still{rest}', '不能在 {day} 终止：{codes} 仍在服务，请先终止。'],
  ],
  END_WITH_OFFICES: [
    ['It cannot end on {day}: {codes} is still{rest}', '不能在 {day} 终止：{codes} 仍在其中，请先迁走。'],
  ],
  END_WITH_ISSUES: [
    [
      'It cannot end on {day}: {count} issues{rest} ({first} …).{more}',
      '不能在 {day} 终止：仍有 {count} 个未结问题（{first} 等），请先改归其他区域。',
    ],
  ],
} as const satisfies Readonly<Record<string, readonly Pair[]>>;

export type RuleReason = keyof typeof RULE_SENTENCES;
