import type {Scalar, Tensor, Tensor4D} from "@tensorflow/tfjs";
import {headOf, withoutHead} from "./classScore.ts";
import {type Graph, stepOf} from "./graph.ts";
import {runGraph} from "./runGraph.ts";

/**
 * The activation of a channel as a function of the picture: at one unit, or the mean of its map. Of a
 * classifier's last layer it is the score before the softmax.
 *
 * @throws RangeError if there is no such layer, and when it is called, if there is no such channel or unit
 */
export function unitOf(
  caller: string,
  graph: Graph,
  layer: string,
  channel: number,
  unit?: readonly [row: number, column: number]
): (x: Tensor) => Scalar {
  const [slot] = stepOf(caller, graph, layer).outputs;
  const head = graph.outputs.length === 1 ? headOf(caller, graph) : undefined;
  return (x) => {
    const replace = head && withoutHead(head);
    const output = runGraph(graph, [x], {slots: [slot], replace})[slot];
    const map = (output.rank === 4 ? output : output.reshape([1, 1, 1, -1])) as Tensor4D;
    const [, rows, columns, channels] = map.shape;
    if (!(Number.isInteger(channel) && channel >= 0 && channel < channels)) {
      throw new RangeError(
        `${caller}: channel is one of 0 to ${channels - 1} in layer ${layer}, but got ${channel}`
      );
    }
    const [row, column] = unit ?? [0, 0];
    if (!(row >= 0 && row < rows && column >= 0 && column < columns)) {
      throw new RangeError(
        `${caller}: unit is a row and a column of the ${rows}×${columns} maps of ${layer}, but got [${unit!}]`
      );
    }
    if (unit) return map.slice([0, row, column, channel], [1, 1, 1, 1]).mean();
    return map.slice([0, 0, 0, channel], [1, rows, columns, 1]).mean();
  };
}
