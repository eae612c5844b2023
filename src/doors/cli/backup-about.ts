import { z } from 'zod';
import { refused } from './failures.ts';

/** What a backup says of itself, inside the seal: what it needs to be restored, and what it must prove afterwards. */
const aboutSchema = z.object({
  createdAt: z.iso.datetime(),
  /** Of Fencun. */
  version: z.string(),
  database: z.string(),
  migrations: z.array(z.object({ id: z.string(), checksum: z.string() })),
  cipher: z.string(),
  /** The access log up to which the backup reaches at least, as a signed note; null where nothing was ever sealed. */
  checkpoint: z.string().nullable(),
  logKey: z.string(),
  /** A key that the provider wrapped: if it opens, the vault will. */
  probe: z.object({ keyId: z.string(), wrapped: z.string() }),
  /** Files of the data folder that hold keys, where the backup was asked to take them along. */
  keyFiles: z.record(z.string(), z.string()),
});
export type BackupAbout = z.infer<typeof aboutSchema>;

const headSchema = z.object({ about: aboutSchema, rowsAbout: z.number() });

/** @throws Problem `invalid-input` for a first line that is none of ours */
export function readAbout(line: string): z.infer<typeof headSchema> {
  const parsed = headSchema.safeParse(JSON.parse(line));
  if (parsed.success) return parsed.data;
  throw refused('备份由不兼容的版本生成。', 'The backup was made by a version that is not compatible.');
}
