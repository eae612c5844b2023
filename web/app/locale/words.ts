import { createWords } from '../words.ts';
import { en } from './en.ts';
import { zh } from './zh.ts';

export const useAppWords = createWords('app', { zh, en });
