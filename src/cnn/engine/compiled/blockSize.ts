import {loadOnnxruntime} from "../onnxruntime.ts";
import {Builder} from "./builder.ts";
import {blockedConv} from "./operations/blockedConv.ts";

let known: number | undefined;

/**
 * How many channels ONNX Runtime puts side by side on this processor: 16 with AVX-512, 8 with AVX2, and
 * 0 where it has no such layout, or where a small convolution in it does not come out right.
 */
export function blockSize(): number {
  return (known ??= [16, 8].find(works) ?? 0);
}

/** Whether blocks of so many channels give what the plain convolution gives, of a picture's channels, too. */
function works(block: number): boolean {
  return [3, 2 * block].every((channels) => agrees(block, channels));
}

function agrees(block: number, channels: number): boolean {
  const b = new Builder({batch: 1, block});
  const attributes = {kernel_shape: [2, 2], pads: [0, 0, 0, 0], strides: [1, 1], dilations: [1, 1]};
  const shape = [2, 2, channels, block];
  const x = b.graph.input("x", [1, channels, 3, 3]);
  const kernel = b.graph.input("kernel", shape);
  const w = b.node("Transpose", [kernel], {perm: [3, 2, 0, 1]});
  b.graph.output("plain", [1, block, 2, 2], b.node("Conv", [x, w], attributes));
  const {name} = blockedConv(b, {name: x}, {name: kernel, shape}, undefined, attributes);
  b.graph.output("blocked", [1, block, 2, 2], name);
  // Small whole numbers: sums are exact in any order.
  const wholes = (length: number, step: number): Float32Array =>
    Float32Array.from({length}, (_, i) => ((i * step) % 7) - 3);
  const array = (dims: number[], step: number) => ({
    type: "float32" as const,
    dims,
    data: wholes(
      dims.reduce((a, b) => a * b),
      step
    )
  });
  try {
    const session = loadOnnxruntime().createSession(b.graph.encode(), {rewrite: false});
    const {plain, blocked} = session.run(
      {x: array([1, channels, 3, 3], 5), kernel: array(shape, 3)},
      {plain: null, blocked: null}
    );
    return plain.data.every((value, i) => value === blocked.data[i]);
  } catch {
    return false; // no such operators on this processor, or of another block
  }
}
