import Checkbox from 'antd/es/checkbox';
import Select from 'antd/es/select';
import { useState } from 'react';
import type { PolicyView } from '../../../src/contract/policy.ts';
import { DisclosureBadge } from '../../app/disclosure/badge.tsx';
import { Entry } from '../../app/entry.tsx';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { Loading } from '../../app/states/loading.tsx';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { TableScroll } from '../../app/table-scroll.tsx';
import { openPurposes, opensAny, type Role, rehearse, STANDINGS } from './rehearsal.ts';
import { useWorld } from './use-world.ts';
import { usePolicyWords } from './words.ts';
import { groupPosts, type World } from './world.ts';

/** A rehearsal: an invented record as somebody in a chosen post would get it. No real data is touched. */
export function SeeAs({ policy }: { policy: PolicyView }) {
  const { world, error, retry } = useWorld(policy);
  if (world !== null) return <Rehearsal world={world} />;
  if (error !== null) return <ProblemNotice error={error} onRetry={retry} />;
  return <Loading rows={10} />;
}

function Rehearsal({ world }: { world: World }) {
  const say = usePolicyWords();
  const [typeName, setTypeName] = useState(() => world.types[0]?.name ?? '');
  const [wanted, setRole] = useState<Role>(() => ({
    position: world.posts[0]?.position ?? '',
    department: world.posts[0]?.department ?? 0,
    purpose: '',
    standing: 'own',
    ...{ secondFactor: false, trained: true, reason: false },
  }));
  const [at] = useState(() => Date.now());
  const open = openPurposes(world.policy, wanted, at);
  const type = world.types.find(({ name }) => name === typeName);
  // Of another post the purpose may not be open; whoever is in it would choose one that opens something.
  const purpose = open.includes(wanted.purpose)
    ? wanted.purpose
    : (open.find((each) => type && opensAny(world.policy, type, { ...wanted, purpose: each }, at)) ??
      open[0]);
  const role = { ...wanted, purpose: purpose ?? '' };
  return (
    <section className="sheet">
      <p className="sheet-line see-line">{say('as.line')}</p>
      <RoleForm
        world={world}
        open={open}
        typeName={typeName}
        role={role}
        onType={setTypeName}
        onChange={setRole}
      />
      {type && <Seen type={type} fields={rehearse(world.policy, type, role, at)} />}
    </section>
  );
}

function RoleForm({
  world,
  open,
  typeName,
  role,
  onType,
  onChange,
}: {
  world: World;
  /** The purposes that the role may pursue. */
  open: readonly string[];
  typeName: string;
  role: Role;
  onType: (name: string) => void;
  onChange: (role: Role) => void;
}) {
  const say = usePolicyWords();
  const label = useLabel();
  const places = world.posts.filter(({ position }) => position === role.position);
  const departments = world.organisation.departments.filter(({ id }) =>
    places.some(({ department }) => department === id),
  );
  const choices = [
    {
      name: say('see.type'),
      value: typeName,
      options: world.types.map((each) => ({ value: each.name, label: label(each.label) })),
      choose: onType,
    },
    {
      name: say('as.position'),
      value: role.position,
      options: groupPosts(world, 'position').map((each) => ({ value: each.key, label: label(each.name) })),
      choose: (position: string) => {
        const post = world.posts.find((each) => each.position === position);
        onChange({ ...role, position, department: post?.department ?? role.department });
      },
    },
    {
      name: say('as.department'),
      value: String(role.department),
      options: departments.map((each) => ({ value: String(each.id), label: label(each.name) })),
      choose: (id: string) => onChange({ ...role, department: Number(id) }),
    },
    {
      name: say('see.purpose'),
      value: role.purpose,
      options: world.view.purposes
        .filter(({ code }) => open.includes(code))
        .map((each) => ({ value: each.code, label: label(each.label) })),
      choose: (purpose: string) => onChange({ ...role, purpose }),
    },
    {
      name: say('as.standing'),
      value: role.standing,
      options: STANDINGS.map((value) => ({ value, label: say(`as.standing.${value}`) })),
      choose: (value: string) =>
        onChange({ ...role, standing: STANDINGS.find((each) => each === value) ?? 'own' }),
    },
  ];
  return (
    <div className="see-question">
      {choices.map(({ name, value, options, choose }) => (
        <Entry key={name} name={name}>
          {(id) => (
            <Select id={id} aria-label={name} value={value} options={[...options]} onChange={choose} />
          )}
        </Entry>
      ))}
      <div className="checks">
        {(['secondFactor', 'trained', 'reason'] as const).map((proof) => (
          <Checkbox
            key={proof}
            checked={role[proof]}
            onChange={({ target }) => onChange({ ...role, [proof]: target.checked })}
          >
            {say(`as.${proof}`)}
          </Checkbox>
        ))}
      </div>
    </div>
  );
}

function Seen({ type, fields }: { type: World['types'][number]; fields: ReturnType<typeof rehearse> }) {
  const say = usePolicyWords();
  const app = useAppWords();
  const label = useLabel();
  const isHidden = fields.every(({ disclosure }) => disclosure === 'withheld');
  return (
    <>
      {isHidden && (
        <p className="sheet-line" role="status">
          {say('as.hidden')}
        </p>
      )}
      <TableScroll name={say('tab.as')}>
        <table className="table table-wrap">
          <thead>
            <tr>
              <th scope="col">{say('see.field')}</th>
              <th scope="col">{say('as.value')}</th>
              <th scope="col">{app('disclosure.label')}</th>
            </tr>
          </thead>
          <tbody>
            {fields.map(({ field, disclosure, value }) => {
              const known = type.fields.find(({ name }) => name === field);
              return (
                <tr key={field}>
                  <td>{known ? label(known.label) : field}</td>
                  <td>
                    <span className={`value value-${disclosure}`}>
                      {value === null
                        ? app('value.withheld')
                        : typeof value === 'string'
                          ? value
                          : label(value)}
                    </span>
                  </td>
                  <td className="nowrap">
                    <DisclosureBadge disclosure={disclosure} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </TableScroll>
    </>
  );
}
