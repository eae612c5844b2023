import Popover from 'antd/es/popover';
import { type KeyboardEvent, type ReactElement, type ReactNode, useEffect, useRef } from 'react';

/**
 * What opens beside a button. Focus goes into it and comes back, and Escape closes it, so that the keyboard reaches
 * what is drawn at the end of the document.
 */
export function Popup({
  name,
  open,
  onOpenChange,
  placement,
  content,
  children,
}: {
  name: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  placement: 'bottomLeft' | 'bottomRight';
  content: ReactNode;
  /** The button. */
  children: ReactElement;
}) {
  return (
    <Popover
      open={open}
      onOpenChange={onOpenChange}
      trigger="click"
      placement={placement}
      arrow={false}
      destroyOnHidden
      content={
        <PopupContent name={name} onClose={() => onOpenChange(false)}>
          {content}
        </PopupContent>
      }
    >
      {children}
    </Popover>
  );
}

function PopupContent({
  name,
  onClose,
  children,
}: {
  name: string;
  onClose: () => void;
  children: ReactNode;
}) {
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    const here = section.current;
    const before = document.activeElement;
    if (here?.contains(before) === false) here.focus({ preventScroll: true });
    return () => {
      const now = document.activeElement;
      const lost = now === null || now === document.body || here?.contains(now) === true;
      if (lost && before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  const closeOnEscape = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onClose();
  };
  return (
    <section className="popup" ref={section} tabIndex={-1} aria-label={name} onKeyDown={closeOnEscape}>
      {children}
    </section>
  );
}
