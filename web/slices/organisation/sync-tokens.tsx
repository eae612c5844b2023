import Button from 'antd/es/button';
import Input from 'antd/es/input';
import InputNumber from 'antd/es/input-number';
import { type FormEvent, useState } from 'react';
import { PROVISIONING_DAYS_MAX, type ProvisioningView } from '../../../src/contract/provisioning.ts';
import { Entry } from '../../app/entry.tsx';
import { useFormat } from '../../app/format.ts';
import { LinkOnce } from '../../app/link-once.tsx';
import { useAppWords } from '../../app/locale/words.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { useEndToken, useNewToken } from './sync-api.ts';
import { useOrganisationWords } from './words.ts';

const DEFAULT_DAYS = 180;

/** What the identity system presents. Several may live at once, so that one takes the place of the other. */
export function SyncTokens({ clients }: { clients: ProvisioningView['clients'] }) {
  const say = useOrganisationWords();
  const app = useAppWords();
  const format = useFormat();
  const [asked, setAsked] = useState<string | null>(null);
  const ending = useEndToken();
  return (
    <section className="sync-part">
      <h3>{say('sync.tokens')}</h3>
      <p className="sync-address">
        <span className="fact-quiet">{say('sync.address')}</span> <code>{`${location.origin}/scim/v2`}</code>
      </p>
      {clients.length === 0 && <p className="fact-quiet">{say('sync.tokens.none')}</p>}
      <ul className="sync-list">
        {clients.map((client) => (
          <li key={client.id}>
            <span>{client.name}</span>
            <span className="fact-quiet">
              {say('sync.token.facts', {
                seen: client.lastSeenAt === null ? app('time.never') : format.instant(client.lastSeenAt),
                until: format.day(client.expiresAt),
              })}
            </span>
            {asked === client.id ? (
              <Button size="small" danger loading={ending.isPending} onClick={() => ending.mutate(client.id)}>
                {say('sync.token.end.confirm')}
              </Button>
            ) : (
              <Button
                size="small"
                aria-label={say('sync.token.end.one', { name: client.name })}
                onClick={() => setAsked(client.id)}
              >
                {say('sync.token.end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {ending.isError && <ProblemNotice error={ending.error} />}
      <NewToken />
    </section>
  );
}

function NewToken() {
  const say = useOrganisationWords();
  const making = useNewToken();
  const [name, setName] = useState('');
  const [days, setDays] = useState(DEFAULT_DAYS);
  if (making.data) {
    return (
      <div className="sync-new" role="status">
        <p>{say('sync.token.once')}</p>
        <LinkOnce link={making.data.secret} />
      </div>
    );
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') making.mutate({ name: name.trim(), expiresInDays: days });
  };
  return (
    <form className="sync-form" onSubmit={submit}>
      <Entry name={say('sync.token.name')}>
        {(id) => (
          <Input
            id={id}
            maxLength={100}
            value={name}
            placeholder={say('sync.token.name.hint')}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Entry>
      <Entry name={say('sync.token.days')}>
        {(id) => (
          <InputNumber
            id={id}
            min={1}
            max={PROVISIONING_DAYS_MAX}
            precision={0}
            value={days}
            onChange={(value) => setDays(value ?? DEFAULT_DAYS)}
          />
        )}
      </Entry>
      <Button htmlType="submit" loading={making.isPending} disabled={name.trim() === ''}>
        {say('sync.token.add')}
      </Button>
      {making.isError && <ProblemNotice error={making.error} />}
    </form>
  );
}
