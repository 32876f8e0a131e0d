/** Tasks that touch the same thing run one after another, in the order they came; others at once. */
export class Queue {
  readonly #last = new Map<string, Promise<unknown>>();

  /**
   * Runs a task when those before it that share one of its keys have ended, well or not.
   *
   * @param keys - what the task touches
   * @returns what the task returns
   */
  run<T>(keys: readonly string[], task: () => Promise<T>): Promise<T> {
    const before = keys.map((key) => this.#last.get(key) ?? Promise.resolve());
    const result = Promise.all(before).then(task);
    // Those after it wait for its end, not for its success.
    const end = result.then(
      () => undefined,
      () => undefined
    );
    for (const key of keys) this.#last.set(key, end);
    void end.then(() => {
      for (const key of keys) if (this.#last.get(key) === end) this.#last.delete(key);
    });
    return result;
  }
}
