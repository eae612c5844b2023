import { type ReactNode, useId } from 'react';

/** A labelled control: the label above it belongs to whatever control takes the id. */
export function Entry({
  name,
  mark,
  className = '',
  children,
}: {
  name: string;
  /** A word after the name, such as "required". */
  mark?: ReactNode;
  className?: string;
  children: (id: string) => ReactNode;
}) {
  const id = useId();
  return (
    <div className={`entry ${className}`.trim()}>
      <label htmlFor={id}>
        {name}
        {mark}
      </label>
      {children(id)}
    </div>
  );
}
