// Stands in for the package, which downloads TensorFlow: registers a backend of the name and with the
// marks that selection goes by, which computes with the CPU backend. Like the package, it needs two
// functions of node:util that Node 23 took away.
const util = require("node:util");
const tf = require(process.env.STAND_IN_TFJS);

if (process.env.STAND_IN === "broken") throw new Error("libtensorflow.so.2: cannot open shared object file");
if (process.env.STAND_IN === "wrong") {
  tf.unregisterKernel("MaxPool", "cpu");
  tf.registerKernel({
    kernelName: "MaxPool",
    backendName: "cpu",
    kernelFunc: ({backend}) => backend.makeTensorInfo([1, 2, 2, 1], "float32", new Float32Array(4))
  });
}
const backend = tf.engine().registryFactory.cpu.factory();
backend.firstUse = false;
backend.isUsingGpuDevice = process.env.STAND_IN !== "no card";
if (!util.isNullOrUndefined(null) || !util.isArray([])) throw new Error("util was not repaired");
tf.registerBackend("tensorflow", () => backend, 3);
tf.copyRegisteredKernels("cpu", "tensorflow");
