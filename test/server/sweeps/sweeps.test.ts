import {mkdirSync, symlinkSync} from "node:fs";
import {rm} from "node:fs/promises";
import path from "node:path";
import {fit, ndarray, seedModel, tf} from "@convnotes/cnn";
import {sweep, type SweepOptions} from "@convnotes/sweep";
import {expect, test} from "vitest";
import {sweepProcess} from "../../sweep/killed.ts";
import {type StartedServer, startServer} from "../startServer.ts";

interface Answer {
  status: number;
  body: Record<string, unknown> & {message?: string; figures?: Record<string, {alt: string}>};
}

async function get({fetch}: StartedServer, resource: string, query = {}): Promise<Answer> {
  const answer = await fetch(
    `api/convnotes/sweeps${resource}?${String(new URLSearchParams(query))}`
  );
  return {status: answer.status, body: (await answer.json()) as Answer["body"]};
}

async function post({fetch}: StartedServer, resource: string, body: object): Promise<Answer> {
  const headers = {"content-type": "application/json"};
  const init = {method: "POST", body: JSON.stringify(body), headers};
  const answer = await fetch(`api/convnotes/sweeps/${resource}`, init);
  return {status: answer.status, body: (await answer.json()) as Answer["body"]};
}

const counting = (folder: string, pause: number): SweepOptions => ({
  name: "counting",
  space: {x: [1, 2, 3]},
  objective: {module: "test/input/sweep/moods.js", export: "counts"},
  data: {pause},
  sampler: "grid",
  jobs: 1,
  folder
});

test("a sweep of another process is listed, shown as it grows, stopped, and gone on with", async () => {
  const server = await startServer();
  expect(await get(server, "")).toEqual({status: 200, body: {sweeps: []}});
  const own = "runs/counting/first";
  const view = async (): Promise<Answer["body"]> => (await get(server, "/view", {path: own})).body;
  await sweepProcess(counting(path.join(server.rootDir, own), 30), async ({isOver}) => {
    let lines: {planned?: number}[] = [];
    // It is there a moment before it says how many trials it will have.
    while (!lines[0]?.planned && !isOver()) {
      lines = (await get(server, "")).body.sweeps as typeof lines;
    }
    expect(lines).toMatchObject([{path: own, name: "counting", status: "running", planned: 3}]);
    let seen = await view();
    while (seen.finished !== 1 && !isOver()) seen = await view();
    expect(seen).toMatchObject({status: "running", finished: 1, direction: "maximize"});
    expect(seen.figures!.history.alt).toContain("1 of 3 trials complete");
    expect(seen.figures!.importance.alt).toContain("waits for four complete trials");
    expect((await post(server, "resume", {path: own})).body.message).toContain("it is running");
    expect(await post(server, "stop", {path: own})).toMatchObject({
      status: 202,
      body: {status: "stopping"}
    });
  });
  expect(await view()).toMatchObject({status: "stopped", finished: 1, canResume: true});
  const again = await post(server, "stop", {path: own});
  expect(again.status).toBe(409);
  expect(again.body.message).toBe(`Nobody runs the sweep at ${own}: it is stopped`);

  expect(await post(server, "resume", {path: own})).toMatchObject({
    status: 200,
    body: {status: "running"}
  });
  let end = await view();
  while (end.status === "running") end = await view();
  expect(end).toMatchObject({status: "complete", finished: 3, best: {number: 2, value: 45}});
  expect((end.trials as {value: number}[]).map(({value}) => value)).toEqual([15, 30, 45]);
  const known = await get(server, "/view", {path: own, since: end.revision as string});
  expect(known.body).toMatchObject({status: "complete", revision: end.revision});
  expect(known.body.figures).toBeUndefined();
  expect(known.body.trials).toBeUndefined();
});

