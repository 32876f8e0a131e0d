import {mkdir, readFile} from "node:fs/promises";
import {join} from "node:path";
import {deserialize, serialize} from "node:v8";
import type {Task} from "../runner.ts";
import type {Trial} from "../trial.ts";
import {writeWhole} from "../writeWhole.ts";

/** What a trial needs of where it runs. */
export interface TrialHost {
  signal: AbortSignal;
  data: unknown;
  /** Tells the sweep, and throws when it wants no more. */
  report(step: number, value: number): Promise<void>;
}

/** The trial that an objective is given. */
export function makeTrial({number, parameters, seed, folder}: Task, host: TrialHost): Trial {
  const {signal, data} = host;
  const state = join(folder, "checkpoints", "state.v8");
  let next = 0;
  const report: Trial["report"] = async (value, {step = next} = {}) => {
    if (!Number.isFinite(value)) {
      throw new RangeError(`trial.report: the value is a finite number, but got ${value}`);
    }
    if (!Number.isInteger(step) || step < 0) {
      throw new RangeError(`trial.report: step is a whole number from 0 on, but got ${step}`);
    }
    signal.throwIfAborted();
    next = step + 1;
    await host.report(step, value);
  };
  return {
    number,
    parameters,
    seed,
    folder,
    data,
    signal,
    report,
    async save(value) {
      await mkdir(join(folder, "checkpoints"), {recursive: true});
      await writeWhole(state, serialize(value));
    },
    async restore() {
      const bytes = await readFile(state).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return undefined;
        throw error;
      });
      return bytes && (deserialize(bytes) as unknown);
    },
    fitOptions(monitor = "val_accuracy") {
      const told = (epoch: number, scores: Readonly<Record<string, number>>): Promise<void> => {
        const value = scores[monitor];
        if (value !== undefined) return report(value, {step: epoch});
        const names = Object.keys(scores).join(", ");
        throw new RangeError(`trial.fitOptions: monitor is one of ${names}, but got ${monitor}`);
      };
      return {
        checkpoint: {path: join(folder, "checkpoints", "fit.safetensors"), resume: true},
        onEpoch: ({epoch, scores}) => told(epoch, scores),
        // What was learned before may not have been told: the trial was killed in between.
        async onResume({epochs, history}) {
          for (let epoch = 0; epoch < epochs; ++epoch) {
            const row = Object.entries(history).map(([name, values]) => [name, values[epoch]]);
            await told(epoch, Object.fromEntries(row) as Record<string, number>);
          }
        },
        signal,
        quiet: true
      };
    }
  };
}
