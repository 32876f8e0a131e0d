import {spawnSync} from "node:child_process";
import {fileURLToPath} from "node:url";
import {kernelMain} from "../../test/kernel/startKernel.ts";

/** What is measured, in the language of the kernel. */
export interface Cells {
  trivial: string;
  importTensorFlow?: string;
  useTensorFlow?: string;
  /** 10 million turns of a loop at the top level of a cell. */
  loop: string;
  lines: string;
  complete: string;
  inspect: string;
  /** Cells that never end by themselves, by what they do; each first prints `here`. */
  endless: Record<EndlessCell, string>;
}

export type EndlessCell = "loop" | "loop after await" | "await for ever" | "loop of awaits";

/** A kernel to be measured. */
export interface Peer {
  name: string;
  argv: (connectionFile: string) => string[];
  interruptMode: "message" | "signal";
  cells: Cells;
}

const typescript: Cells = {
  trivial: "const a = 6 * 7; a",
  importTensorFlow: 'import * as tf from "@tensorflow/tfjs"; tf.version.tfjs',
  useTensorFlow: "const product = tf.matMul(tf.ones([2, 2]), tf.ones([2, 2])); product.shape",
  loop: "let sum = 0; for (let i = 0; i < 1e7; ++i) sum += i; sum",
  lines: "for (let line = 0; line < 100_000; ++line) console.log(line)",
  complete: "Math.ma",
  inspect: "Math.max",
  endless: {
    loop: 'console.log("here"); while (true) {}',
    "loop after await": 'await 0; console.log("here"); while (true) {}',
    "await for ever": 'console.log("here"); await new Promise(() => {});',
    "loop of awaits":
      'console.log("here"); for (;;) await new Promise((resolve) => setTimeout(resolve, 1));'
  }
};

const python: Cells = {
  trivial: "a = 6 * 7; a",
  loop: "s = 0\nfor i in range(10_000_000): s += i\ns",
  lines: "for line in range(100_000): print(line)",
  complete: "str.isal",
  inspect: "max",
  endless: {
    loop: 'print("here")\nwhile True: pass',
    "loop after await": 'import asyncio\nawait asyncio.sleep(0)\nprint("here")\nwhile True: pass',
    "await for ever": 'import asyncio\nprint("here")\nawait asyncio.Event().wait()',
    "loop of awaits": 'import asyncio\nprint("here")\nwhile True: await asyncio.sleep(0.001)'
  }
};

/** The kernels of this machine: ours, tslab's, and Python's where it is installed. */
export function peers(): Peer[] {
  const tslab = fileURLToPath(new URL("../../node_modules/tslab/bin/tslab", import.meta.url));
  const found: Peer[] = [
    {
      name: "convnotes",
      argv: (file) => [process.execPath, kernelMain, file],
      interruptMode: "message",
      cells: typescript
    },
    {
      name: "tslab",
      argv: (file) => [process.execPath, tslab, "kernel", "--config-path", file],
      interruptMode: "signal",
      cells: typescript
    }
  ];
  const {status} = spawnSync("/usr/bin/python3", ["-c", "import ipykernel"]);
  if (status === 0) {
    found.push({
      name: "ipykernel",
      argv: (file) => ["/usr/bin/python3", "-m", "ipykernel_launcher", "-f", file],
      interruptMode: "signal",
      cells: python
    });
  }
  return found;
}
