// Makes a machine without ONNX Runtime of this one: `node --require hideOnnxruntime.cjs ...`.
const Module = require("node:module");
const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  if (!request.startsWith("onnxruntime-node")) return resolve.call(this, request, ...rest);
  throw Object.assign(new Error(`Cannot find module '${request}'`), {code: "MODULE_NOT_FOUND"});
};
