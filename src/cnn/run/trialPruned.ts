/** Ends a trial whose sweep has seen enough of it. Not a failure: the sweep takes it as the answer. */
export class TrialPruned extends Error {
  override readonly name: string = "TrialPruned";

  constructor(message: string = "the sweep has seen enough of this trial") {
    super(message);
  }
}
