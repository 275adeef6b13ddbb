import { roomWords } from '../i18n/room-words.ts';
import { en } from './en.ts';
import { zh } from './zh.ts';

export const useEvaluationWords = roomWords(zh, en);
