import { describe, expect, it } from 'vitest';
import { foldName } from '../../../server/land/matching/fold-name.ts';

describe('Names that mean the same', () => {
  it.each([
    ['试一号院', '试1号楼院'],
    ['试１号院', '试 1 号 院'],
    ['春晖苑（东区）', '春晖苑(东区)小区'],
    ['春晖苑〔东区〕', '春晖苑东区'],
    ['浙江路7号', '浙江路七号大院'],
    ['浙江路十二号院', '浙江路12号'],
    ['浙江路一百零三号', '浙江路103號院'],
    ['云霄路-7号', '云霄路—７号'],
    ['云霄路七—2号', '云霄路7-2号'],
    ['云霄路07号', '云霄路7号'],
    ['万科城住宅小区', '万科城'],
  ])('%s and %s are one', (one, other) => expect(foldName(one)).toBe(foldName(other)));
});

describe('Names that mean different things', () => {
  it.each([
    ['试一号院', '试十一号院'],
    ['春晖苑东区', '春晖苑西区'],
    ['浙江路17号', '浙江路107号'],
    ['云霄路7-2号', '云霄路72号'],
    ['1、2号院', '12号院'],
    ['八大关路', '七大关路'],
    ['一期', '二期'],
  ])('%s and %s stay two', (one, other) => expect(foldName(one)).not.toBe(foldName(other)));

  it('keep something to be told by', () => {
    expect(foldName('小区')).toBe('小区');
    expect(foldName('大院')).toBe('大院');
    expect(foldName(' （）')).toBe('');
  });
});
