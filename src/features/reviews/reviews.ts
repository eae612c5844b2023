import type { AuthorityOverview } from '../../contract/reviews.ts';
import { asProblem } from '../../platform/database/connect.ts';
import type { Act } from '../administration.ts';
import { authorityOverview } from './overview.ts';
import type { ReviewsParts, Workshop } from './parts.ts';

/** Looking after authority: whether it is used, whether anybody answers for it, and reviewing it. */
export type Reviews = Readonly<{
  overview(act: Act): Promise<AuthorityOverview>;
  /** Counts what was used since the last time. */
  tick(): Promise<void>;
}>;

export function createReviews(parts: ReviewsParts): Reviews {
  const workshop: Workshop = { ...parts, pool: parts.database.pool('application') };
  return {
    overview: (act) => attempt(authorityOverview(workshop, act)),
    async tick() {
      await attempt(workshop.use.advance());
    },
  };
}

function attempt<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw asProblem(error);
  });
}
