/**
 * The stored log is not what was signed. The sealer stops rather than sign over it; `fencun verify` says where the
 * damage is. Not a `Problem`: no caller can act on it, the people in charge must.
 */
export class LogDamage extends Error {
  constructor(detail: string) {
    super(`the access log is damaged: ${detail}`);
    this.name = 'LogDamage';
  }
}
