/** Detail keywords of RFC 7644 table 9, as far as Fencun says them. */
type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue';

/**
 * What a provisioning client is refused with (RFC 7644 section 3.12). The words are for whoever reads the log of the
 * identity system; they never repeat a value that was sent.
 */
export class ScimRefusal extends Error {
  readonly status: number;
  readonly scimType: ScimType | null;
  /** After how many seconds trying again makes sense, where it does. */
  readonly retryAfterSeconds: number | null;

  constructor(
    status: number,
    scimType: ScimType | null,
    detail: string,
    retryAfterSeconds: number | null = null,
  ) {
    super(detail);
    this.name = 'ScimRefusal';
    this.status = status;
    this.scimType = scimType;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export const notFound = () => new ScimRefusal(404, null, 'There is no such resource.');
export const badValue = (detail: string) => new ScimRefusal(400, 'invalidValue', detail);
export const badPath = (detail: string) => new ScimRefusal(400, 'invalidPath', detail);
export const badSyntax = (detail: string) => new ScimRefusal(400, 'invalidSyntax', detail);
