// npm run example lenet -- --out runs/lenet
import {parseArgs} from "node:util";
import type {EngineName} from "../index.ts";
import {lenet} from "./lenet.ts";

const usage = `usage: npm run example lenet -- [options]

  lenet              LeNet-5 on MNIST: training, test, figures

  --out FOLDER       where figures and numbers are written (runs/lenet)
  --epochs N         how often every digit is learned from (6)
  --seed N           draws the first weights and the order of the digits (1)
  --engine NAME      auto, native, wasm, webgpu, tensorflow or cpu (auto)
  --threads N        threads that share the work (half of the processors)
  --subset           learns from the small part of MNIST that comes with the library`;

const {values, positionals} = parseArgs({
  allowPositionals: true,
  options: {
    out: {type: "string", default: "runs/lenet"},
    epochs: {type: "string", default: "6"},
    seed: {type: "string", default: "1"},
    engine: {type: "string", default: "auto"},
    threads: {type: "string"},
    subset: {type: "boolean", default: false}
  }
});

if (positionals.join() !== "lenet") {
  console.error(
    positionals.length > 0
      ? `example: the example is lenet, but got ${positionals.join(" ")}\n${usage}`
      : usage
  );
  process.exitCode = 2;
} else {
  await lenet({
    out: values.out,
    epochs: Number(values.epochs),
    seed: Number(values.seed),
    engine: values.engine as EngineName | "auto",
    threads: values.threads === undefined ? undefined : Number(values.threads),
    subset: values.subset
  });
}
