import {join} from "node:path";
import {sweep, type Sweep, type SweepOptions} from "@convnotes/sweep";

/** A sweep over five hyperparameters of a small network on 2,000 digits, kept under its name in a folder. */
export function mnistSweep(
  folder: string,
  name: string,
  {epochs, ...more}: Partial<SweepOptions> & {epochs: number}
): Promise<Sweep> {
  return sweep({
    space: {
      rate: {type: "log", min: 1e-5, max: 0.3},
      filters: {type: "integer", min: 2, max: 16, scale: "log"},
      kernelSize: [3, 5, 7],
      dropout: {type: "float", min: 0, max: 0.8},
      activation: ["relu", "tanh", "sigmoid"]
    },
    objective: {module: new URL("../input/sweep/trainMnist.js", import.meta.url).href},
    data: {epochs},
    folder: join(folder, name),
    quiet: true,
    ...more
  });
}

/** How many epochs all trials took together. */
export const epochsOf = ({trials}: Sweep): number =>
  trials.reduce((sum, {steps}) => sum + Object.keys(steps).length, 0);
