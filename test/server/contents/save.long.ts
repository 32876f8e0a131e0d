// Whatever moment a server is killed at, a file is one of the whole versions that were saved.
import {EventEmitter, once} from "node:events";
import {readdirSync, readFileSync, utimesSync, writeFileSync} from "node:fs";
import path from "node:path";
import {setTimeout as sleep} from "node:timers/promises";
import {random} from "@convnotes/cnn";
import {expect, onTestFinished, test} from "vitest";
import {serverFolders, startServerProcess} from "../serverProcess.ts";

const kills = 200;

/** A version of a notebook: whole if each cell says the same number, and the last one ends it. */
function version(number: number, cells: number): object {
  const source = `// version ${number}\n`.repeat(20);
  const cell = (index: number): object => ({
    cell_type: "code",
    id: `cell-${index}`,
    execution_count: number,
    metadata: {},
    outputs: [{output_type: "stream", name: "stdout", text: `${number}\n`.repeat(50)}],
    source
  });
  return {
    cells: Array.from({length: cells}, (_, index) => cell(index)),
    metadata: {version: number, cells},
    nbformat: 4,
    nbformat_minor: 5
  };
}

/** The number of the version that a file holds. */
function wholeVersion(text: string): number {
  const notebook = JSON.parse(text) as {
    cells: {execution_count: number; source: string[]; outputs: {text: string[]}[]}[];
    metadata: {version: number; cells: number};
  };
  const {version, cells} = notebook.metadata;
  expect(notebook.cells).toHaveLength(cells);
  for (const {execution_count, source, outputs} of notebook.cells) {
    expect(execution_count).toBe(version);
    expect(new Set(source)).toEqual(new Set([`// version ${version}\n`]));
    expect(outputs[0]?.text).toEqual(Array(50).fill(`${version}\n`));
  }
  return version;
}

test(`killed at ${kills} random moments of saving, the file is whole, and no save that was answered is lost`, async () => {
  const {folder, rootDir, remove} = serverFolders();
  onTestFinished(remove);
  const generator = random(20_260);
  const file = path.join(rootDir, "a.ipynb");
  let number = 0;
  let answered = 0;
  const cutOff: string[] = [];
  for (let kill = 0; kill < kills; kill++) {
    const server = await startServerProcess(folder);
    // Large and small, so that kills meet each step: parsing, writing, syncing, renaming.
    const cells = 10 + generator.integer(1500);
    let isAlive = true;
    let begun = 0;
    const firstAnswer = new EventEmitter<{answer: [number]}>();
    const first = once(firstAnswer, "answer") as Promise<[number]>;
    const saving = (async () => {
      while (isAlive) {
        const content = version(++number, cells);
        const body = JSON.stringify({type: "notebook", format: "json", content});
        const sent = number;
        begun = performance.now();
        const answer = await server
          .fetch("api/contents/a.ipynb", {method: "PUT", body})
          .catch(() => undefined);
        if (!answer?.ok) continue;
        answered = sent;
        firstAnswer.emit("answer", performance.now() - begun);
      }
    })();
    // Any moment of a save is as likely as any other, however fast the machine is.
    const [duration] = await first;
    await sleep(generator.uniform() * 2 * duration);
    await server.kill();
    isAlive = false;
    await saving;
    const names = readdirSync(rootDir);
    cutOff.push(...names.filter((name) => name.startsWith(".~")));
    const found = wholeVersion(readFileSync(file, "utf8"));
    expect(found).toBeGreaterThanOrEqual(answered);
    expect(found).toBeLessThanOrEqual(number);
  }
  expect(answered).toBeGreaterThanOrEqual(kills);
  // The kills did meet writes; what those left goes when the folder is next looked at.
  expect(cutOff.length).toBeGreaterThan(0);
  console.info(`${number} saves, ${new Set(cutOff).size} of them cut off while they wrote`);
  const old = Date.now() / 1000 - 3600;
  for (const name of readdirSync(rootDir).filter((name) => name.startsWith(".~"))) {
    utimesSync(path.join(rootDir, name), old, old);
  }
  const server = await startServerProcess(folder);
  expect((await server.fetch("api/contents")).status).toBe(200);
  expect(readdirSync(rootDir).sort()).toEqual([".ipynb_checkpoints", "a.ipynb"]);
  const kept = readFileSync(path.join(rootDir, ".ipynb_checkpoints/a-checkpoint.ipynb"), "utf8");
  expect(wholeVersion(kept)).toBeGreaterThan(0);
  // And it opens.
  const opened = await server.fetch("api/contents/a.ipynb?type=notebook");
  expect(((await opened.json()) as {message?: string}).message).toBeUndefined();
});

test("an upload that a kill breaks off leaves the old file", async () => {
  const {folder, rootDir, remove} = serverFolders();
  onTestFinished(remove);
  const generator = random(7);
  writeFileSync(path.join(rootDir, "data.bin"), "old");
  for (let round = 0; round < 10; round++) {
    const server = await startServerProcess(folder);
    const sending = (async () => {
      for (let chunk = 1; chunk < 1000; chunk++) {
        const body = JSON.stringify({
          type: "file",
          format: "text",
          content: "x".repeat(100_000),
          chunk
        });
        await server.fetch("api/contents/data.bin", {method: "PUT", body});
      }
    })().catch(() => undefined);
    await sleep(20 + generator.uniform() * 150);
    await server.kill();
    await sending;
    expect(readFileSync(path.join(rootDir, "data.bin"), "utf8")).toBe("old");
  }
});
