import { type Algorithm, hash, parseOptions, verify } from '@node-rs/argon2';

/** How much work one password costs to check. `memoryKib` is held for as long as the check takes. */
export type PasswordCost = Readonly<{ memoryKib: number; passes: number }>;

/** OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, two passes, one lane. */
const OWASP_COST: PasswordCost = { memoryKib: 19_456, passes: 2 };

export type PasswordHasher = Readonly<{
  hash(password: string): Promise<string>;
  /** Takes as long when there is no hash as when there is one, so that time does not tell who has an account. */
  verify(stored: string | null, password: string): Promise<boolean>;
  /** Whether a hash was made at another cost than today's. */
  isOutdated(stored: string): boolean;
}>;

export function createPasswordHasher({ memoryKib, passes }: PasswordCost = OWASP_COST): PasswordHasher {
  // `Algorithm` is a const enum, which isolated modules can't read; 2 is argon2id.
  const algorithm = 2 as Algorithm.Argon2id;
  const options = { algorithm, memoryCost: memoryKib, timeCost: passes, parallelism: 1 };
  let nobody: Promise<string> | undefined;

  return {
    hash: (password) => hash(normalised(password), options),
    async verify(stored, password) {
      nobody ??= hash('whoever has no password', options);
      const isRight = await verify(stored ?? (await nobody), normalised(password));
      return stored !== null && isRight;
    },
    isOutdated(stored) {
      const { memoryCost, timeCost } = parseOptions(stored);
      return memoryCost !== memoryKib || timeCost !== passes;
    },
  };
}

/** The same password typed on another keyboard or system is the same bytes (NIST SP 800-63B, 3.1.1.2). */
function normalised(password: string): string {
  return password.normalize('NFKC');
}
