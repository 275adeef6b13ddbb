/** Why a request, a file or a step of an import is refused: the word for machines, and after a stop which of its sentences. */
import type { Sentence } from '../../kernel/words/sentence.ts';

export const IMPORT_SENTENCES = {
  // The request
  'BAD_REQUEST.parameterUnknown': [
    'There is no parameter "{name}"; there are {known}.',
    '没有参数“{name}”；可用的有：{known}。',
  ],
  'BAD_REQUEST.parameterTwice': ['"{name}" is said more than once.', '参数“{name}”不止一个。'],
  'BAD_REQUEST.parameterSigns': [
    '"{name}" has signs in it that no text is made of.',
    '参数“{name}”含有文字里不会有的字符。',
  ],
  'BAD_REQUEST.choice': ['"{name}" is "{word}"; it takes {known}.', '参数“{name}”是“{word}”；可用的有：{known}。'],
  'BAD_REQUEST.flag': ['"{name}" is "{word}"; it takes true or false.', '参数“{name}”是“{word}”；应为 true 或 false。'],
  'BAD_REQUEST.layerUnknown': ['There is no layer "{key}"; there are {known}.', '没有图层“{key}”；可用的有：{known}。'],
  'BAD_REQUEST.crs': ['"crs" is "{name}". {rule}', '坐标系“{name}”不认识：{rule}。'],
  'BAD_REQUEST.fileName': [
    'Say what the file is called ("fileName", at most {limit} characters).',
    '请写明文件名（fileName，最多 {limit} 个字符）。',
  ],
  'BAD_REQUEST.asOfForm': [
    '"asOf" is "{day}"; it takes a date such as 2025-12-31.',
    '数据日期（asOf）是“{day}”；应写成 2025-12-31 这样。',
  ],
  'BAD_REQUEST.asOfLate': [
    '"asOf" is {day}: a file speaks of a day up to {last}.',
    '数据日期（asOf）是 {day}；最晚到 {last}。',
  ],
  'BAD_REQUEST.attribution': ['"attribution" may have {limit} characters.', '署名（attribution）最多 {limit} 个字符。'],
  'BAD_REQUEST.within': [
    '"within" names "{code}"; it takes codes of areas, joined by commas.',
    '范围（within）里有“{code}”；应为区域代码，用逗号隔开。',
  ],
  'BAD_REQUEST.mapping': [
    '"mapping" is not JSON; it takes an object of fields and headings.',
    '字段对应（mapping）不是 JSON；应为字段和列名的对象。',
  ],
  'BAD_REQUEST.after': ['"after" is a whole number: how many to leave out.', '参数“after”应为整数：略过多少条。'],
  'BAD_REQUEST.accept': [
    '"accept" is a list of the doubts that are accepted, such as ["OVERLAP"].',
    '参数“accept”应为所接受的存疑的列表，例如 ["OVERLAP"]。',
  ],
  'BAD_REQUEST.listLayer': [
    'Lists are matched for layers of areas: say "layer", such as yards.',
    '只有区域类图层可以按名称匹配：请指明图层（layer），例如 yards。',
  ],
  'BAD_REQUEST.listWithin': [
    'Say in "within" the code of the area in which the list lies, such as a district or a subdistrict.',
    '请在“within”写明名单所在区域的代码，例如区或街道。',
  ],
  'BAD_REQUEST.listOutcome': ['"outcome" is SURE, DOUBTFUL or NEW.', '参数“outcome”应为 SURE、DOUBTFUL 或 NEW。'],
  'BAD_REQUEST.listChoices': [
    '"choices" is an object of rows and what was chosen: the code of a candidate, NEW or LEAVE.',
    '参数“choices”应为行号与所选的对象：候选的代码、NEW（新增）或 LEAVE（不处理）。',
  ],
  'BAD_REQUEST.senderLeft': ['Whoever sent the file has left.', '发送文件的一方已断开。'],
  'BAD_REQUEST.layerUnclear': [
    'It is not clear what the file is about: say the layer.',
    '看不出文件属于哪个图层：请指明图层。',
  ],
  'BAD_REQUEST.other': ['{problem}', '服务器不接受这样的请求：请重新载入页面后再试。'],
  'FORBIDDEN.noPlanner': [
    'Files come in here from district planners who are signed in, and without signing in only from this machine, where the server listens on it alone (HOST=localhost) and no proxy stands between.',
    '文件由已登录的区级统筹岗位导入；不登录时，只有服务器仅对本机开放（HOST=localhost）且没有代理，才能在本机导入。',
  ],
  'FORBIDDEN.otherDistrict': [
    'The file is about "{code}", which is not in your district ({district}).',
    '文件涉及“{code}”，不属于本区（{district}）。',
  ],
  LIST_HAS_CODES: [
    'The list has codes, under "{heading}": import it as it is.',
    '名单里已有代码（“{heading}”列）：请直接导入。',
  ],
  LIST_AREA_UNKNOWN: [
    'There is no area {code} on {day} in which the list could lie: import it first, or name another.',
    '{day} 没有区域 {code}，名单无处可归：请先导入该区域，或改用其他区域。',
  ],
  NAME_UNMAPPED: [
    'No heading stands for the names of the places. Headings: {headings}.',
    '没有一列是名称。列名：{headings}。',
  ],
  LIST_TOO_LONG: ['A list may have {limit} rows: bring it in parts.', '名单最多 {limit} 行：请分批匹配。'],
  CHOICE_UNKNOWN: [
    'Row {row} has no candidate "{choice}": choose one of those that are listed, NEW or LEAVE.',
    '第 {row} 行没有候选“{choice}”：请从所列候选中选择，或选“新增”“不处理”。',
  ],
  FORBIDDEN: ['Files come in from pages of this server only.', '只接收从本服务器页面送来的文件。'],
  BUSY: ['Other files are being read. Ask again in a moment.', '正在读取别的文件：请稍后再试。'],
  PAYLOAD_TOO_LARGE: [
    'A file may have {limit} MB here; larger ones come in by "npm run geodata:import".',
    '文件在这里不超过 {limit} MB；更大的请用命令行 npm run geodata:import 导入。',
  ],
  'INTERNAL_SERVER_ERROR.nothingWritten': [
    'Something went wrong on the server. Nothing was written.',
    '服务器出错，没有写入。',
  ],
  'INTERNAL_SERVER_ERROR.unknown': [
    'Something went wrong on the server. Whether it was done says the "state" of GET /imports/{key}.',
    '服务器出错；是否已完成，请看这次导入的状态（GET /imports/{key} 的 state）。',
  ],
  // Steps
  NOT_FOUND: ['There is no import {key}.', '没有这次导入（{key}）：可能已放弃，或已过期。'],
  NOT_CONFIRMABLE: [
    'This import is {state}: only one that is CHECKED can be confirmed.',
    '这次导入的状态是“{state}”：待确认的才能确认。',
  ],
  DOUBTS_OPEN: [
    'There are doubts that nobody accepted: {doubts}. Look at them, and accept them or mend the file.',
    '还有存疑没有人确认：{doubts}。请查看，然后接受，或改正文件。',
  ],
  PREVIEW_OUTDATED: [
    'Another import was written or undone since this preview was made: make it again.',
    '预览之后又有别的导入写入或撤销：请重新预览。',
  ],
  NOT_DISCARDABLE: ['This import is {state}: it stays on record.', '这次导入的状态是“{state}”：须留作记录，不能放弃。'],
  'NOT_DISCARDABLE.undoable': [
    'This import is {state}: it stays on record. It can be undone.',
    '这次导入的状态是“{state}”：须留作记录，不能放弃，但可以撤销。',
  ],
  NOT_UNDOABLE: [
    'This import is {state}: only one that is APPLIED can be undone.',
    '这次导入的状态是“{state}”：已写入的才能撤销。',
  ],
  LATER_IMPORTS: [
    'Later imports changed the same rows; undo them first: {imports}.',
    '之后的导入改过同样的内容，请先撤销它们：{imports}。',
  ],
  STILL_IN_USE: [
    'Something that came later belongs to what this import brought: {detail}',
    '之后的内容依附于这次导入带来的对象，不能撤销：请先移走或删除它们（数据表：{table}）。',
  ],
  // The whole file
  PERSONAL_DATA: [
    'The file holds data about persons, which is not taken in: {columns}. Remove these columns from the file and bring it again.',
    '文件含有个人信息，不予接收：{columns}。请删除这些列后再导入。',
  ],
  FILE_EMPTY: [
    'The file has no rows: taken as all there is, everything would end.',
    '文件没有数据行：若作为完整清单，全部对象都会终止。',
  ],
  CODE_UNMAPPED: [
    'No heading of the file stands for the code of {layer}. It has {headings}: name the right one in a mapping.',
    '没有一列是{layer}的代码。文件的列：{headings}。请在“字段对应”里指明。',
  ],
  TABLE_UNKNOWN: ['The file has no table "{wanted}"; it has {names}.', '文件里没有表“{wanted}”；有：{names}。'],
  TABLE_MISSING: ['The file holds no table.', '文件里没有表。'],
  TABLE_UNSAID: [
    'The file holds several tables ({names}): say which one with "table".',
    '文件有多个表（{names}）：请指明用哪一个。',
  ],
  'MAPPING_WRONG.form': [
    'A mapping is an object of fields and headings: {example}.',
    '字段对应应为字段和列名的对象，例如 {example}。',
  ],
  'MAPPING_WRONG.values': [
    'Values are mapped as {example}: words of the file, by field.',
    '用词对应写作 {example}：按字段列出文件中的词。',
  ],
  'MAPPING_WRONG.valueField': [
    '"$values" names {field}; the fields with a code book are {known}.',
    '用词对应里有字段“{field}”；有代码表的字段是：{known}。',
  ],
  'MAPPING_WRONG.field': [
    'The mapping names a field "{field}"; the layer {layer} has {known}.',
    '字段对应里有字段“{field}”；图层“{layer}”的字段有：{known}。',
  ],
  'MAPPING_WRONG.heading': [
    'The mapping takes {field} from a heading {heading}; the file has {headings}.',
    '字段对应从列 {heading} 取“{field}”；文件的列有：{headings}。',
  ],
  LAYER_NEVER_ENDS: [
    '{layer} do not end by being left out of a file: import it without "complete".',
    '{layer}不因未列出而终止：请不要选“完整清单”。',
  ],
  OUTLINES_TOO_DETAILED: [
    'The outlines have so many corners that they cannot be compared with the known ones: simplify them to about a metre, or import the file in parts.',
    '边界的折点太多，无法与已知边界比较：请简化到约一米，或分批导入。',
  ],
  SHAPES_TOO_CLOSE: [
    'More than {count} pairs of shapes, or of parts of large ones, lie over or beside one another: so many do not in any city. Check the layer and the shapes, or import the file in parts.',
    '彼此重叠或紧挨的图形超过 {count} 对，任何城市都没有这么多：请核对图层和图形，或分批导入。',
  ],
} as const satisfies Readonly<Record<string, Sentence>>;

/** For what was refused before sentences were kept in both languages. */
export const EARLIER_ZH = '这个文件当时没有通过检查：请重新预览，查看原因。';
