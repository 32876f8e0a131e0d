/** Where a training is. */
export interface Moment {
  /** Steps taken so far, from 0. */
  readonly step: number;
  /** Steps that the whole training takes. */
  readonly steps: number;
  /** Epochs so far, with the part of the present one: 1.5 is half-way through the second. */
  readonly epoch: number;
  /** Epochs that the whole training takes. */
  readonly epochs: number;
}

/** Gives at each step the factor by which the learning rate is multiplied. */
export type Schedule = (moment: Moment) => number;

/** The learning rate stays as it is. */
export const constant = (): Schedule => () => 1;

/**
 * The learning rate drops by a factor from time to time.
 *
 *     factor ^ ⌊epoch / every⌋
 *
 * @param factor - by which it is multiplied, between 0 and 1
 * @param every - epochs from one drop to the next
 *
 * @example
 * ```ts
 * step(0.5, 2)({epoch: 4, epochs: 10, step: 400, steps: 1000}); // 0.25
 * ```
 */
export function step(factor: number, every: number): Schedule {
  checkRange("step", "factor", factor, 0, 1);
  checkRange("step", "every", every, Number.MIN_VALUE, Infinity);
  return ({epoch}) => factor ** Math.floor(epoch / every);
}

/**
 * The learning rate falls by the same factor in every epoch, a little at each step.
 *
 *     factor ^ epoch
 *
 * @param factor - what is left of it after an epoch, between 0 and 1
 */
export function exponential(factor: number): Schedule {
  checkRange("exponential", "factor", factor, 0, 1);
  return ({epoch}) => factor ** epoch;
}

/**
 * The learning rate follows half a wave of the cosine from all of itself down to an end.
 *
 *     end + (1 − end) · (1 + cos(π · step / steps)) / 2
 *
 * @param end - what is left of it at the last step, between 0 and 1
 * @see Loshchilov and Hutter (2017), SGDR: stochastic gradient descent with warm restarts, equation 5
 */
export function cosine(end = 0): Schedule {
  checkRange("cosine", "end", end, 0, 1);
  return ({step, steps}) => end + ((1 - end) * (1 + Math.cos((Math.PI * step) / steps))) / 2;
}

/**
 * The learning rate rises in equal steps from near nothing, then follows another schedule over the
 * rest of the training.
 *
 * @param epochs - how long it rises; may be a part of an epoch
 * @param then - the schedule afterwards; defaults to `constant()`
 * @see Goyal et al. (2017), Accurate, large minibatch SGD, §2.2
 *
 * @example
 * ```ts
 * fit(model, train, {epochs: 10, learningRate: 0.1, schedule: schedules.warmup(1, schedules.cosine())});
 * ```
 */
export function warmup(epochs: number, then: Schedule = constant()): Schedule {
  checkRange("warmup", "epochs", epochs, 0, Infinity);
  return (moment) => {
    const stepsPerEpoch = moment.steps / moment.epochs;
    const rise = Math.round(epochs * stepsPerEpoch);
    if (moment.step < rise) return (moment.step + 1) / rise;
    return then({
      step: moment.step - rise,
      steps: moment.steps - rise,
      epoch: moment.epoch - rise / stepsPerEpoch,
      epochs: moment.epochs - rise / stepsPerEpoch
    });
  };
}

function checkRange(caller: string, name: string, value: number, low: number, high: number): void {
  if (value >= low && value <= high) return;
  const range =
    high === Infinity ? `${low === 0 ? "0 or more" : "more than 0"}` : `from ${low} to ${high}`;
  throw new RangeError(`schedules.${caller}: ${name} is a number ${range}, but got ${value}`);
}
