/**
 * What the library calls by the same name, and what sweeps know by that name. A class of our own,
 * because to load the library for it would take longer than many a trial.
 */
export class TrialPruned extends Error {
  override readonly name: string = "TrialPruned";

  constructor() {
    super("the sweep has seen enough of this trial");
  }
}
