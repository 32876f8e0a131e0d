import {afterAll, beforeAll, expect, test} from "vitest";
import {startKernel, type StartedKernel} from "../startKernel.ts";

let kernel: StartedKernel;
beforeAll(async () => {
  kernel = await startKernel();
  for (const code of ["1 + 1", "'a'", "const quiet = 1;", "1 + 1", "2 + 2"]) {
    await kernel.client.execute(code);
  }
  await kernel.client.execute("'not kept'", {store_history: false});
  await kernel.client.execute("'silent'", {silent: true});
});
afterAll(() => kernel.stop());

async function rows(content: Record<string, unknown>): Promise<unknown> {
  const {reply} = await kernel.client.request("history_request", {raw: true, ...content});
  expect(reply.header.msg_type).toBe("history_reply");
  expect(reply.content.status).toBe("ok");
  return reply.content.history;
}

test("tail gives the newest cells that were kept, oldest first", async () => {
  expect(await rows({hist_access_type: "tail", n: 2})).toEqual([
    [1, 4, "1 + 1"],
    [1, 5, "2 + 2"]
  ]);
});

test("output adds the text of the result, or null", async () => {
  expect(await rows({hist_access_type: "tail", n: 3, output: true})).toEqual([
    [1, 3, ["const quiet = 1;", null]],
    [1, 4, ["1 + 1", "2"]],
    [1, 5, ["2 + 2", "4"]]
  ]);
});

test("range leaves out its end, and knows this session by 0 and by its number", async () => {
  const expected = [
    [1, 2, "'a'"],
    [1, 3, "const quiet = 1;"]
  ];
  for (const session of [0, 1]) {
    const range = {hist_access_type: "range", session, start: 2, stop: 4};
    expect(await rows(range)).toEqual(expected);
  }
  expect(await rows({hist_access_type: "range", session: -1, start: 1, stop: 9})).toEqual([]);
});

test("search takes shell patterns for the whole input", async () => {
  const search = (pattern: string, more = {}) =>
    rows({hist_access_type: "search", pattern, ...more});
  expect(await search("[12] + ?")).toHaveLength(3);
  expect(await search("1 + 1")).toHaveLength(2);
  expect(await search("1 + 1", {unique: true})).toEqual([[1, 4, "1 + 1"]]);
  expect(await search("*", {n: 1})).toEqual([[1, 5, "2 + 2"]]);
  expect(await search("+")).toEqual([]);
  expect(await search("*(*")).toEqual([]);
});

test("another kind of access is an error reply", async () => {
  const {reply} = await kernel.client.request("history_request", {hist_access_type: "all"});
  expect(reply.content).toMatchObject({
    status: "error",
    evalue: "history_request: hist_access_type is tail, range or search, but got all"
  });
});
