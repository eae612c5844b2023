import type pg from 'pg';
import type { GatewayDoor, OpenCatalogue } from '../../gateway/door.ts';
import type { Label } from '../../kernel/record-type.ts';
import type { Act, AdministrationParts, Outcome } from '../administration.ts';
import type { Policies } from '../policies/policies.ts';

export type CatalogueParts = AdministrationParts &
  Readonly<{
    gateway: Pick<GatewayDoor, 'catalogue' | 'revise' | 'conversions' | 'figures'>;
    /** Tells whoever works on conversions that there is one. */
    conversionBegun: () => void;
    positionNames: () => Promise<ReadonlyMap<string, Label>>;
    policies: Pick<Policies, 'load' | 'enact' | 'preview'>;
  }>;

export type Revision = Readonly<{ catalogue: OpenCatalogue; client: pg.PoolClient; at: number }>;

/** A deed of the security administrator upon the catalogue, recorded with it. */
export type Revise = <T>(
  act: Act,
  action: string,
  work: (revision: Revision) => Promise<Outcome<T>>,
) => Promise<T>;
