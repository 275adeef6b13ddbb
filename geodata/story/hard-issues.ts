import type { HardIssueTale } from '../../server/hard-issues/hard-issues-load.service.ts';

const leads = { by: 'LEADER' } as const;
const plans = { by: 'PLANNER' } as const;
const dispatch = (after: number, department: string | null = null) =>
  ({ ...plans, action: 'DISPATCH', after, handler: department }) as const;
const call = (after: number) => ({ ...plans, action: 'CALL', after }) as const;
const claim = (after: number) => ({ ...leads, action: 'CLAIM', after }) as const;
const attack = (after: number) => ({ ...leads, action: 'ATTACK', after }) as const;
const appraise = (after: number, score: number, reason: string) =>
  ({ ...plans, action: 'APPRAISE', after, score, reason }) as const;
const reward = (after: number, result: string) => ({ ...plans, action: 'REWARD', after, result }) as const;
const withdraw = (after: number, reason: string) => ({ ...plans, action: 'WITHDRAW', after, reason }) as const;
const fail = (after: number, reason: string) => ({ ...leads, action: 'FAIL', after, reason }) as const;
const again = (after: number) => ({ ...plans, action: 'REPUBLISH', after }) as const;

/** Hard issues of the demo district, in every state: published so many days ago, and each step so many days after the one before. */
export const HARD_ISSUES: readonly HardIssueTale[] = [
  tale('老旧楼院雨污分流', '三个老旧楼院雨污管混接，汛期反复返水，需统一勘测改造。', 3, { promoted: true, steps: [] }),
  tale('坡地楼院无障碍通行', '坡地楼院台阶多、坡度陡，需整体设计无障碍通道。', 6, { steps: [] }),
  tale('开放楼院停车秩序', '开放楼院内外停车混行，消防通道时常被占，需统筹划线与错时共享。', 12, { steps: [call(2)] }),
  tale('沿街餐饮油烟扰民', '沿街餐饮排烟口朝向住户，多次整改后仍有反映，需集中改造排烟管道。', 20, {
    promoted: true,
    steps: [dispatch(2, 'ENFORCEMENT')],
  }),
  tale('背街小巷架空线缆', '多家线缆交叉低垂，权属不清，需协调入地或归束。', 26, { steps: [call(1), claim(4)] }),
  tale('高层二次供水改造', '水箱老化、水压不足，改造资金与产权移交需要一并解决。', 45, {
    steps: [dispatch(2, 'HOUSING'), attack(3)],
  }),
  tale('业委会换届停滞', '业委会任期届满后换届多次未成，需组建专班指导。', 60, {
    steps: [call(2), claim(5), attack(4)],
  }),
  tale('山体护坡渗水', '护坡渗水影响楼栋安全，需专业勘察并分段加固。', 75, {
    steps: [dispatch(1, 'EMERGENCY'), attack(2), appraise(40, 88, '渗水点全部封堵，仍需雨季复核。')],
  }),
  tale('网格整合后的公共空间', '楼院并入网格后边角空地无人管护，需明确管护单位并改造利用。', 90, {
    steps: [call(2), claim(6), attack(5), appraise(50, 93.5, '七处空地改为口袋公园，居民评价好。')],
  }),
  tale('老楼加装电梯协商', '同一单元意见不一，需搭建协商平台形成可复制的办法。', 120, {
    steps: [
      call(2),
      claim(8),
      attack(5),
      appraise(60, 95, '形成协商办法并完成两部加装。'),
      reward(6, '列入季度“金点子”，给予楼院公共收益奖补。'),
    ],
  }),
  tale('大物管覆盖散楼', '零散楼栋无物业服务，需连片引入并先尝后买。', 150, {
    steps: [
      dispatch(2),
      attack(3),
      appraise(70, 90, '连片十一栋纳入服务，试用期满续约。'),
      reward(10, '年度典型示范。'),
    ],
  }),
  tale('临街公厕选址', '居民与商户对选址意见分歧，需重新论证。', 40, {
    steps: [withdraw(5, '选址方案需按规划调整后重新发布。')],
  }),
  tale('集中供热末端不热', '末端楼院室温不达标，涉及管网权属和热源平衡。', 80, {
    steps: [dispatch(2, 'URBAN'), attack(4), fail(30, '需市级热源调整，区内无法单独完成。')],
  }),
  tale('废弃配套用房盘活', '闲置配套用房权属复杂，拟改为社区食堂。', 100, {
    steps: [call(2), withdraw(20, '无人揭榜，调整条件后再发布。'), again(10), call(3), claim(7), attack(4)],
  }),
];

function tale(
  title: string,
  text: string,
  daysAgo: number,
  { steps, promoted = false }: Pick<HardIssueTale, 'steps'> & { promoted?: boolean },
): HardIssueTale {
  return { title, text: `${text}（虚构示例）`, daysAgo, promoted, dueInDays: 90, steps };
}