test("a trial is shown with its parameters, curves, the filters of its checkpoint, or its error", async () => {
  const server = await startServer();
  const folder = path.join(server.rootDir, "sweep");
  await sweep({
    space: {mood: ["trains", "throws", "counts"]},
    sampler: "grid",
    lag: 0,
    async objective(trial) {
      if (trial.parameters.mood === "throws") throw new TypeError("no such layer");
      if (trial.parameters.mood === "counts") {
        for (const value of [1, 2, 4]) await trial.report(value);
        return 4;
      }
      const layers = [
        tf.layers.conv2d({filters: 3, kernelSize: 2, inputShape: [4, 4, 1]}),
        tf.layers.flatten(),
        tf.layers.dense({units: 2, activation: "softmax"})
      ];
      const model = seedModel(tf.sequential({layers}), 1);
      const x = ndarray(
        [4, 4, 4, 1],
        Float32Array.from({length: 64}, (_, i) => Math.sin(i))
      );
      const data = {x, y: [0, 1, 0, 1]};
      const options = {...trial.fitOptions(), epochs: 2, validation: data};
      const {history} = await fit(model, data, options);
      return history.val_accuracy.at(-1)!;
    },
    ...{folder, inProcess: true, quiet: true}
  });
  const trial = async (number: string): Promise<Answer> =>
    get(server, "/trial", {path: "sweep", number});
  const trained = await trial("0");
  expect(trained.body).toMatchObject({
    state: "complete",
    parameters: {mood: "trains"},
    error: null
  });
  expect((trained.body.filters as {alt: string}).alt).toMatch(/3 filters/);
  expect((trained.body.curves as {alt: string}).alt).toMatch(/2 (epochs|steps|values)/);
  expect((await trial("1")).body).toMatchObject({
    ...{state: "failed", value: null, curves: null, filters: null},
    error: "TypeError: no such layer"
  });
  const counted = await trial("2");
  expect(counted.body).toMatchObject({state: "complete", value: 4, steps: 3, filters: null});
  expect((counted.body.curves as {alt: string}).alt).toContain("from 1 to 4");
  for (const number of ["3", "-1", "x", "01", ""]) {
    expect((await trial(number)).body.message).toBe(`The sweep at sweep has no trial ${number}`);
  }
  const {status, body} = await post(server, "resume", {path: "sweep"});
  expect([status, body.message]).toEqual([409, expect.stringContaining("it is complete")]);
});

test("only sweeps in the folder that is shown are there, and only for who may see it", async () => {
  const server = await startServer();
  const outside = path.join(server.folder, "outside");
  const options = {space: {x: [1]}, objective: () => 1, inProcess: true, quiet: true} as const;
  await sweep({...options, folder: outside});
  await sweep({...options, folder: path.join(server.rootDir, ".hidden/one")});
  mkdirSync(path.join(server.rootDir, "empty"));
  symlinkSync(outside, path.join(server.rootDir, "link"));
  expect((await get(server, "")).body).toEqual({sweeps: []});
  const told = async (given: string): Promise<number> =>
    (await get(server, "/view", {path: given})).status;
  expect(await told("../outside")).toBe(404);
  expect(await told("empty/../../outside")).toBe(404);
  expect(await told("link")).toBe(403);
  expect(await told(".hidden/one")).toBe(404);
  expect(await told("empty")).toBe(404);
  expect(await told("")).toBe(404);
  expect((await get(server, "/view")).status).toBe(400);
  for (const given of ["../outside", "link", ".hidden/one", 3, null]) {
    expect((await post(server, "stop", {path: given})).status).toBeGreaterThanOrEqual(400);
    expect((await post(server, "resume", {path: given})).status).toBeGreaterThanOrEqual(400);
  }
  for (const resource of ["", "/view?path=empty", "/trial?path=empty&number=0"]) {
    const answer = await fetch(`${server.url}api/convnotes/sweeps${resource}`);
    expect(answer.status).toBe(403);
  }
  await rm(outside, {recursive: true});
});
