/** Development only: a request as the stand-in server sees it, and its answer. */
export type Call = {
  method: string;
  path: string;
  search: URLSearchParams;
  body: unknown;
  session: string | null;
  purpose: string | null;
  version: number;
};
export type Reply = { body?: unknown; status?: number; cookie?: string };
