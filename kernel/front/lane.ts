/** Work in order: each job begins when the one before it is over. */
export class Lane {
  #last: Promise<void> = Promise.resolve();

  /** @param job - never rejects */
  push(job: () => Promise<void>): void {
    this.#last = this.#last.then(job);
  }
}
