import Button from 'antd/es/button';
import { useState } from 'react';
import { useAppWords } from './locale/words.ts';

/** A link with a secret in it, shown this once: selected by one click, copied by another. */
export function LinkOnce({ link, name }: { link: string; name?: string }) {
  const say = useAppWords();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(link);
    setCopied(true);
  };
  return (
    <>
      <code className="link-once">{link}</code>
      {window.isSecureContext && (
        <Button
          onClick={() => void copy()}
          {...(name === undefined
            ? {}
            : { 'aria-label': `${copied ? say('do.copied') : say('do.copy')} ${name}` })}
        >
          {copied ? say('do.copied') : say('do.copy')}
        </Button>
      )}
    </>
  );
}
