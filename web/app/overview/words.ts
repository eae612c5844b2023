import { createWords } from '../words.ts';
import { en } from './locale/en.ts';
import { zh } from './locale/zh.ts';

export const useOverviewWords = createWords('overview', { zh, en });
