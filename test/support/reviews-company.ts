import { randomBytes } from 'node:crypto';
import { createLogReader } from '../../src/audit/reader.ts';
import { createUseOfAuthority } from '../../src/audit/use.ts';
import { USE_MIGRATIONS } from '../../src/audit/use-schema.ts';
import type { Difference } from '../../src/features/provisioning/provisioning.ts';
import { PROVISIONING_MIGRATIONS } from '../../src/features/provisioning/schema.ts';
import { createReviews, type Reviews } from '../../src/features/reviews/reviews.ts';
import { REVIEWS_MIGRATIONS } from '../../src/features/reviews/schema.ts';
import { createCipher } from '../../src/platform/crypto/cipher.ts';
import { testSealer } from './access-log.ts';
import { labKeys } from './gateway-lab.ts';
import { createSharingCompany, SHARED_TYPE, type SharingCompany } from './sharing-company.ts';

export type ReviewsCompany = SharingCompany &
  Readonly<{
    reviews: Reviews;
    /** What the source of people is made to say. */
    differences: Difference[];
  }>;

/** The company that shares, with those who look after its authority. */
export async function createReviewsCompany(): Promise<ReviewsCompany> {
  const lab = await createSharingCompany([
    ...USE_MIGRATIONS,
    ...PROVISIONING_MIGRATIONS,
    ...REVIEWS_MIGRATIONS,
  ]);
  const { parts, organisation, policies, database } = lab.company;
  const differences: Difference[] = [];
  const reviews = createReviews({
    ...parts,
    ...{ organisation, policies, gateway: lab.gateway },
    logReader: createLogReader(database.pool('auditor'), testSealer(database).sealNow),
    logEvidence: async () => null,
    cipher: createCipher({ suite: 'aes-256-gcm', randomBytes }),
    ...{ keyProvider: labKeys(), randomBytes },
    use: createUseOfAuthority(database.pool('auditor'), testSealer(database).sealNow),
    recordTypes: async () => new Map([[SHARED_TYPE.name, SHARED_TYPE]]),
    differences: async () => differences,
  });
  return { ...lab, reviews, differences };
}
