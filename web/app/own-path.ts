/** A path of this site to go on to after signing in, so that a crafted link cannot send a person elsewhere. */
export function isOwnPath(next: string): boolean {
  return /^\/(?![/\\])[\w\-/]*$/.test(next);
}
