import { useEffect } from 'react';
import { useAppWords } from '../locale/words.ts';

/** Names the page in the browser's tab. Only ever fixed words and names of record types, never a value. */
export function usePageTitle(title: string | null): void {
  const say = useAppWords();
  const product = say('product.name');
  useEffect(() => {
    document.title = title === null ? product : `${title} · ${product}`;
  }, [title, product]);
}
