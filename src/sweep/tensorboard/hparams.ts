// What TensorBoard's HParams plugin reads: which parameters and metrics a sweep has, and for each trial
// what its parameters were, and how it ended.
//
// https://github.com/tensorflow/tensorboard/blob/master/tensorboard/plugins/hparams/api.proto

import type {Dimension, Parameters, ParameterValue, Space} from "../space.ts";
import type {TrialState} from "../trials.ts";
import {pluginValue} from "./eventFile.ts";
import {bytes, double, message, whole} from "./protobuf.ts";

const types = {string: 1, boolean: 2, number: 3} as const;
const statuses = {success: 1, failure: 2} as const;

type Kind = keyof typeof types;

/** Choices of several types are text there. */
function kindOf(dimension: Dimension): Kind {
  if (dimension.kind !== "categorical") return "number";
  const kinds = new Set(dimension.choices.map((choice) => typeof choice as Kind));
  return kinds.size === 1 ? [...kinds][0]! : "string";
}

/** The fields of a `google.protobuf.Value`. */
function valueField(value: ParameterValue, kind: Kind): Uint8Array {
  switch (kind) {
    case "number":
      return double(2, value as number);
    case "string":
      return bytes(3, String(value));
    case "boolean":
      return whole(4, value ? 1 : 0);
  }
}

/** The experiment, for the folder above those of the trials. */
export function experiment(
  space: Space,
  {time, metrics}: {time: number; metrics: readonly string[]}
): Uint8Array {
  const parameters = Object.entries(space).map(([name, dimension]) => {
    const kind = kindOf(dimension);
    const domain =
      dimension.kind === "categorical"
        ? message(5, ...dimension.choices.map((one) => message(1, valueField(one, kind))))
        : message(6, double(1, dimension.low), double(2, dimension.high));
    return message(4, bytes(1, name), whole(4, types[kind]), domain);
  });
  const names = metrics.map((tag) => message(5, message(1, bytes(2, tag))));
  return pluginValue(
    "_hparams_/experiment",
    "hparams",
    message(2, double(3, time), ...parameters, ...names)
  );
}

/** What a trial tried. */
export function sessionStart(parameters: Parameters, space: Space, time: number): Uint8Array {
  const given = Object.entries(parameters).map(([name, value]) => {
    const dimension = space[name];
    const kind = dimension ? kindOf(dimension) : (typeof value as Kind);
    return message(1, bytes(1, name), message(2, valueField(value, kind)));
  });
  return pluginValue(
    "_hparams_/session_start_info",
    "hparams",
    message(3, ...given, double(5, time))
  );
}

/** How a trial ended. */
export function sessionEnd(state: TrialState, time: number): Uint8Array {
  const status = state === "failed" ? statuses.failure : statuses.success;
  return pluginValue(
    "_hparams_/session_end_info",
    "hparams",
    message(4, whole(1, status), double(2, time))
  );
}
