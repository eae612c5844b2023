import { useEffect, useState } from 'react';
import { useMe } from '../api/session.ts';
import { useFormat } from '../format.ts';
import { useLabel } from '../i18n.ts';
import { useAppWords } from '../locale/words.ts';

const REFRESH_MS = 60_000;

/**
 * Who is looking, from where in the organisation, and when, across the page: a photograph of the screen names its
 * photographer. Drawn as SVG elements, since a background image would need `data:` in the security policy.
 *
 * @param printable whether the page was let out for paper: of any other the browser prints a notice only
 */
export function Watermark({ printable = false }: { printable?: boolean }) {
  const say = useAppWords();
  const me = useMe();
  const label = useLabel();
  const format = useFormat();
  const [now, setNow] = useState(() => new Date().toISOString());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date().toISOString()), REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  const department = me.assignments[0]?.department.name;
  const who = `${me.person.name} ${me.person.login}`;
  const where = `${department ? `${label(department)} ` : ''}${format.instant(now)}`;
  return (
    <>
      {!printable && <p className="print-refusal">{say('print.refusal')}</p>}
      <svg className="watermark" width="100%" height="100%" aria-hidden="true" focusable="false">
        <defs>
          <pattern
            id="watermark"
            width="300"
            height="190"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(-22)"
          >
            <text x="12" y="60">
              {who}
            </text>
            <text x="12" y="80">
              {where}
            </text>
          </pattern>
        </defs>
        <rect width="100%" height="100%" fill="url(#watermark)" />
      </svg>
    </>
  );
}
