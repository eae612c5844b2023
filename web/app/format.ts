import { useMemo } from 'react';
import { LANGUAGE_TAGS, useLanguage } from './i18n.ts';

/** Numbers and instants in the reader's language and time zone. */
export type Format = {
  /** An ISO instant, to the minute. */
  instant: (iso: string) => string;
  /** An ISO instant, to the second. */
  exactInstant: (iso: string) => string;
  /** The day of an ISO instant. */
  day: (iso: string) => string;
  /** The day of an ISO instant with its weekday. */
  weekday: (iso: string) => string;
  /** The time of day of an ISO instant, to the minute. */
  time: (iso: string) => string;
  /** Month and day of an ISO date without a time, e.g. 2026-05-01. */
  monthDay: (date: string) => string;
  /** Year and month of an ISO date without a time. */
  month: (date: string) => string;
  integer: (value: number) => string;
  percent: (share: number) => string;
  /** A decimal string, grouped, digits untouched. */
  decimal: (text: string) => string;
};

export function useFormat(): Format {
  const tag = LANGUAGE_TAGS[useLanguage()];
  return useMemo(() => {
    const minute = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' });
    const second = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'medium' });
    const day = new Intl.DateTimeFormat(tag, { dateStyle: 'medium' });
    const weekday = new Intl.DateTimeFormat(tag, { dateStyle: 'full' });
    const time = new Intl.DateTimeFormat(tag, { timeStyle: 'short' });
    // A date has no time zone: read as UTC, it is the same day everywhere.
    const monthDay = new Intl.DateTimeFormat(tag, { month: 'short', day: 'numeric', timeZone: 'UTC' });
    const month = new Intl.DateTimeFormat(tag, { year: 'numeric', month: 'short', timeZone: 'UTC' });
    const integer = new Intl.NumberFormat(tag);
    const percent = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 0 });
    const at = (format: Intl.DateTimeFormat, iso: string) => {
      const date = new Date(iso);
      return Number.isNaN(date.getTime()) ? iso : format.format(date);
    };
    return {
      instant: (iso) => at(minute, iso),
      exactInstant: (iso) => at(second, iso),
      day: (iso) => at(day, iso),
      weekday: (iso) => at(weekday, iso),
      time: (iso) => at(time, iso),
      monthDay: (date) => at(monthDay, date),
      month: (date) => at(month, date),
      integer: (value) => integer.format(value),
      percent: (share) => percent.format(share),
      decimal: groupDigits,
    };
  }, [tag]);
}

/** Groups a decimal string in threes without passing through a float. */
export function groupDigits(text: string): string {
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(text);
  if (match === null) return text;
  const [, sign = '', whole = '', fraction = ''] = match;
  return sign + whole.replace(/\B(?=(\d{3})+$)/g, ',') + fraction;
}
