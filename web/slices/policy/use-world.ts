import { useMemo, useState } from 'react';
import type { PolicyView } from '../../../src/contract/policy.ts';
import { useCatalogue } from '../../app/api/catalogue.ts';
import { useOrganisation } from './policy-api.ts';
import { type World, worldOf } from './world.ts';

/** The world as it is while the page is open, or what is still missing of it. */
export function useWorld(view: PolicyView): { world: World | null; error: unknown; retry: () => void } {
  const organisation = useOrganisation();
  const catalogue = useCatalogue();
  const [at] = useState(() => Date.now());
  const world = useMemo(
    () =>
      organisation.data && catalogue.data
        ? worldOf(view, organisation.data, catalogue.data.recordTypes, at)
        : null,
    [view, organisation.data, catalogue.data, at],
  );
  return {
    world,
    error: organisation.error ?? catalogue.error,
    retry: () => {
      void organisation.refetch();
      void catalogue.refetch();
    },
  };
}
