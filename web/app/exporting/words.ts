import { createWords } from '../words.ts';
import { en } from './locale/en.ts';
import { zh } from './locale/zh.ts';

export const useExportingWords = createWords('exporting', { zh, en });
