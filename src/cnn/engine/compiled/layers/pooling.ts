import type {Builder, Value} from "../builder.ts";
import {avgPool2d, globalAvgPool2d, globalMaxPool2d, maxPool2d} from "../operations/pool2d.ts";
import {layWindows, type Window} from "../operations/window.ts";
import {Unsupported} from "../unsupported.ts";
import {configOf, type Lowering, type Lowerings} from "./lowering.ts";

const pool =
  (operation: (b: Builder, x: Value, window: Window) => Value): Lowering =>
  (b, layer, [x]) => {
    const {poolSize, strides, padding} = configOf<{
      poolSize: number | number[];
      strides: number | number[] | null;
      padding: string;
    }>(layer);
    const config = {size: poolSize, strides: strides ?? poolSize, padding};
    return operation(b, x, layWindows(x.shape.slice(1), config));
  };

const globalPool =
  (operation: (b: Builder, x: Value, keepAxes: boolean) => Value): Lowering =>
  (b, layer, [x]) => {
    if (x.shape.length !== 3) throw new Unsupported(`an input of shape [n,${x.shape}]`);
    configOf(layer);
    return operation(b, x, false);
  };

/** Layers that summarise a neighbourhood. */
export const pools: Lowerings = {
  MaxPooling2D: pool(maxPool2d),
  AveragePooling2D: pool(avgPool2d),
  GlobalMaxPooling2D: globalPool(globalMaxPool2d),
  GlobalAveragePooling2D: globalPool(globalAvgPool2d)
};
