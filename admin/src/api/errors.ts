/** One thing that is wrong with a value: where, which rule it breaks, and a sentence for people. */
export type Problem = { path: string; rule: string; message: string };

/** What somebody else changed since the version that was held; `locale` of a localised field. */
export type OtherChange = { field: string; locale: string | null; version: number; at: string; by: { name: string } };

/** The codes of the server, and NETWORK for a server that did not answer. */
export type ErrorCode =
  | 'BAD_USER_INPUT'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'VALIDATION_FAILED'
  | 'QUERY_TOO_EXPENSIVE'
  | 'LIMIT_EXCEEDED'
  | 'RATE_LIMITED'
  | 'INTERNAL'
  | 'NETWORK';

/** What went wrong, in a sentence for people, with the server's code. */
export class ApiError extends Error {
  readonly code: ErrorCode;
  readonly problems: Problem[];
  /** Of a CONFLICT: who changed what. */
  readonly changes: OtherChange[];

  constructor(message: string, code: ErrorCode, problems: Problem[] = [], changes: OtherChange[] = []) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.problems = problems;
    this.changes = changes;
  }
}

export function isCode(error: unknown, code: ErrorCode): boolean {
  return error instanceof ApiError && error.code === code;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'Something went wrong.';
}
