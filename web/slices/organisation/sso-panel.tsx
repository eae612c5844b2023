import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import Checkbox from 'antd/es/checkbox';
import Input from 'antd/es/input';
import Select from 'antd/es/select';
import { type FormEvent, useState } from 'react';
import type { SingleSignOnChange, SingleSignOnSettings } from '../../../src/contract/single-sign-on.ts';
import { request } from '../../app/api/client.ts';
import { SidePanel } from '../../app/dialog.tsx';
import { Entry } from '../../app/entry.tsx';
import { FormActions } from '../../app/form-actions.tsx';
import { LabelEntries } from '../../app/label-entries.tsx';
import { Answer } from '../../app/states/answer.tsx';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { PROVIDER_NAME } from './locale/provider-name.ts';
import { useOrganisationWords } from './words.ts';

const SSO_KEY = ['sso-settings'] as const;

/** The company's identity provider: what it is told of us, and what we are told of it. */
export function SsoPanel({ onClose }: { onClose: () => void }) {
  const say = useOrganisationWords();
  const settings = useQuery({
    queryKey: SSO_KEY,
    queryFn: () => request<SingleSignOnSettings>('GET', '/sso/settings'),
  });
  return (
    <SidePanel open onClose={onClose} title={say('sso')} size={560}>
      <div className="sync">
        <p>{say('sso.line')}</p>
        <Answer query={settings} rows={8}>
          {(known) => (
            <>
              <Addresses known={known} />
              <SsoForm key={known.version} known={known} onClose={onClose} />
            </>
          )}
        </Answer>
      </div>
    </SidePanel>
  );
}

function Addresses({ known }: { known: SingleSignOnSettings }) {
  const say = useOrganisationWords();
  const addresses = [
    [say('sso.redirect'), known.redirectUri],
    [say('sso.back-channel'), known.backChannelLogoutUri],
    [say('sso.after-logout'), known.postLogoutRedirectUri],
  ] as const;
  return (
    <section className="sync-part">
      <h3>{say('sso.addresses')}</h3>
      <dl className="sso-addresses">
        {addresses.map(([name, address]) => (
          <div key={name}>
            <dt className="fact-quiet">{name}</dt>
            <dd>
              <code>{address}</code>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const NEW: Omit<SingleSignOnChange, 'clientSecret'> = {
  name: PROVIDER_NAME,
  issuer: '',
  clientId: '',
  matchBy: 'login',
  claim: 'preferred_username',
  strongAcr: [],
  enabled: true,
};

function SsoForm({ known, onClose }: { known: SingleSignOnSettings; onClose: () => void }) {
  const say = useOrganisationWords();
  const client = useQueryClient();
  const [draft, setDraft] = useState(known.provider ?? NEW);
  const [secret, setSecret] = useState('');
  const [tried, setTried] = useState(false);
  const saving = useMutation({
    mutationFn: () =>
      request<{ version: number }>('PUT', '/sso/settings', {
        version: known.version,
        body: { ...draft, ...(secret === '' ? {} : { clientSecret: secret }) },
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: SSO_KEY });
      onClose();
    },
  });
  const missing = [draft.issuer, draft.clientId, draft.claim, draft.name.zh, draft.name.en].some(
    (each) => each.trim() === '',
  );
  // The stored secret belongs to one provider and client; for another the server does not use it.
  const isKept = known.provider?.issuer === draft.issuer && known.provider.clientId === draft.clientId;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!missing && (isKept || secret !== '')) saving.mutate();
  };
  const text = (key: 'issuer' | 'clientId' | 'claim', line?: string) => (
    <Entry name={say(`sso.${key}`)}>
      {(id) => (
        <>
          <Input
            id={id}
            spellCheck={false}
            value={draft[key]}
            {...(tried && draft[key].trim() === '' ? { status: 'error' as const, 'aria-invalid': true } : {})}
            onChange={(event) => setDraft({ ...draft, [key]: event.target.value })}
          />
          {line !== undefined && <span className="fact-quiet">{line}</span>}
        </>
      )}
    </Entry>
  );
  return (
    <form className="organisation-form" onSubmit={submit} noValidate>
      <h3>{say('sso.provider')}</h3>
      <LabelEntries label={draft.name} invalid={tried} onChange={(name) => setDraft({ ...draft, name })} />
      {text('issuer', say('sso.issuer.line'))}
      {text('clientId')}
      <Entry name={say('sso.secret')}>
        {(id) => (
          <>
            <Input.Password
              id={id}
              autoComplete="off"
              value={secret}
              {...(tried && !isKept && secret === ''
                ? { status: 'error' as const, 'aria-invalid': true }
                : {})}
              onChange={(event) => setSecret(event.target.value)}
            />
            {isKept && <span className="fact-quiet">{say('sso.secret.kept')}</span>}
          </>
        )}
      </Entry>
      <Entry name={say('sso.match')}>
        {(id) => (
          <Select
            id={id}
            aria-label={say('sso.match')}
            value={draft.matchBy}
            options={[
              { value: 'login' as const, label: say('sso.match.login') },
              { value: 'external-id' as const, label: say('sso.match.external-id') },
            ]}
            onChange={(matchBy) => setDraft({ ...draft, matchBy })}
          />
        )}
      </Entry>
      {text('claim', say('sso.claim.line'))}
      <Entry name={say('sso.acr')}>
        {(id) => (
          <>
            <Select<string[]>
              id={id}
              mode="tags"
              open={false}
              aria-label={say('sso.acr')}
              value={draft.strongAcr}
              onChange={(strongAcr) => setDraft({ ...draft, strongAcr })}
            />
            <span className="fact-quiet">{say('sso.acr.line')}</span>
          </>
        )}
      </Entry>
      <Checkbox
        checked={draft.enabled}
        onChange={(event) => setDraft({ ...draft, enabled: event.target.checked })}
      >
        {say('sso.enabled')}
      </Checkbox>
      {saving.isError && <ProblemNotice error={saving.error} />}
      <FormActions submit={say('sso.save')} pending={saving.isPending} onClose={onClose} />
    </form>
  );
}
