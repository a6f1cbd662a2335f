import { ApiError, type ErrorCode, type OtherChange, type Problem } from './errors';
import type { TypedDocumentString } from './generated/graphql';
import { readJson, send } from './http';

const ENDPOINT = '/manage/graphql';

type GraphQLFailure = { message: string; extensions?: { code?: ErrorCode; problems?: Problem[]; changes?: OtherChange[] } };
type Reply<T> = { data?: T | null; errors?: GraphQLFailure[]; error?: { code: ErrorCode; message: string } };

/** Asks the management API. The first error of a reply is thrown as an ApiError. */
export async function execute<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Result> {
  const query = String(document);
  const reply = await send('POST', ENDPOINT, { query, variables }, signal);
  const body = await readJson<Reply<Result>>(reply);
  const failure = body?.errors?.[0];
  if (failure) {
    const { code = 'INTERNAL', problems = [], changes = [] } = failure.extensions ?? {};
    throw new ApiError(failure.message, code, problems, changes);
  }
  if (body?.error) throw new ApiError(body.error.message, body.error.code);
  if (reply.status === 401) throw new ApiError('Your session has ended. Sign in again.', 'UNAUTHENTICATED');
  if (!body?.data) throw new ApiError(`Galley answered with the status ${reply.status} and no data.`, 'INTERNAL');
  return body.data;
}
