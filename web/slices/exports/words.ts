import { createWords } from '../../app/words.ts';
import { en } from './locale/en.ts';
import { zh } from './locale/zh.ts';

export const useExportsWords = createWords('exports', { zh, en });
