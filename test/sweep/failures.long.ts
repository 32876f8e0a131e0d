import {spawn} from "node:child_process";
import {once} from "node:events";
import {chmod, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {
  resumeSweep,
  sweep,
  SweepReader,
  type SweepOptions,
  type SweepProgress,
  type TrialRecord
} from "@convnotes/sweep";
import {afterEach, beforeEach, expect, test, vi} from "vitest";

const moods = "test/input/sweep/moods.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "failures-"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, {recursive: true});
});

/** A sweep whose trials are pruned by what others came to: one that was disturbed would show. */
const curves = (name: string, more: Partial<SweepOptions> = {}): SweepOptions => ({
  space: {x: {type: "float", min: 0, max: 1}, kind: ["a", "b"]},
  objective: {module: moods, export: "curve"},
  sampler: {name: "tpe", startupTrials: 4},
  pruner: "asha",
  ...{trials: 16, jobs: 2, lag: 3, quiet: true},
  folder: join(folder, name),
  ...more
});

const timeless = (trials: readonly TrialRecord[]): object[] =>
  trials.map((trial) => ({...trial, started: undefined, ended: undefined}));

/** Root may write everywhere, unless it gives that up; what it may read, another user perhaps may not. */
const withoutOverride = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"];

/** Runs a sweep in a process whose files may have so many KiB, or that obeys permissions. */
async function limited(
  options: SweepOptions,
  {kib, isPlain = false}: {kib?: number; isPlain?: boolean}
): Promise<{code: number | null; stderr: string}> {
  const limit = kib === undefined ? "" : `ulimit -f ${kib}; `;
  const driver = [process.execPath, "test/input/sweep/driver.js", JSON.stringify(options)];
  const command = isPlain && process.getuid!() === 0 ? [...withoutOverride, ...driver] : driver;
  const child = spawn("bash", ["-c", `${limit}exec "$@"`, "bash", ...command], {
    stdio: ["ignore", "ignore", "pipe"]
  });
  let stderr = "";
  child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return {code, stderr};
}

/** That a sweep that could not go on left whole files, and gave its folder back. */
async function expectWhole(name: string): Promise<string[]> {
  const files = await readdir(join(folder, name), {recursive: true});
  const unfinished = /\.part$|\.lock|sweep\.pid|^stop$/;
  expect(files.filter((file) => unfinished.test(file))).toEqual([]);
  const text = await readFile(join(folder, name, "journal.log"), "utf8");
  expect(text.endsWith("\n")).toBe(true);
  return text.trim().split("\n").map((line) => JSON.stringify(JSON.parse(line))); // prettier-ignore
}

test("a trial that takes all memory is retried, then failed with a word of memory, and the sweep goes on", async () => {
  vi.stubEnv("NODE_OPTIONS", "--max-old-space-size=32");
  const {trials, lost} = await sweep({
    space: {mood: ["hungry", "hungry once", "well"]},
    objective: {module: moods},
    sampler: "grid",
    ...{jobs: 1, retries: 1, quiet: true, folder}
  });
  const why =
    "its process ran out of memory: V8's heap is full " +
    "(NODE_OPTIONS=--max-old-space-size=MIB gives it more)";
  expect(trials.map(({state, value, error}) => [state, value ?? error])).toEqual([
    ["failed", `2 attempts were lost, the last because ${why}`],
    ["complete", 7],
    ["complete", 6]
  ]);
  expect(lost.map(({trial, attempt, reason}) => [trial, attempt, reason])).toEqual([
    [0, 1, why],
    [0, 2, why],
    [1, 1, why]
  ]);
  const said = await readFile(join(folder, "trials/0000/output.txt"), "utf8");
  expect(said).toContain("heap out of memory");
});

test("on a disk that is full, a sweep ends with one sentence and whole lines, and goes on when there is room", async () => {
  const undisturbed = await sweep(curves("undisturbed"));
  const {code, stderr} = await limited(curves("full"), {kib: 8});
  expect(code).toBe(1);
  expect(stderr).toContain(
    `sweep: ${folder}/full cannot be written to: a file is as large as the system lets it be ` +
      "(EFBIG); what there is stays, and the sweep can be gone on with from there"
  );
  const lines = await expectWhole("full");
  expect(lines.length).toBeGreaterThan(20);
  expect((await stat(join(folder, "full/journal.log"))).size).toBeLessThanOrEqual(8 * 1024);
  const seen = await new SweepReader(join(folder, "full")).read();
  expect(seen.status).toBe("stopped");
  expect(seen.finished).toBeLessThan(16);
  const {trials} = await sweep(curves("full"));
  expect(timeless(trials)).toEqual(timeless(undisturbed.trials));
  const after = await readFile(join(folder, "full/journal.log"), "utf8");
  expect(after.split("\n").slice(0, lines.length)).toEqual(lines);
});

