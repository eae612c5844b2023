import Button from 'antd/es/button';
import type { ReactNode } from 'react';
import { useAppWords } from './locale/words.ts';

/** Keyset paging: forward by the answer's cursor, back by those already used. */
export function Pager({
  cursors,
  nextCursor,
  onTurn,
  busy = false,
  children,
}: {
  /** The cursors of the pages after the first, up to the one in sight. */
  cursors: readonly string[];
  nextCursor: string | null;
  onTurn: (cursors: readonly string[]) => void;
  busy?: boolean;
  children?: ReactNode;
}) {
  const say = useAppWords();
  if (cursors.length === 0 && nextCursor === null && children === undefined) return null;
  return (
    <nav className="pager" aria-label={say('paging.label')}>
      <span className="pager-count">{children}</span>
      <span className="pager-page">{say('paging.range', { page: cursors.length + 1 })}</span>
      <Button
        size="small"
        disabled={cursors.length === 0 || busy}
        onClick={() => onTurn(cursors.slice(0, -1))}
      >
        {say('do.previous')}
      </Button>
      <Button
        size="small"
        disabled={nextCursor === null || busy}
        onClick={() => nextCursor !== null && onTurn([...cursors, nextCursor])}
      >
        {say('do.next')}
      </Button>
    </nav>
  );
}
