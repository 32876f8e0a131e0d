import type {HeapBackend} from "../backend.ts";
import {OnnxGraph} from "../onnx.ts";
import {loadOnnxruntime, type OnnxSession, type OnnxTensor} from "../onnxruntime.ts";

// A session is some tens of kilobytes; a network has one for each geometry of its layers.
const bound = 512;

const sessions = new Map<string, OnnxSession>();

/**
 * The session of an operation: made on first use, kept for the next ones; the one that has not been
 * used for longest goes when there are too many.
 *
 * @param key - what the graph depends on
 */
export function sessionOf(key: string, build: (graph: OnnxGraph) => void): OnnxSession {
  let session = sessions.get(key);
  if (session) sessions.delete(key);
  else {
    const graph = new OnnxGraph();
    build(graph);
    // One thread each: more would keep turning in wait for work, each session's against the others'.
    session = loadOnnxruntime().createSession(graph.encode(), {threads: 1});
    if (sessions.size === bound) sessions.delete(sessions.keys().next().value ?? "");
  }
  sessions.set(key, session);
  return session;
}

/** A tensor of ONNX Runtime that lies in the heap. */
export function onnxTensor(
  {heap}: HeapBackend,
  address: number,
  dims: readonly number[]
): OnnxTensor {
  const length = dims.reduce((product, n) => product * n, 1);
  return {type: "float32", dims, data: new Float32Array(heap.memory.buffer, address, length)};
}
