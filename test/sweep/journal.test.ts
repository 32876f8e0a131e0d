import {spawn} from "node:child_process";
import {once} from "node:events";
import {appendFile, mkdtemp, readdir, readFile, rm, symlink, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterEach, beforeEach, expect, test} from "vitest";
import {Journal} from "../../src/sweep/journal/journal.ts";
import {withLock} from "../../src/sweep/journal/lock.ts";
import {fromPythonTime, pythonTime} from "../../src/sweep/journal/records.ts";
import {Ledger} from "../../src/sweep/ledger.ts";
import {toSpace} from "../../src/sweep/space.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "journal-"));
  path = join(folder, "journal.log");
});
afterEach(() => rm(folder, {recursive: true}));

const space = toSpace({rate: {type: "log", min: 1e-4, max: 1}, pooling: ["max", "average"]});

const ledgerOf = (journal: Journal): Ledger =>
  new Ledger(journal, {
    ...{name: "lenet", space, sampler: "random", pruner: "none"},
    ...{direction: "maximize", seed: 1, lag: 7, threads: 1}
  });

test("what is written is read again: parameters, steps, values, errors, notes", async () => {
  const journal = await Journal.open(path);
  const ledger = ledgerOf(journal);
  await ledger.begin();
  await Promise.all([
    ledger.create({rate: 0.01, pooling: "average"}),
    ledger.create({rate: 0.5, pooling: "max"}),
    ledger.create({rate: 1, pooling: "max"})
  ]);
  await ledger.report(0, 0, 0.25, {prune: false, notes: {completed_rung_0: 0.25}});
  await ledger.report(0, 1, 0.5, {prune: false, notes: {}});
  await ledger.complete(0, 0.5);
  await ledger.report(1, 0, 0.1, {prune: true, notes: {}});
  await ledger.prune(1);
  await ledger.fail(2, "the loss is NaN");
  await journal.close();

  const again = await Journal.open(path);
  expect(again.study).toEqual(journal.study);
  expect(again.study).toMatchObject({
    name: "lenet",
    direction: "maximize",
    trials: [
      {
        number: 0,
        state: "complete",
        parameters: {rate: 0.01, pooling: "average"},
        value: 0.5,
        steps: {0: 0.25, 1: 0.5},
        attributes: {completed_rung_0: 0.25}
      },
      {number: 1, state: "pruned", value: 0.1},
      {number: 2, state: "failed", error: "the loss is NaN"}
    ]
  });
  await again.close();
  const first = (await readFile(path, "utf8")).split("\n")[1];
  expect(JSON.parse(first)).toMatchObject({
    op_code: 4,
    study_id: 0,
    params: {rate: 0.01, pooling: 1}
  });
  expect(await readdir(folder)).toEqual(["journal.log"]); // no lock is left
});

test("a line that was cut short is taken off, one that is broken is named", async () => {
  const journal = await Journal.open(path);
  await ledgerOf(journal).begin();
  await journal.close();
  const whole = await readFile(path, "utf8");
  await appendFile(path, '{"op_code": 4, "study');
  await (await Journal.open(path)).close();
  expect(await readFile(path, "utf8")).toBe(whole);
  await writeFile(path, `nonsense\n${whole}`);
  await expect(Journal.open(path)).rejects.toThrow(
    `journal: line 1 of ${path} is JSON, but it is nonsense`
  );
});

test("Python's NaN does not make a journal unreadable", async () => {
  const journal = await Journal.open(path);
  const ledger = ledgerOf(journal);
  await ledger.begin();
  await ledger.create({rate: 0.01, pooling: "max"});
  await journal.close();
  const line = {op_code: 7, worker_id: "python", trial_id: 0, step: 0, intermediate_value: "?"};
  await appendFile(path, `${JSON.stringify(line).replace('"?"', "NaN")}\n`);
  const again = await Journal.open(path);
  expect(again.study!.trials[0].steps).toEqual({});
  await again.close();
});

test("writers take turns by Optuna's lock, and the lock of a process that died is taken over", async () => {
  const order: string[] = [];
  await Promise.all(
    ["a", "b"].map((name) =>
      withLock(path, async () => {
        order.push(name);
        await readdir(folder);
        order.push(name);
      })
    )
  );
  expect(["aabb", "bbaa"]).toContain(order.join(""));

  const child = spawn(process.execPath, ["-e", "0"]);
  await once(child, "exit");
  const {hostname} = await import("node:os");
  await symlink(`journal.log?pid=${child.pid}&host=${hostname()}`, `${path}.lock`);
  expect(await withLock(path, () => Promise.resolve("mine"))).toBe("mine");
});

test("a journal that somebody else writes to meanwhile is not written over", async () => {
  const journal = await Journal.open(path);
  const ledger = ledgerOf(journal);
  await ledger.begin();
  await appendFile(path, "{}\n");
  await expect(ledger.create({rate: 0.1, pooling: "max"})).rejects.toThrow(
    `sweep: nobody else writes to ${path} while a sweep is running`
  );
  await journal.close().catch(() => undefined);
});

test("times are written as Python writes them, and come back as they were", () => {
  const date = new Date("2026-11-22T10:11:12.345Z");
  expect(pythonTime(date)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:12\.345000$/);
  expect(fromPythonTime(pythonTime(date))).toBe(date.toISOString());
});
