import { useNavigate } from '@tanstack/react-router';
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { type FormEvent, useState } from 'react';
import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import type { Filter } from '../../../src/contract/records.ts';
import type { FieldView } from '../api/record-types.ts';
import { useAppWords } from '../locale/words.ts';
import { changeList } from './list-memory.ts';
import './quick-find.css';
import { phoneQuery } from './phone-query.ts';

function phoneFieldOf(type: RecordTypeView): FieldView | undefined {
  return type.fields.find((field) => field.type === 'phone' && field.findable && field.operators.length > 0);
}

/** Finds customers by a whole phone number or its last four digits, where the reader may search by phone. */
export function QuickFind({ type, onFound }: { type: RecordTypeView; onFound?: () => void }) {
  const say = useAppWords();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [refused, setRefused] = useState(false);
  const field = phoneFieldOf(type);
  if (field === undefined) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const query = phoneQuery(text, field.operators);
    setRefused(query === null);
    if (query === null) return;
    const filter: Filter = { field: field.name, ...query };
    changeList(type.name, { filters: [filter], mine: false });
    setText('');
    onFound?.();
    void navigate({ to: '/records/$type', params: { type: type.name } });
  };
  return (
    <search>
      <form className="quick-find" onSubmit={submit}>
        <Input
          value={text}
          inputMode="numeric"
          autoComplete="off"
          maxLength={24}
          aria-label={say('find.phone')}
          placeholder={say('find.phone')}
          aria-invalid={refused}
          {...(refused ? { status: 'error' as const } : {})}
          onChange={(event) => {
            setText(event.target.value);
            setRefused(false);
          }}
        />
        <Button htmlType="submit">{say('find.go')}</Button>
        {refused && (
          <span className="entry-problem" role="alert">
            {say('find.refused')}
          </span>
        )}
      </form>
    </search>
  );
}
