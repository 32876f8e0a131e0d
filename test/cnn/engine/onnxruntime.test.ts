import {expect, test} from "vitest";
import {Heap} from "../../../src/cnn/engine/heap.ts";
import {OnnxGraph} from "../../../src/cnn/engine/onnx.ts";
import {loadOnnxruntime, type OnnxTensor} from "../../../src/cnn/engine/onnxruntime.ts";

const float32 = (dims: number[], values: readonly number[]): OnnxTensor => ({
  type: "float32",
  dims,
  data: Float32Array.from(values)
});

test("a session computes at once, into the tensor it is given", () => {
  const graph = new OnnxGraph();
  const x = graph.input("x", ["n", 2]);
  const w = graph.constant([2, 2], [1, 2, 3, 4]);
  graph.output("y", ["n", 2], graph.node("Relu", [graph.node("MatMul", [x, w])]));
  const session = loadOnnxruntime().createSession(graph.encode());
  expect(session.inputNames).toEqual(["x"]);
  expect(session.outputNames).toEqual(["y"]);
  const y = float32([2, 2], [9, 9, 9, 9]);
  session.run({x: float32([2, 2], [1, 0, -1, 1])}, {y});
  expect([...y.data]).toEqual([1, 2, 2, 2]);
});

test("what no output needs is not written, nor what only that needs", () => {
  const bytesOf = (more: (graph: OnnxGraph, x: string) => void): Uint8Array => {
    const graph = new OnnxGraph();
    const x = graph.input("x", ["n"]);
    const [first, second] = graph.nodes("Split", [x], {axis: 0}, 2);
    graph.output("y", ["n"], graph.node("Add", [first, second], {}, {outputs: ["sum"]}));
    more(graph, second);
    return graph.encode();
  };
  const alone = bytesOf(() => undefined);
  expect(bytesOf((graph, x) => graph.node("Neg", [graph.node("Exp", [x])]))).toEqual(alone);
  const both = bytesOf((graph, x) => graph.output("z", ["n"], graph.node("Neg", [x])));
  expect(both.length).toBeGreaterThan(alone.length);
});

test("a graph of ten thousand nodes is written whole", () => {
  const bytesOf = (nodes: number): number => {
    const graph = new OnnxGraph();
    let y = graph.input("x", ["n"]);
    for (let i = 0; i < nodes; ++i) y = graph.node("Neg", [y], {}, {outputs: [`y${i % 2}`]});
    graph.output("y", ["n"], y);
    return graph.encode().length;
  };
  const each = (bytesOf(200) - bytesOf(100)) / 100;
  expect((bytesOf(10_000) - bytesOf(200)) / 9800).toBeCloseTo(each, 1);
});

test("inputs and outputs may lie in the heap", () => {
  const heap = new Heap();
  const [from, to] = [heap.allocate(3), heap.allocate(3)];
  const graph = new OnnxGraph();
  graph.output("y", ["n"], graph.node("Neg", [graph.input("x", ["n"])]));
  const session = loadOnnxruntime().createSession(graph.encode());
  from.floats.set([1, 2, 3]);
  session.run(
    {x: {type: "float32", dims: [3], data: from.floats}},
    {y: {type: "float32", dims: [3], data: to.floats}}
  );
  expect([...to.floats]).toEqual([-1, -2, -3]);
});

test("attributes, several outputs, other types and Microsoft's operators reach the runtime", () => {
  const graph = new OnnxGraph();
  const x = graph.input("x", [1, 1, 2, 2]);
  const [pooled, index] = graph.nodes("MaxPool", [x], {kernel_shape: [2, 2]}, 2);
  graph.output("index", [1, 1, 1, 1], index, "int64");
  graph.output("leaky", [1, 1, 1, 1], graph.node("LeakyRelu", [pooled], {alpha: {float: 0.5}}));
  const flat = graph.node("Reshape", [x, graph.integers([1, -1])]);
  graph.output(
    "product",
    [1, 1],
    graph.node("FusedMatMul", [flat, flat], {transB: 1}, {domain: "com.microsoft"})
  );
  const session = loadOnnxruntime().createSession(graph.encode(), {threads: 2});
  const {
    index: i,
    leaky,
    product
  } = session.run(
    {x: float32([1, 1, 2, 2], [-4, -3, -2, -5])},
    {index: null, leaky: null, product: null}
  );
  expect([...(i.data as BigInt64Array)]).toEqual([2n]);
  expect([...leaky.data]).toEqual([-1]);
  expect([...product.data]).toEqual([54]);
});

test("a model that makes no sense is refused with the runtime's reason", () => {
  const graph = new OnnxGraph();
  graph.output("y", ["n"], graph.node("NoSuchOperator", [graph.input("x", ["n"])]));
  expect(() => loadOnnxruntime().createSession(graph.encode())).toThrow(/NoSuchOperator/);
});