test("a trial that finds no room has not failed: the sweep ends, and goes on with it", async () => {
  const options = curves("much", {
    objective: {module: moods, export: "writesMuch"},
    ...{trials: 2, jobs: 1}
  });
  const {code, stderr} = await limited(options, {kib: 256});
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /sweep: trial 0: a file is as large as the system lets it be \(.*EFBIG: file too large, write\); what there is/
  );
  await expectWhole("much");
  const before = await new SweepReader(join(folder, "much")).read();
  expect(before.trials.map(({state}) => state)).toEqual(["running"]);
  const {trials} = await sweep(options);
  expect(trials.map(({state, value}) => [state, value])).toEqual([
    ["complete", 2],
    ["complete", 2]
  ]);
});

test("a folder that cannot be is told in one sentence, and nothing is left of it", async () => {
  await writeFile(join(folder, "file"), "");
  await expect(sweep(curves("file/sweep"))).rejects.toThrow(
    `sweep: ${folder}/file/sweep cannot be written to: a part of the path is a file (ENOTDIR)`
  );
  await chmod(folder, 0o555);
  const {code, stderr} = await limited(curves("closed"), {isPlain: true});
  await chmod(folder, 0o755);
  expect(code).toBe(1);
  expect(stderr).toContain(
    `sweep: ${folder}/closed cannot be written to: its permissions do not let us (EACCES)`
  );
  expect(await readdir(folder)).toEqual(["file"]);
});

test("a journal that is removed, replaced or cut short while the sweep runs ends it, and is gone on with", async () => {
  const local = (name: string, more?: Partial<SweepOptions>): SweepOptions =>
    curves(name, {
      inProcess: true,
      async objective(trial) {
        const x = trial.parameters.x as number;
        for (let step = 0; step < 4; ++step) await trial.report(x * step);
        return x;
      },
      ...more
    });
  const undisturbed = timeless((await sweep(local("undisturbed"))).trials);
  const harm: [string, (journal: string) => Promise<void>, string][] = [
    [
      "removed",
      (journal) => rm(journal),
      "journal.log was removed while the sweep ran, and has been put back; what there is stays"
    ],
    [
      "cut",
      async (journal) => truncate(journal, (await stat(journal)).size - 700),
      "nobody else writes to"
    ],
    [
      "replaced",
      async (journal) => {
        const text = await readFile(journal);
        await rm(journal);
        await writeFile(journal, text);
      },
      "another file was put at"
    ]
  ];
  for (const [name, act, message] of harm) {
    const journal = join(folder, name, "journal.log");
    let done: Promise<void> | undefined;
    const options = local(name);
    const objective = options.objective as (trial: {number: number}) => Promise<number>;
    const harmed = local(name, {
      async objective(trial) {
        if (trial.number === 6) await (done ??= act(journal));
        return objective(trial);
      }
    });
    await expect(sweep(harmed), name).rejects.toThrow(message);
    await expectWhole(name).catch((error: unknown) => {
      // A line that somebody cut is taken off when the journal is opened next.
      if (name !== "cut") throw error;
    });
    expect(timeless((await sweep(options)).trials), name).toEqual(undisturbed);
  }
});

test("why a sweep that another process went on with came to a stop is told to who looks, until it goes on", async () => {
  const options = curves("sweep", {trials: 3, jobs: 1, pruner: "none"});
  const stop = new AbortController();
  await sweep({
    ...options,
    signal: stop.signal,
    onChange: ({number}) => {
      if (number === 1) stop.abort();
    }
  });
  // A file where trials have their folder.
  const trials = join(folder, "sweep/trials");
  await rm(trials, {recursive: true});
  await writeFile(trials, "");
  const reader = new SweepReader(join(folder, "sweep"));
  expect((await reader.read()).reason).toBeUndefined();
  const until = async (isSo: (seen: SweepProgress) => boolean): Promise<SweepProgress> => {
    for (;;) {
      const seen = await reader.read();
      if (isSo(seen)) return seen;
    }
  };
  await resumeSweep(join(folder, "sweep")).catch(() => undefined); // it may be over by now
  const why = "cannot be written to: a part of the path is a file (ENOTDIR); what there is stays";
  const stopped = await until(({status, reason}) => status !== "running" && reason !== undefined);
  expect(stopped).toMatchObject({status: "stopped", reason: expect.stringContaining(why) as unknown}); // prettier-ignore
  await rm(trials);
  await resumeSweep(join(folder, "sweep"));
  const last = await until(({finished, status}) => finished === 3 && status !== "running");
  expect([last.status, last.reason, last.finished]).toEqual(["complete", undefined, 3]);
});
