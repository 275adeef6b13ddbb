/** What a scenario of `bench:abuse` is given, and what it finds. */
import type { Compared } from '../goals.ts';
import type { RunningServer } from '../start-server.ts';
import type { CrowdAccount, CrowdOrder } from './crowd.ts';

export interface Stage {
  readonly server: RunningServer;
  readonly kind: 'embedded' | 'postgres';
  /** How long each load lasts. */
  readonly seconds: number;
  /** A crowd in a process of its own; several may be sent out at once. */
  send(order: Omit<CrowdOrder, 'address' | 'ms'>): Promise<CrowdAccount>;
}

export interface Finding {
  readonly name: string;
  /** What was measured, in words. */
  readonly figures: string;
  /** A ratio with the goal it is held against; null for what is only told. */
  readonly compared: Compared | null;
}

export interface Scenario {
  /** By which `--only` knows it. */
  readonly key: string;
  readonly title: string;
  run(stage: Stage): Promise<readonly Finding[]>;
}
