import type {Dimension, ParameterValue, Space} from "../space.ts";
import type {TrialRecord} from "../trials.ts";
import type {SweepState} from "../result.ts";

/** Trials that came to a value by themselves. */
export const completeOf = ({trials}: SweepState): (TrialRecord & {value: number})[] =>
  trials.filter(
    (trial): trial is TrialRecord & {value: number} =>
      trial.state === "complete" && trial.value !== undefined
  );

/** Where a value lies between the ends of what its parameter may be, from 0 to 1. */
export function position(value: ParameterValue, dimension: Dimension): number {
  if (dimension.kind === "categorical") {
    const last = dimension.choices.length - 1;
    return last === 0 ? 0.5 : dimension.choices.indexOf(value) / last;
  }
  const scale = (x: number): number => (dimension.log ? Math.log(x) : x);
  const [low, high] = [scale(dimension.low), scale(dimension.high)];
  return high === low ? 0.5 : (scale(value as number) - low) / (high - low);
}

/** Names of the parameters of which there is more than one value to try. */
export const variedIn = (space: Space): string[] =>
  Object.entries(space)
    .filter(([, dimension]) =>
      dimension.kind === "categorical"
        ? dimension.choices.length > 1
        : dimension.high > dimension.low
    )
    .map(([name]) => name);

/** A value for a reader: three significant digits. */
export const short = (value: ParameterValue): string =>
  typeof value === "number" ? String(Number(value.toPrecision(3))) : String(value);

/** A trial's parameters, one a line, for the words at the pointer. */
export const inLines = ({parameters}: TrialRecord): string =>
  Object.entries(parameters)
    .map(([name, value]) => `${name} ${short(value)}`)
    .join("<br>");

/** How a sweep stands, in a line: `12 of 32 trials complete, 5 ended early, 1 failed`. */
export function standing({trials, planned = trials.length}: SweepState): string {
  const count = (state: TrialRecord["state"]): number =>
    trials.filter((trial) => trial.state === state).length;
  const others = (
    [
      ["pruned", "ended early"],
      ["failed", "failed"],
      ["running", "running"]
    ] as const
  )
    .filter(([state]) => count(state) > 0)
    .map(([state, words]) => `, ${count(state)} ${words}`);
  return `${count("complete")} of ${planned} trials complete${others.join("")}`;
}

/** The axis of the trials, with room for those that are to come. */
export const trialAxis = ({trials, planned = 0}: SweepState): Record<string, unknown> => ({
  title: {text: "trial"},
  zeroline: false,
  range: [-0.6, Math.max(planned, trials.length, 1) - 0.4]
});
