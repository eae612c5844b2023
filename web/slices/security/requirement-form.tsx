import { useMutation, useQueryClient } from '@tanstack/react-query';
import Button from 'antd/es/button';
import Checkbox from 'antd/es/checkbox';
import Select from 'antd/es/select';
import { type FormEvent, useState } from 'react';
import type { OrganisationView } from '../../../src/contract/organisation.ts';
import type { SecurityPolicyView } from '../../../src/contract/second-factor.ts';
import { request } from '../../app/api/client.ts';
import { Entry } from '../../app/entry.tsx';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { useSecurityWords } from './words.ts';

export const POLICY_KEY = ['security-policy'] as const;

export function RequirementForm({
  policy,
  positions,
  mayChange,
}: {
  policy: SecurityPolicyView;
  positions: OrganisationView['positions'];
  mayChange: boolean;
}) {
  const say = useSecurityWords();
  const app = useAppWords();
  const label = useLabel();
  const client = useQueryClient();
  const [officers, setOfficers] = useState(policy.officersNeedSecondFactor);
  const [chosen, setChosen] = useState<readonly string[]>(policy.positionsNeedingSecondFactor);
  const saving = useMutation({
    mutationFn: () =>
      request<{ version: number }>('PUT', '/security-policy', {
        version: policy.version,
        body: { officersNeedSecondFactor: officers, positionsNeedingSecondFactor: chosen },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: POLICY_KEY }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  return (
    <form className="sheet sheet-pad security-form" onSubmit={submit}>
      <div>
        <h2>{say('requirement')}</h2>
        <p className="security-line">{say(mayChange ? 'requirement.line' : 'read-only')}</p>
      </div>
      <div>
        <Checkbox
          checked={officers}
          disabled={!mayChange}
          onChange={(event) => setOfficers(event.target.checked)}
        >
          {say('officers')}
        </Checkbox>
        {!officers && <p className="security-warning">{say('officers.off')}</p>}
      </div>
      <Entry name={say('positions')}>
        {(id) => (
          <Select<string[]>
            id={id}
            mode="multiple"
            aria-label={say('positions')}
            placeholder={say('positions.none')}
            optionFilterProp="label"
            disabled={!mayChange}
            value={[...chosen]}
            options={positions.map(({ code, name }) => ({ value: code, label: label(name) }))}
            onChange={setChosen}
          />
        )}
      </Entry>
      {saving.isError && <ProblemNotice error={saving.error} />}
      {mayChange && (
        <div>
          <Button type="primary" htmlType="submit" loading={saving.isPending}>
            {app('do.save')}
          </Button>
        </div>
      )}
    </form>
  );
}
