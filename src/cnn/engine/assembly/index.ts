// The engine's kernels in AssemblyScript: TypeScript's syntax, compiled to WebAssembly with vector
// instructions by build.js. Every kernel does a part of its work, from `start` to `end`, so that
// threads can share it; addresses are in bytes and multiples of 16 where an array begins.
export {matMul, pack} from "./gemm";
export * from "./convolution";
export * from "./convolutionGradients";
export * from "./depthwise";
export * from "./pool";
export * from "./unary";
export * from "./binary";
export * from "./scaleAndShift";
export * from "./reduce";
