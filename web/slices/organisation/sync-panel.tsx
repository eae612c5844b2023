import type { OrganisationView } from '../../../src/contract/organisation.ts';
import type { ProvisioningView } from '../../../src/contract/provisioning.ts';
import { SidePanel } from '../../app/dialog.tsx';
import { useFormat } from '../../app/format.ts';
import { Answer } from '../../app/states/answer.tsx';
import { HaltNotice } from './halt-notice.tsx';
import { useSync } from './sync-api.ts';
import { SyncMapping } from './sync-mapping.tsx';
import { SyncTokens } from './sync-tokens.tsx';
import { useOrganisationWords } from './words.ts';

/** The identity system that keeps people: its tokens, what its words mean, and who holds nothing through it. */
export function SyncPanel({ view, onClose }: { view: OrganisationView; onClose: () => void }) {
  const say = useOrganisationWords();
  const sync = useSync(true);
  return (
    <SidePanel open onClose={onClose} title={say('sync')} size={640}>
      <div className="sync">
        <p>{say('sync.line')}</p>
        <Answer query={sync} rows={6}>
          {(known) => (
            <>
              {known.halt && <HaltNotice halt={known.halt} />}
              <SyncTokens clients={known.clients} />
              <SyncMapping key={known.version} view={view} sync={known} />
              <Unplaced sync={known} />
            </>
          )}
        </Answer>
      </div>
    </SidePanel>
  );
}

function Unplaced({ sync }: { sync: ProvisioningView }) {
  const say = useOrganisationWords();
  const format = useFormat();
  return (
    <section className="sync-part">
      <h3>{say('sync.unplaced')}</h3>
      <p className="fact-quiet">
        {say('sync.people', {
          people: format.integer(sync.people),
          unplaced: format.integer(sync.unplaced.length),
        })}
      </p>
      {sync.unplaced.length > 0 && (
        <ul className="sync-list">
          {sync.unplaced.slice(0, 100).map((each) => (
            <li key={each.person}>
              <span>{each.name}</span>
              <span className="fact-quiet">
                {say(`sync.reason.${each.reason}`)}
                {each.department !== null && ` · ${each.department}`}
                {each.title !== null && ` · ${each.title}`}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
