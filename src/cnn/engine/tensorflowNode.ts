import {createRequire} from "node:module";
import type * as util from "node:util";
import {tf} from "../tensorflow.ts";

const require = createRequire(import.meta.url);

/** TensorFlow for Node, by preference: the reader installs one of them, or neither. */
const packages = ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node"] as const;

/**
 * Loads TensorFlow for Node, which registers its backend, `tensorflow`.
 *
 * @returns the package that was loaded
 * @throws Error if none is installed, or it does not load
 */
export function loadTensorflow(): string {
  const name = packages.find(isInstalled);
  if (!name) throw new Error(`neither ${packages.join(" nor ")} is installed`);
  return load(name);
}

/** Whether TensorFlow finds a graphics card, or why not, if it could have. */
export function findGpu(): {found: boolean; reason?: string} {
  const [name] = packages;
  if (!isInstalled(name)) return {found: false};
  try {
    load(name);
    const backend = tf.findBackend("tensorflow") as {isUsingGpuDevice?: boolean} | null;
    return backend?.isUsingGpuDevice
      ? {found: true}
      : {found: false, reason: `${name} found no graphics card`};
  } catch (error) {
    return {found: false, reason: (error as Error).message};
  }
}

function isInstalled(name: string): boolean {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}

function load(name: string): string {
  repairUtil();
  try {
    require(name);
  } catch (cause) {
    throw new Error(`${name} does not load: ${(cause as Error).message.split("\n")[0]}`, {cause});
  }
  return name;
}

/**
 * Puts back two functions that version 4.22 of the packages calls at every operation, and that Node 23
 * and later do not have: https://github.com/tensorflow/tfjs/issues/8609.
 */
function repairUtil(): void {
  const old = require("node:util") as typeof util & Record<string, unknown>;
  old.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  old.isArray ??= Array.isArray;
}
