import {expect, test} from "vitest";
import {Queue} from "../../../src/server/contents/queue.ts";

/** A promise, and what settles it. */
function deferred(): {promise: Promise<void>; resolve: () => void; reject: (error: Error) => void} {
  let resolve!: () => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<void>((res, rej) => ([resolve, reject] = [res, rej]));
  return {promise, resolve, reject};
}

test("tasks with a key in common run in the order they came, others do not wait", async () => {
  const queue = new Queue();
  const order: string[] = [];
  const note = (name: string): Promise<number> => Promise.resolve(order.push(name));
  const first = deferred();
  const tasks = [
    queue.run(["a"], async () => {
      await first.promise;
      order.push("first a");
    }),
    queue.run(["a", "b"], () => note("a and b")),
    queue.run(["b"], () => note("then b")),
    queue.run(["c"], () => note("c"))
  ];
  await tasks[3];
  expect(order).toEqual(["c"]);
  first.resolve();
  await Promise.all(tasks);
  expect(order).toEqual(["c", "first a", "a and b", "then b"]);
});

test("a task that fails fails alone", async () => {
  const queue = new Queue();
  const failing = queue.run(["a"], () => Promise.reject(new Error("no")));
  const next = queue.run(["a"], () => Promise.resolve("yes"));
  await expect(failing).rejects.toThrow("no");
  await expect(next).resolves.toBe("yes");
});

test("two tasks that name their keys in opposite order do not wait for ever", async () => {
  const queue = new Queue();
  const both = [
    ["a", "b"],
    ["b", "a"],
    ["a", "b"]
  ].map((keys, index) => queue.run(keys, () => Promise.resolve(index)));
  expect(await Promise.all(both)).toEqual([0, 1, 2]);
});
