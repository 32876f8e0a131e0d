// npm run example lenet -- --out runs/lenet
import {parseArgs} from "node:util";
import type {EngineName} from "../index.ts";
import {lenet, type LenetOptions} from "./lenet.ts";

const usage = `usage: npm run example lenet -- [options]

  lenet              LeNet-5 on MNIST: training, test, figures

  --out FOLDER       where figures and numbers are written (runs/lenet)
  --epochs N         how often every digit is learned from (6)
  --seed N           draws the first weights and the order of the digits (1)
  --engine NAME      auto, native, wasm, webgpu, tensorflow or cpu (auto)
  --threads N        threads that share the work (half of the processors)
  --subset           learns from the small part of MNIST that comes with the library
  --help             this page`;

/** What was asked for; undefined where it was the page above. */
function parse(): LenetOptions | undefined {
  const {values, positionals} = parseArgs({
    allowPositionals: true,
    options: {
      out: {type: "string", default: "runs/lenet"},
      epochs: {type: "string", default: "6"},
      seed: {type: "string", default: "1"},
      engine: {type: "string", default: "auto"},
      threads: {type: "string"},
      subset: {type: "boolean", default: false},
      help: {type: "boolean", short: "h", default: false}
    }
  });
  if (values.help || positionals.length === 0) return undefined;
  if (positionals.join() !== "lenet") {
    throw new RangeError(`the example is lenet, but got ${positionals.join(" ")}`);
  }
  return {
    out: values.out,
    epochs: whole("epochs", values.epochs),
    seed: whole("seed", values.seed),
    engine: values.engine as EngineName | "auto",
    threads: values.threads === undefined ? undefined : whole("threads", values.threads),
    subset: values.subset
  };
}

function whole(option: string, value: string): number {
  if (/^\d+$/.test(value)) return Number(value);
  throw new RangeError(`--${option} is a whole number, but got ${JSON.stringify(value)}`);
}

let options: LenetOptions | undefined;
try {
  options = parse();
  if (!options) console.log(usage);
} catch (error) {
  // Node's own message goes on with advice in further sentences.
  console.error(`example: ${(error as Error).message.split(/[.\n]/)[0]}\n\n${usage}`);
  process.exitCode = 2;
}
try {
  if (options) await lenet(options);
} catch (error) {
  // A wrong value, or no network, is said in one sentence; a fault of ours needs its stack.
  if (!(error instanceof Error) || error instanceof TypeError) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
