import { ApiError } from '@/api/errors';

/** What the server found wrong with one field of a form. */
export function problemAt(error: unknown, path: string): string | null {
  if (!(error instanceof ApiError)) return null;
  return error.problems.find((problem) => problem.path === path || problem.path.startsWith(`${path}.`))?.message ?? null;
}

/** The sentence for the form as a whole: none where all problems are shown at their fields. */
export function formProblem(error: unknown, shown: string[]): string | null {
  if (!(error instanceof Error)) return null;
  if (!(error instanceof ApiError) || error.problems.length === 0) return error.message;
  return shown.some((path) => problemAt(error, path)) ? null : (error.problems[0]?.message ?? error.message);
}
