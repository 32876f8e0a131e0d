import type {MatMulKernel} from "./matMul.ts";
import {onnxTensor, sessionOf} from "./onnxSessions.ts";

/** c = a · b + bias, in ONNX Runtime. */
export const onnxMatMul: MatMulKernel = (backend, size, a, b, bias, c) => {
  const {rows, depth, columns, transposeA, transposeB} = size;
  const session = sessionOf(`matMul ${transposeA} ${transposeB} ${bias > 0}`, (graph) => {
    const inputs = [
      graph.input("a", ["a0", "a1"]),
      graph.input("b", ["b0", "b1"]),
      ...(bias ? [graph.input("bias", ["columns"])] : [])
    ];
    const flags = {transA: Number(transposeA), transB: Number(transposeB)};
    graph.output("c", ["rows", "columns"], graph.node("Gemm", inputs, flags));
  });
  session.run(
    {
      a: onnxTensor(backend, a, transposeA ? [depth, rows] : [rows, depth]),
      b: onnxTensor(backend, b, transposeB ? [columns, depth] : [depth, columns]),
      ...(bias && {bias: onnxTensor(backend, bias, [columns])})
    },
    {c: onnxTensor(backend, c, [rows, columns])}
  );
};
