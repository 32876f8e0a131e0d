// Compares the engines with their peers, in interleaved rounds, and prints a table:
//
//     npm run build && node bench/engine/run.js [--rounds 3] [--seconds 3] [--threads 1,2]
//       [--workloads lenet,keras] [--engines compiled,wasm,torch] [--python /usr/bin/python3]
//
// Peers that are missing are skipped: PyTorch (of Debian, or of another Python), and a C compiler for the
// machine's peak. On a machine that does other work, ratios of one run move by a third: take more rounds.
import {execFileSync, spawnSync} from "node:child_process";
import {mkdtempSync, rmSync} from "node:fs";
import {cpus, tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {parseArgs} from "node:util";
import {convolutionOperations, workloads} from "./workloads.js";

const file = (name) => fileURLToPath(new URL(name, import.meta.url));

const {values} = parseArgs({
  options: {
    rounds: {type: "string", default: "3"},
    seconds: {type: "string", default: "3"},
    threads: {type: "string", default: "1,2"},
    workloads: {type: "string", default: workloads.join()},
    python: {type: "string", default: "/usr/bin/python3"},
    engines: {type: "string", default: "torch,compiled,native,eager,wasm,tfjs-wasm,cpu"}
  }
});
const list = (text) => text.split(",").filter(Boolean);

/** Which engine can do what: the compiler has no single kernels; JavaScript takes minutes for most. */
function covers(engine, workload, threads) {
  if (engine === "compiled") return !workload.startsWith("conv-");
  if (engine === "eager") return !workload.includes("-");
  if (engine === "tfjs-wasm") return threads === 1; // its threads are switched off in Node
  if (engine === "cpu")
    return threads === 1 && (workload === "lenet" || workload === "conv-forward");
  return true;
}

function measure(engine, workload, threads) {
  const {seconds} = values;
  const environment = {
    ...process.env,
    OMP_NUM_THREADS: String(threads),
    OPENBLAS_NUM_THREADS: String(threads)
  };
  const [command, args] =
    engine === "torch"
      ? [values.python, [file("torch_peer.py"), workload, String(threads), seconds]]
      : [process.execPath, [file("measure.js"), engine, workload, String(threads), seconds]];
  const {status, stdout, stderr} = spawnSync(command, args, {encoding: "utf8", env: environment});
  if (status === 0) return JSON.parse(stdout.trim().split("\n").at(-1));
  console.error(`${engine} ${workload}: skipped: ${stderr.trim().split("\n").at(-1)}`);
  return undefined;
}

/** One core's peak in GFLOP/s, if there is a compiler. */
function peak() {
  const folder = mkdtempSync(join(tmpdir(), "peak-"));
  try {
    const program = join(folder, "peak");
    execFileSync("cc", ["-O3", "-march=native", "-ffast-math", "-o", program, file("peak.c")], {
      stdio: "ignore"
    });
    return Number(execFileSync(program, {encoding: "utf8"}));
  } catch {
    return undefined;
  } finally {
    rmSync(folder, {recursive: true});
  }
}

const engines = list(values.engines).filter((engine) => {
  const found = engine !== "torch" || spawnSync(values.python, ["-c", "import torch"]).status === 0;
  if (!found) console.error(`torch: skipped: ${values.python} does not have it`);
  return found;
});
const coreRate = peak();
console.log(`${cpus()[0].model}, ${cpus().length} logical cores, Node ${process.version}`);
if (coreRate)
  console.log(`one core's peak: ${coreRate} GFLOP/s (fused multiply-adds in registers)`);

for (const workload of list(values.workloads)) {
  /** @type {Map<string, {times: number[], ratios: number[], images: number, megabytes: number}>} */
  const results = new Map();
  for (let round = 0; round < Number(values.rounds); ++round) {
    const first = {};
    for (const threads of list(values.threads).map(Number)) {
      for (const engine of engines) {
        if (!covers(engine, workload, threads) || (engine === "cpu" && round > 0)) continue;
        const result = measure(engine, workload, threads);
        if (!result) continue;
        const row = `${engine}, ${threads} ${threads === 1 ? "thread" : "threads"}`;
        const {times, ratios, megabytes} = results.get(row) ?? {
          times: [],
          ratios: [],
          megabytes: 0
        };
        if (engine === "torch") first[threads] = result.median;
        results.set(row, {
          times: [...times, result.best],
          ratios: first[threads] ? [...ratios, first[threads] / result.median] : ratios,
          images: result.images,
          megabytes: Math.max(megabytes, result.megabytes)
        });
      }
    }
  }
  console.log(`\n## ${workload}\n`);
  console.log(
    "| engine | best ms | images/s | x torch, same threads (median of rounds) | peak MB | of peak |"
  );
  console.log("|---|---:|---:|---:|---:|---:|");
  for (const [row, {times, ratios, images, megabytes}] of results) {
    const best = Math.min(...times);
    const middle = ratios.sort((a, b) => a - b)[ratios.length >> 1];
    const threads = Number(/, (\d+)/.exec(row)[1]);
    const share =
      workload.startsWith("conv-") && coreRate
        ? `${((convolutionOperations / best / 1e6 / coreRate / threads) * 100).toFixed(0)} %`
        : "";
    console.log(
      `| ${row} | ${best.toFixed(1)} | ${Math.round((1000 * images) / best)} | ` +
        `${middle ? middle.toFixed(2) : ""} | ${megabytes} | ${share} |`
    );
  }
}
