// TensorFlow.js's own WebAssembly backend, made able to train: it has no gradient of a convolution's
// kernel, a scalar loop for that of its input, and a wrong gradient of max pooling. Patched with what it
// has: each gradient is a convolution again.
import {createRequire} from "node:module";

const require = createRequire(import.meta.url);

/** Sets and patches the backend `wasm`; throws if the package is not installed. */
export async function setPatchedWasm(tf) {
  require("@tensorflow/tfjs-backend-wasm");
  await tf.setBackend("wasm");
  const backend = tf.backend();
  const call = (name, inputs, attrs) =>
    tf.getKernel(name, "wasm").kernelFunc({inputs, backend, attrs});
  const dispose = (...tensors) => tensors.forEach(({dataId}) => backend.disposeData(dataId));
  const replace = (kernelName, make) => {
    const before = tf.getKernel(kernelName, "wasm")?.kernelFunc;
    if (before) tf.unregisterKernel(kernelName, "wasm");
    tf.registerKernel({kernelName, backendName: "wasm", kernelFunc: make(before)});
  };
  const info = (inputShape, filterShape, {strides, pad, dimRoundingMode}) =>
    tf.backend_util.computeConv2DInfo(inputShape, filterShape, strides, 1, pad, dimRoundingMode);

  replace("Conv2DBackpropFilter", () => ({inputs: {x, dy}, attrs}) => {
    const c = info(x.shape, attrs.filterShape, attrs);
    const xt = call("Transpose", {x}, {perm: [3, 1, 2, 0]});
    const dyt = call("Transpose", {x: dy}, {perm: [1, 2, 0, 3]});
    const {top, left} = c.padInfo;
    const below = c.filterHeight + (c.outHeight - 1) * c.strideHeight - c.inHeight - top;
    const aside = c.filterWidth + (c.outWidth - 1) * c.strideWidth - c.inWidth - left;
    const y = call(
      "Conv2D",
      {x: xt, filter: dyt},
      {
        strides: [1, 1],
        dilations: [c.strideHeight, c.strideWidth],
        pad: [
          [0, 0],
          [top, below],
          [left, aside],
          [0, 0]
        ],
        dataFormat: "NHWC"
      }
    );
    const out = call("Transpose", {x: y}, {perm: [1, 2, 0, 3]});
    dispose(xt, dyt, y);
    return out;
  });

  replace("Conv2DBackpropInput", (before) => (args) => {
    const {inputs, attrs} = args;
    const c = info(attrs.inputShape, inputs.filter.shape, attrs);
    if (c.strideHeight !== 1 || c.strideWidth !== 1) return before(args);
    const turned = call("Reverse", {x: inputs.filter}, {dims: [0, 1]});
    const filter = call("Transpose", {x: turned}, {perm: [0, 1, 3, 2]});
    const top = c.filterHeight - 1 - c.padInfo.top;
    const left = c.filterWidth - 1 - c.padInfo.left;
    const below = c.inHeight - c.outHeight - top + c.filterHeight - 1;
    const aside = c.inWidth - c.outWidth - left + c.filterWidth - 1;
    const pad = [
      [0, 0],
      [top, below],
      [left, aside],
      [0, 0]
    ];
    const y = call(
      "Conv2D",
      {x: inputs.dy, filter},
      {strides: [1, 1], dilations: [1, 1], pad, dataFormat: "NHWC"}
    );
    dispose(turned, filter);
    return y;
  });

  // Its product of transposed matrices is a scalar loop.
  replace("BatchMatMul", (before) => (args) => {
    const {inputs, attrs} = args;
    const exchange = (x) =>
      call("Transpose", {x}, {perm: x.shape.length === 3 ? [0, 2, 1] : [1, 0]});
    const a = attrs.transposeA ? exchange(inputs.a) : inputs.a;
    const b = attrs.transposeB ? exchange(inputs.b) : inputs.b;
    const c = before({...args, inputs: {a, b}, attrs: {transposeA: false, transposeB: false}});
    if (a !== inputs.a) dispose(a);
    if (b !== inputs.b) dispose(b);
    return c;
  });

  replace("MaxPoolGrad", () => ({inputs: {dy, input}, attrs}) => {
    const {filterSize, strides, pad, dimRoundingMode} = attrs;
    const c = tf.backend_util.computePool2DInfo(
      input.shape,
      filterSize,
      strides,
      1,
      pad,
      dimRoundingMode
    );
    const out = backend.makeOutput(input.shape, "float32");
    const [x, d, dx] = [input, dy, out].map((tensor) => backend.typedArrayFromHeap(tensor));
    dx.fill(0);
    const {inHeight, inWidth, inChannels} = c;
    for (let n = 0, o = 0; n < c.batchSize; ++n) {
      for (let i = 0; i < c.outHeight; ++i) {
        for (let j = 0; j < c.outWidth; ++j) {
          for (let channel = 0; channel < inChannels; ++channel, ++o) {
            let most = -Infinity;
            let where = -1;
            for (let a = 0; a < c.filterHeight; ++a) {
              const row = i * c.strideHeight - c.padInfo.top + a;
              if (row < 0 || row >= inHeight) continue;
              for (let b = 0; b < c.filterWidth; ++b) {
                const column = j * c.strideWidth - c.padInfo.left + b;
                if (column < 0 || column >= inWidth) continue;
                const at = ((n * inHeight + row) * inWidth + column) * inChannels + channel;
                if (x[at] > most) {
                  most = x[at];
                  where = at;
                }
              }
            }
            if (where >= 0) dx[where] += d[o];
          }
        }
      }
    }
    return out;
  });
}
