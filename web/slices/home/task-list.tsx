import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import Button from 'antd/es/button';
import { type ReactNode, useState } from 'react';
import type { HomeTask } from '../../../src/contract/tasks.ts';
import { request } from '../../app/api/client.ts';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { Answer } from '../../app/states/answer.tsx';
import { ageOf } from './task-age.ts';
import { useHomeWords } from './words.ts';

const TASKS = ['tasks'];
const SHOWN_FIRST = 6;

/** What waits for the reader, each with where it is done and how long it waits. */
export function TaskList() {
  const say = useHomeWords();
  const format = useFormat();
  const tasks = useQuery({
    queryKey: TASKS,
    queryFn: () => request<{ tasks: HomeTask[] }>('GET', '/home/tasks'),
    staleTime: 0,
    // Not by a clock, which would keep the session of somebody who has left.
    refetchOnWindowFocus: true,
  });
  const count = tasks.data?.tasks.length ?? 0;
  return (
    <section className="sheet sheet-pad tasks" aria-labelledby="tasks-title">
      <div className="tasks-head">
        <h2 id="tasks-title">{say('tasks.title')}</h2>
        {count > 0 && (
          <span className="fact-quiet">{say('tasks.count', { count: format.integer(count) })}</span>
        )}
      </div>
      <Answer query={tasks} rows={2}>
        {(answer) =>
          answer.tasks.length === 0 ? (
            <p className="fact-quiet">{say('tasks.none')}</p>
          ) : (
            <Tasks tasks={answer.tasks} />
          )
        }
      </Answer>
    </section>
  );
}

function Tasks({ tasks }: { tasks: readonly HomeTask[] }) {
  const say = useHomeWords();
  const format = useFormat();
  const [all, setAll] = useState(false);
  return (
    <>
      <ul className="task-list">
        {tasks.slice(0, all ? undefined : SHOWN_FIRST).map((task) => (
          <Task key={keyOf(task)} task={task} />
        ))}
      </ul>
      {tasks.length > SHOWN_FIRST && (
        <Button size="small" type="text" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? say('tasks.fewer') : say('tasks.all', { count: format.integer(tasks.length) })}
        </Button>
      )}
    </>
  );
}

function Task({ task }: { task: HomeTask }) {
  const say = useHomeWords();
  const format = useFormat();
  const age = useAge();
  const until = 'until' in task ? task.until : null;
  const at = 'since' in task ? task.since : (until ?? '');
  const left = Date.parse(at) - Date.now();
  const isPressing = task.kind.startsWith('emergency') || (until !== null && left < 0);
  return (
    <li className={isPressing ? 'task task-pressing' : 'task'}>
      <div>
        <strong>
          <TaskLink task={task} />
        </strong>
        <p className="fact-quiet">
          <TaskLine task={task} />
        </p>
      </div>
      <time className="task-age" dateTime={at} title={format.instant(at)}>
        {say(until === null ? 'tasks.since' : left < 0 ? 'tasks.over' : 'tasks.left', { age: age(left) })}
      </time>
    </li>
  );
}

function useAge() {
  const say = useHomeWords();
  const format = useFormat();
  return (milliseconds: number) => {
    const { unit, count } = ageOf(milliseconds);
    return say(`tasks.age.${unit}`, { count: format.integer(count) });
  };
}

/** What is to be done, and where; what only somebody else can do is said without a link. */
function TaskLink({ task }: { task: HomeTask }): ReactNode {
  const say = useHomeWords();
  switch (task.kind) {
    case 'conversion-stuck':
      return <Link to="/catalogue">{say('task.conversion-stuck')}</Link>;
    case 'proposal-to-decide':
      return <Link to="/policy">{say('task.proposal-to-decide', { name: task.author })}</Link>;
    case 'import-rejections':
      return (
        <Link to="/imports/$id" params={{ id: task.import }}>
          {say('task.import-rejections', { count: task.rejected })}
        </Link>
      );
    case 'training-ending':
      return (
        <span>
          {say(Date.parse(task.until) < Date.now() ? 'task.training-ended' : 'task.training-ending')}
        </span>
      );
    default:
      return (
        <Link to="/requests/$id" params={{ id: String(task.request) }}>
          {say(`task.${task.kind}`, { name: 'requester' in task ? task.requester : '' })}
        </Link>
      );
  }
}

function TaskLine({ task }: { task: HomeTask }): ReactNode {
  const say = useHomeWords();
  const label = useLabel();
  const format = useFormat();
  switch (task.kind) {
    case 'conversion-stuck':
      return say(task.refused ? 'task.conversion-refused.line' : 'task.conversion-stuck.line', {
        type: task.recordType,
        field: task.field,
      });
    case 'proposal-to-decide':
      return say('task.proposal-to-decide.line', { proposal: task.proposal });
    case 'import-rejections':
      return say('task.import-rejections.line');
    case 'training-ending':
      return say('task.training-ending.line', { day: format.day(task.until) });
    case 'grant-ending':
      return say('task.grant-ending.line', {
        purpose: label(task.purposeLabel),
        fields: task.fields,
        records: task.records,
      });
    default:
      return label(task.purposeLabel);
  }
}

function keyOf(task: HomeTask): string {
  if ('request' in task) return `${task.kind} ${task.request}`;
  if (task.kind === 'import-rejections') return task.import;
  if (task.kind === 'proposal-to-decide') return `${task.kind} ${task.proposal}`;
  return task.kind === 'conversion-stuck' ? `${task.recordType}.${task.field}` : task.kind;
}
