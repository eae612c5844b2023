import { type DragEvent, useRef, useState } from 'react';
import './drop-zone.css';
import { useAppWords } from './locale/words.ts';

/** Where a spreadsheet is dropped or chosen. */
export function DropZone({
  disabled,
  busy,
  onFile,
}: {
  disabled: boolean;
  busy: boolean;
  onFile: (file: File) => void;
}) {
  const say = useAppWords();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file && !disabled) onFile(file);
  };
  return (
    <label
      className={`drop${over ? ' drop-over' : ''}${disabled ? ' drop-disabled' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <input
        ref={input}
        type="file"
        className="unseen"
        accept=".xlsx,.csv,.tsv,.txt"
        disabled={disabled}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) onFile(file);
          event.target.value = '';
        }}
      />
      <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <path d="M16 21V6M10 12l6-6 6 6M5 20v6h22v-6" />
      </svg>
      <strong>{say(busy ? 'upload.uploading' : 'upload.drop')}</strong>
      <span className="fact-quiet">{say('upload.formats')}</span>
    </label>
  );
}
