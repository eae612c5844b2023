import Button from 'antd/es/button';
import { useState } from 'react';
import { useAppWords } from '../locale/words.ts';
import { saveFile } from '../save-file.ts';
import './second-factor.css';
import { useSecondFactorWords } from './words.ts';

/** Recovery codes, the one time that they are shown. */
export function RecoveryCodeList({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const say = useSecondFactorWords();
  const app = useAppWords();
  const [copied, setCopied] = useState(false);
  const text = `${say('codes.file')}\n\n${codes.join('\n')}\n`;
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <section className="recovery" aria-label={say('codes.title')}>
      <h2>{say('codes.title')}</h2>
      <p className="factor-line">{say('codes.line')}</p>
      <ul className="recovery-codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className="factor-row">
        <Button type="primary" onClick={onDone}>
          {say('codes.done')}
        </Button>
        {window.isSecureContext && (
          <Button onClick={() => void copy()}>{copied ? app('do.copied') : app('do.copy')}</Button>
        )}
        <Button onClick={() => saveFile(FILE_NAME, new Blob([text], { type: 'text/plain' }))}>
          {say('codes.download')}
        </Button>
      </div>
    </section>
  );
}

const FILE_NAME = 'fencun-recovery-codes.txt';
