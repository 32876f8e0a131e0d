/**
 * An answer other than the one asked for: thrown by a resource, sent as Jupyter Server sends it,
 * `{"message": …, "reason": …}` under the status.
 */
export class HttpError extends Error {
  readonly status: number;
  /** A few words for machines, where Jupyter's clients look for them. */
  readonly reason: string | null;
  /** Fields of the answer beyond `message` and `reason`. */
  readonly details: Record<string, unknown>;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    message: string,
    {reason = null, details = {}, headers = {}, cause}: HttpErrorOptions = {}
  ) {
    super(message, {cause});
    this.name = "HttpError";
    this.status = status;
    this.reason = reason;
    this.details = details;
    this.headers = headers;
  }
}

export interface HttpErrorOptions {
  reason?: string | null;
  details?: Record<string, unknown>;
  headers?: Record<string, string>;
  cause?: unknown;
}
