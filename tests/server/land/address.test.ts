import { describe, expect, test } from 'vitest';
import { addressUpToBuilding, nameOfBuilding } from '../../../server/land/address.ts';

describe('An address', () => {
  test.each([
    ['某路1号3单元502室', '某路1号'],
    ['某路1号楼叁单元202', '某路1号楼'],
    ['某路1号楼四零二', '某路1号楼'],
    ['某路1号楼四〇二室', '某路1号楼'],
    ['某路1号-3-402', '某路1号'],
    ['某路1号-402', '某路1号'],
    ['某路1号B-1802', '某路1号'],
    ['某路1号欧阳小明', '某路1号'],
    ['某路１号３单元', '某路１号'],
    ['某路1号 王试验（户主）', '某路1号'],
    ['某路1号王小明', '某路1号'],
    ['某路1号 海天小区 王小明 收', '某路1号 海天小区'],
    ['某路1号楼2-501', '某路1号楼'],
    ['某路12号院3号楼2单元', '某路12号院3号楼'],
    ['某路1号5楼502', '某路1号'],
    ['某路1号502', '某路1号'],
    ['某路1号 东户', '某路1号'],
    ['某小区3栋2-1-302', '某小区3栋'],
    ['闽江路2号国华大厦A座1203', '闽江路2号国华大厦A座'],
    ['闽江路2号国华大厦12层', '闽江路2号国华大厦'],
    ['XX Road 5, Unit 3', 'XX Road 5'],
    ['王某家', null],
    ['户主李试验，某路1号', null],
  ])('%s stops at the building, and what is cut off is not repeated', (text, kept) => {
    const { value, note } = addressUpToBuilding(text);
    expect(value).toBe(kept);
    expect(note?.reason).toBe('ADDRESS_CUT');
    expect(note?.message).not.toMatch(/\d|王|李/);
  });

  test.each([
    '某路1号',
    '某路100号-102号',
    '某路1号三四五路口',
    '某路1号 东方明珠',
    '香港中路10-106号',
    '308国道1号',
    '北京路5号张家大院',
    '某路1号（海天大厦）',
    '宁夏路306号 市南软件园',
    '江西路1号丁',
    '香港中路76号 3号楼',
    '某路23号甲1号楼',
    '某路1号地下室',
    '湛山村',
    '户型路5号',
  ])('%s is kept as it is', (text) => expect(addressUpToBuilding(text)).toEqual({ value: text }));
});

describe('The name of a building', () => {
  test.each(['3号楼2单元', '502室'])('is not %s', (name) => {
    expect(nameOfBuilding(name)).toMatchObject({ value: null, refused: { reason: 'BELOW_BUILDING' } });
  });
  test.each(['3号楼', '试一号院', '老年活动室', '单元楼小区'])('may be %s', (name) => {
    expect(nameOfBuilding(name)).toEqual({ value: name });
  });
});
