import type { zh } from './zh.ts';

export const en: Readonly<Record<keyof typeof zh, string>> = {
  live: 'Live',
  'live.long': 'The map follows issues and coverage as they change.',
  reconnecting: 'Reconnecting',
  'reconnecting.long': 'Changes do not arrive at the moment; what is missed will be caught up with.',
  off: 'Not live',
  'off.long': 'You are looking at a past date; what changes now does not change that day.',
};
