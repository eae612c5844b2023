import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { PrintAnswer, ReadAnswer } from '../../../src/contract/records.ts';
import { useRecordWrites } from './records-api.ts';

/**
 * Printing one record: the server is asked first, and what it answers is printed. The browser's own key for printing
 * leads here, too, as long as the page can catch it.
 */
export function usePrinting(
  type: string,
  id: string,
  answer: ReadAnswer | undefined,
): {
  sheet: PrintAnswer | null;
  error: unknown;
  pending: boolean;
  /** The reader asked for paper, and this record may not be printed. */
  refused: boolean;
  print: () => void;
  close: () => void;
} {
  const { print } = useRecordWrites(type);
  const [sheet, setSheet] = useState<PrintAnswer | null>(null);
  const [refused, setRefused] = useState(false);
  const { mutate, isPending, error } = useMutation({ mutationFn: () => print(id), onSuccess: setSheet });
  const printable = answer?.printable ?? false;
  const isOpen = sheet !== null;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isPrint = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'p';
      if (!isPrint || isOpen) return;
      event.preventDefault();
      if (printable) mutate();
      else setRefused(true);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [printable, isOpen, mutate]);
  return { sheet, error, pending: isPending, refused, print: () => mutate(), close: () => setSheet(null) };
}
