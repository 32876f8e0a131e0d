import type {Variable} from "@tensorflow/tfjs";
import type {OnnxTensor} from "../onnxruntime.ts";
import {product} from "./shapes.ts";
import {tf} from "../../tensorflow.ts";

/**
 * The values of a variable while a compiled step works on them: the step reads one buffer and writes
 * the other, then the two change places. The variable itself gets them when somebody asks.
 */
export class Buffers {
  readonly #variable: Variable;
  #current: Float32Array;
  #next: Float32Array;
  /** The tensor of the variable whose values `current` holds, or came from. */
  #seen: object | undefined;
  #ahead = false;

  constructor(variable: Variable) {
    this.#variable = variable;
    const size = product(variable.shape);
    this.#current = new Float32Array(size);
    this.#next = new Float32Array(size);
  }

  /** What a run reads. Takes the variable's values first, if somebody has set it meanwhile. */
  read(): OnnxTensor {
    if (this.#seen !== this.#variable.dataId) {
      this.#current.set(this.#variable.dataSync<"float32">());
      this.#seen = this.#variable.dataId;
      this.#ahead = false;
    }
    return {type: "float32", dims: this.#variable.shape, data: this.#current};
  }

  /** What a run writes. */
  write(): OnnxTensor {
    return {type: "float32", dims: this.#variable.shape, data: this.#next};
  }

  /** Makes what was written what is read. */
  swap(): void {
    [this.#current, this.#next] = [this.#next, this.#current];
    this.#ahead = true;
  }

  /** Gives the variable the values, unless somebody has set it since: then those stand. */
  sync(): void {
    if (!this.#ahead || this.#seen !== this.#variable.dataId) return;
    tf.tidy(() => {
      // A copy: a tensor may keep the very array that it was made of.
      this.#variable.assign(tf.tensor(this.#current.slice(), this.#variable.shape, "float32"));
    });
    this.#seen = this.#variable.dataId;
    this.#ahead = false;
  }
}
