import type {Builder, Value} from "../builder.ts";
import type {OnnxAttribute} from "../../onnx.ts";

/** ONNX Runtime's operators on blocks of channels, which it puts into graphs that it rewrites itself. */
export const domain = "com.microsoft.nchwc";

/** Whether a convolution can work on whole blocks of channels. */
export function isBlocked({block}: Builder, channels: number, filters: number): boolean {
  return block > 1 && channels % block === 0 && filters % block === 0;
}

/** Whether a convolution can take the few channels of a picture as they are, and give blocks. */
export function givesBlocks({block}: Builder, channels: number, filters: number): boolean {
  return channels < block && filters % block === 0;
}

/** A value that is computed in blocks, and put into the graph's own order once somebody asks. */
export type Blocked = Required<Pick<Value, "name" | "blocked">>;

/**
 * A convolution on blocks of channels, `[n, channels / block, height, width, block]`: the order in which
 * a processor has all that it multiplies at once side by side, so that no pixel is copied for each tap.
 * Images of fewer channels than a block has are taken in the graph's order.
 *
 * @param x - images in the graph's order, and in blocks if there are
 * @param kernel - `[height, width, channels, filters]`
 * @param turned - whether the kernel's filters are what comes in, and its channels what goes out
 */
export function blockedConv(
  b: Builder,
  x: Pick<Value, "name" | "blocked">,
  kernel: {name: string; shape: readonly number[]; turned?: boolean},
  bias: string | undefined,
  attributes: Readonly<Record<string, OnnxAttribute>>
): Blocked {
  const {block} = b;
  const [height, width, ...ends] = kernel.shape;
  const [channels, filters] = kernel.turned ? ends.toReversed() : ends;
  const size = [height, width];
  const isThin = givesBlocks(b, channels, filters);
  const incoming = isThin ? [channels] : [ends[0] / block, block];
  const blocks = b.node("Reshape", [
    kernel.name,
    b.graph.integers([...size, ...incoming, ends[1] / block, block])
  ]);
  const perm = isThin ? [3, 2, 0, 1, 4] : kernel.turned ? [2, 4, 0, 1, 5, 3] : [4, 2, 0, 1, 3, 5];
  const w = b.node("Reshape", [
    b.node("Transpose", [blocks], {perm}),
    b.graph.integers([filters, channels, ...size])
  ]);
  const images = isThin ? x.name : toBlocks(b, x);
  const inputs = bias === undefined ? [images, w] : [images, w, bias];
  return inBlocks(b, b.node("Conv", inputs, attributes, {domain}), filters);
}

/** The positive part of a value in blocks. */
export function blockedRelu(b: Builder, x: () => string, channels: number): Blocked {
  return inBlocks(b, b.node("Relu", [x()]), channels);
}

/** A value in blocks: as it was computed, or put into them now. */
export function toBlocks(b: Builder, x: Pick<Value, "name" | "blocked">): string {
  return x.blocked?.() ?? b.blocks.get(x.name) ?? b.node("ReorderInput", [x.name], {}, {domain});
}

/** What a node gave in blocks, `[n, channels / block, height, width, block]`. */
export function inBlocks(b: Builder, y: string, channels: number): Blocked {
  let ordered: string | undefined;
  return {
    get name() {
      if (ordered !== undefined) return ordered;
      ordered = b.node("ReorderOutput", [y], {channels}, {domain});
      b.blocks.set(ordered, y);
      return ordered;
    },
    blocked: () => y
  };
}
