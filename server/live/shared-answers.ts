/** The last answers of a group that are kept for those of its members who read more slowly. */
const KEPT = 1_000;

interface Group {
  members: number;
  readonly answers: Map<number, Promise<string>>;
}

/**
 * Those who ask the same as the same viewer are answered the same: each change is executed and printed once for all of them,
 * at whichever time each comes for it.
 */
export class SharedAnswers {
  private readonly groups = new Map<string, Group>();

  join(key: string): { answer(position: number, make: () => Promise<string>): Promise<string>; leave(): void } {
    const group = this.groups.get(key) ?? { members: 0, answers: new Map() };
    this.groups.set(key, group);
    group.members += 1;
    return {
      answer: (position, make) => {
        const known = group.answers.get(position) ?? make();
        if (!group.answers.has(position)) {
          group.answers.set(position, known);
          // A failure is for those who wait for it now; whoever comes later tries again.
          known.catch(() => group.answers.delete(position));
          if (group.answers.size > KEPT) {
            for (const oldest of group.answers.keys()) {
              group.answers.delete(oldest);
              break;
            }
          }
        }
        return known;
      },
      leave: () => {
        group.members -= 1;
        if (group.members === 0 && this.groups.get(key) === group) this.groups.delete(key);
      },
    };
  }
}
