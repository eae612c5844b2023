import { useNavigate } from '@tanstack/react-router';
import { useRecordTypes } from '../api/record-types.ts';
import { choosePurpose, signOut, useMe, usePurpose } from '../api/session.ts';
import { changeList } from '../find/list-memory.ts';
import { phoneQuery } from '../find/phone-query.ts';
import { changeLanguage, useLabel, useLanguage } from '../i18n.ts';
import { en } from '../locale/en.ts';
import { useAppWords } from '../locale/words.ts';
import { zh } from '../locale/zh.ts';
import { usePlaces } from '../shell/places.ts';
import { chooseTheme } from '../theme.ts';
import { bothLanguages, type Command } from './commands.ts';
import { useCommandWords } from './words.ts';

/** Everything that this person may do from here: go somewhere, work for another purpose, change how it looks. */
export function useCommands(showShortcuts: () => void): readonly Command[] {
  const go = useGo();
  const places = usePlaces();
  const say = useCommandWords();
  const app = useAppWords();
  const label = useLabel();
  const me = useMe();
  const purpose = usePurpose();
  const language = useLanguage();
  const navigate = useNavigate();
  const other = language === 'zh' ? 'en' : 'zh';
  const actions: readonly (Omit<Command, 'group' | 'also'> & { also?: readonly string[] })[] = [
    {
      id: 'credentials',
      name: app('nav.credentials'),
      also: [zh['nav.credentials'], en['nav.credentials']],
      run: () => void navigate({ to: '/credentials' }),
    },
    { id: 'language', name: app('language.other'), also: ['language'], run: () => changeLanguage(other) },
    { id: 'light', name: say('theme.light'), also: ['light'], run: () => chooseTheme('light') },
    { id: 'dark', name: say('theme.dark'), also: ['dark'], run: () => chooseTheme('dark') },
    { id: 'shortcuts', name: say('shortcuts'), keys: ['?'], run: showShortcuts },
    {
      id: 'sign-out',
      name: app('do.sign-out'),
      also: ['sign out', 'log out'],
      run: () => void signOut(() => navigate({ to: '/sign-in' })),
    },
  ];
  return [
    ...places.map((place): Command => {
      const keys = place.key === null ? {} : { keys: ['g', place.key] };
      if (place.kind === 'records') {
        const also = [...bothLanguages(place.label), place.type];
        return {
          id: `place ${place.type}`,
          group: 'place',
          name: label(place.label),
          also,
          ...keys,
          run: () => go(place),
        };
      }
      const also = [zh[`nav.${place.word}`], en[`nav.${place.word}`], place.word];
      return {
        id: `place ${place.to}`,
        group: 'place',
        name: app(`nav.${place.word}`),
        also,
        ...keys,
        run: () => go(place),
      };
    }),
    ...me.purposes
      .filter(({ code }) => code !== purpose?.code)
      .map(
        (each): Command => ({
          id: `purpose ${each.code}`,
          group: 'purpose',
          name: label(each.label),
          hint: label(each.description),
          also: [...bothLanguages(each.label), each.code],
          run: () => choosePurpose(each.code),
        }),
      ),
    ...actions.map((action): Command => ({ also: [], ...action, group: 'action' })),
  ];
}

/** Goes to a place of the navigation. */
export function useGo(): (place: ReturnType<typeof usePlaces>[number]) => void {
  const navigate = useNavigate();
  return (place) => {
    if (place.kind === 'records') void navigate({ to: '/records/$type', params: { type: place.type } });
    else void navigate({ to: place.to });
  };
}

/** "Find whose number this is", for each type that may be searched by a phone number. What was typed is sent, never shown. */
export function useFindCommands(typed: string): readonly Command[] {
  const say = useCommandWords();
  const label = useLabel();
  const navigate = useNavigate();
  const types = useRecordTypes().data ?? [];
  return types.flatMap((type): Command[] => {
    const field = type.fields.find((each) => each.type === 'phone' && each.findable);
    const query = field === undefined ? null : phoneQuery(typed, field.operators);
    if (field === undefined || query === null) return [];
    return [
      {
        id: `find ${type.name}`,
        group: 'find',
        name: say(query.operator === 'last-four' ? 'find.last-four' : 'find.whole', {
          type: label(type.label),
          field: label(field.label),
        }),
        also: [],
        run: () => {
          changeList(type.name, { filters: [{ field: field.name, ...query }], mine: false });
          void navigate({ to: '/records/$type', params: { type: type.name } });
        },
      },
    ];
  });
}
