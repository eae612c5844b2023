import type { OrganisationView, ReorganisationPreview } from '../../../src/contract/organisation.ts';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { Shifts } from '../../app/shifts/shifts.tsx';
import { useOrganisationWords } from './words.ts';

/** What would end and begin, and who would see more or less by it. */
export function PreviewResult({ view, preview }: { view: OrganisationView; preview: ReorganisationPreview }) {
  const say = useOrganisationWords();
  const label = useLabel();
  const format = useFormat();
  const wordsOf = ({ department, position }: ReorganisationPreview['ends'][number]) => {
    const place = view.departments.find(({ id }) => id === department);
    const what = view.positions.find(({ code }) => code === position);
    return `${place ? label(place.name) : department} · ${what ? label(what.name) : position}`;
  };
  return (
    <section className="preview" aria-live="polite">
      <h3>{say('preview.title')}</h3>
      <p className="fact-quiet">{say('preview.at', { at: format.instant(preview.at) })}</p>
      {preview.ends.map((post) => (
        <p key={post.assignment ?? 'new'} className="post-change post-ends">
          <span className="chip">{say('preview.ends')}</span> {wordsOf(post)}
        </p>
      ))}
      {preview.begins.map((post) => (
        <p key={`${post.department} ${post.position}`} className="post-change">
          <span className="chip">{say('preview.begins')}</span> {wordsOf(post)}
        </p>
      ))}
      <Shifts answer={preview} />
    </section>
  );
}
