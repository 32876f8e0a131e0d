// Objectives that do what objectives should not.
import {appendFileSync, existsSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {setTimeout as sleep} from "node:timers/promises";

/** By the parameter `mood`. */
export default async function (trial) {
  const first = join(trial.folder, "first");
  const isFirst = !existsSync(first);
  writeFileSync(first, String(process.pid));
  switch (trial.parameters.mood) {
    case "throws":
      throw new TypeError("no such layer");
    case "not a number":
      return NaN;
    case "reports NaN":
      await trial.report(0 / 0);
      return 1;
    case "exits":
      return process.exit(3);
    case "killed once":
      if (isFirst) process.kill(process.pid, "SIGKILL");
      return 2;
    case "stuck once":
      while (isFirst) Math.random();
      return 3;
    case "waits for ever once":
      if (isFirst) await new Promise(() => undefined);
      return 4;
    case "hungry once":
      return isFirst ? eat() : 7;
    case "hungry":
      return eat();
    case "leaves a timer":
      setInterval(() => undefined, 1000);
      return 5;
    default:
      return 6;
  }
}

/** Takes memory until there is none. */
function eat() {
  for (const all = []; ; ) all.push(Array.from({length: 10_000}, () => ({})));
}

/** Writes more than a small disk holds. */
export async function writesMuch({folder, report}) {
  await report(1);
  writeFileSync(join(folder, "much"), Buffer.alloc(1 << 20));
  return 2;
}

/** Steps with a state that is kept: the sum of the steps, of which each is worked on once. */
export async function counts(trial) {
  const state = (await trial.restore()) ?? {step: 0, sum: 0};
  while (state.step < 6) {
    appendFileSync(join(trial.folder, "worked.txt"), `${state.step}\n`);
    state.sum += trial.parameters.x * state.step;
    await trial.report(state.sum, {step: state.step});
    state.step += 1;
    await trial.save(state);
    if (trial.data?.pause) await sleep(trial.data.pause);
  }
  return state.sum;
}

/** A value for each process, so that one sees who shares one. */
export const processId = () => process.pid;

/** A curve that rises to a height that `x` says, one step after another. */
export async function curve(trial) {
  const {x} = trial.parameters;
  let value = 0;
  for (let step = 0; step < 9; ++step) {
    value = (1 - (x - 0.3) ** 2) * (1 - Math.exp(-(step + 1) / 3));
    await trial.report(value);
  }
  return value;
}

/** The same, a little work in each step. */
export async function slowCurve(trial) {
  const report = async (value) => {
    await sleep(5);
    await trial.report(value);
  };
  return curve({...trial, report});
}
