/** Why a failure limit is not of `@fastify/rate-limit`: that one counts requests, and a lab makes many good ones. */
export interface FailureLimitOptions {
  /** How many failures are forgiven within the window; defaults to 10. */
  max?: number;
  /** In milliseconds; defaults to a minute. */
  window?: number;
  now?: () => number;
}

/**
 * Counts failed logins by address and says when there are too many, so that a short password cannot
 * be guessed. Who is logged in already does not notice.
 */
export class FailureLimit {
  readonly #max: number;
  readonly #window: number;
  readonly #now: () => number;
  readonly #failures = new Map<string, {count: number; until: number}>();

  constructor({max = 10, window = 60_000, now = Date.now}: FailureLimitOptions = {}) {
    this.#max = max;
    this.#window = window;
    this.#now = now;
  }

  /** How many seconds an address must wait before it may try again; 0 when it may now. */
  wait(address: string): number {
    const entry = this.#failures.get(address);
    if (!entry || entry.count < this.#max) return 0;
    return Math.max(0, Math.ceil((entry.until - this.#now()) / 1000));
  }

  fail(address: string): void {
    const now = this.#now();
    for (const [known, {until}] of this.#failures) if (until <= now) this.#failures.delete(known);
    const entry = this.#failures.get(address) ?? {count: 0, until: now + this.#window};
    entry.count++;
    this.#failures.set(address, entry);
  }

  /** Takes back the failures of an address that has logged in after all. */
  forgive(address: string): void {
    this.#failures.delete(address);
  }
}
