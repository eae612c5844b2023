import { createWords } from '../words.ts';
import { en } from './locale/en.ts';
import { zh } from './locale/zh.ts';

export const useAskingWords = createWords('asking', { zh, en });
