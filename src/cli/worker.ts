import {parseArgs} from "node:util";
import {redisWorker, type RedisWorker} from "@convnotes/sweep";
import {CliError, usageError} from "./error.ts";
import {stopOnSignals} from "./run/stopOnSignals.ts";

const help = `convnotes worker: run trials of sweeps of other machines

  convnotes worker --redis URL [options]

Asks a Redis server (6.2 or later) for trials of every sweep that was started with the same --redis, and
runs them on this machine, each in a process of its own, until Ctrl-C. Trials that run then are given back.
Files that a sweep names, its folder and notebook or objective, are looked for under the same paths as
there: on a disk that the machines share, trials leave their checkpoints and records in the sweep's folder,
and another worker goes on inside a trial whose worker was lost. Where the folder is not seen, they stay
below this machine's folder for temporary files. Who can write to the Redis server can run code here.

      --redis URL              redis://[[USER]:PASSWORD@]HOST[:PORT][/DB], rediss:// with TLS; or in the
                               variable CONVNOTES_REDIS, where others do not see the password
  -j, --jobs N                 trials at once (1)
      --patience S             after how many seconds without a sign of life others take over (30)

It ends with
  0    by Ctrl-C
  1    no Redis server answers, or it does not let us in
  2    wrong option
`;

/** `convnotes worker`: runs trials of sweeps of other machines. */
export async function worker(args: string[]): Promise<void> {
  const options = readArguments(args);
  if (options === "help") return void process.stdout.write(help);
  const stop = stopOnSignals();
  let running: RedisWorker | undefined;
  try {
    running = await redisWorker({
      ...options,
      log: (line) => console.error(`${new Date().toTimeString().slice(0, 8)}  ${line}`)
    });
    console.error(`waiting for trials, ${options.jobs} at once; Ctrl-C ends`);
    const {signal} = stop;
    if (!signal.aborted) {
      await new Promise((resolve) => signal.addEventListener("abort", resolve, {once: true}));
    }
  } catch (error) {
    if (error instanceof RangeError) throw usageError("worker", error.message);
    throw new CliError(`convnotes worker: ${(error as Error).message}`);
  } finally {
    await running?.close();
    stop.close();
  }
}

function readArguments(args: string[]): {url: string; jobs: number; patience: number} | "help" {
  try {
    const {values} = parseArgs({
      args,
      options: {
        redis: {type: "string", default: process.env.CONVNOTES_REDIS ?? ""},
        jobs: {type: "string", short: "j", default: "1"},
        patience: {type: "string", default: "30"},
        help: {type: "boolean", short: "h", default: false}
      }
    });
    if (values.help) return "help";
    if (values.redis === "")
      throw new RangeError("--redis names a Redis server, but there is none");
    return {
      url: values.redis,
      jobs: whole("jobs", values.jobs),
      patience: whole("patience", values.patience)
    };
  } catch (error) {
    throw usageError("worker", (error as Error).message);
  }
}

function whole(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new RangeError(`--${name} is a whole number of 1 or more, but got ${text}`);
}
