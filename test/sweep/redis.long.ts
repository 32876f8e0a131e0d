import {mkdtemp, readFile, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {setTimeout as sleep} from "node:timers/promises";
import {sweep, type SweepOptions} from "@convnotes/sweep";
import {afterEach, beforeEach, expect, test} from "vitest";
import {Started} from "../cli/convnotes.ts";
import {needs} from "../tools.ts";
import {journalLines} from "./journalLines.ts";
import {RedisServer} from "./redisServer.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "redis-"));
});
afterEach(() => rm(folder, {recursive: true}));

const trials = 200;
const options = (name: string): SweepOptions => ({
  space: {x: {type: "float", min: 0, max: 1}, kind: ["a", "b"]},
  objective: {module: "test/input/sweep/moods.js", export: "slowCurve"},
  pruner: "asha",
  ...{trials, quiet: true, folder: join(folder, name)}
});

test("200 trials on 3 workers, one killed in the middle and Redis away for 10 s: each is finished once, as here", async (context) => {
  needs(context, "redis-server");
  const redis = await RedisServer.start({folder});
  const args = ["worker", "--redis", redis.url, "--patience", "20"];
  const workers = [1, 2, 3].map(() => new Started(args, {cwd: folder}));
  const ended = new Map<number, number>();
  try {
    await Promise.all(workers.map((worker) => worker.printed("waiting for trials")));
    let away: Promise<number> | undefined;
    let isKilled = false;
    const {lost} = await sweep({
      ...options("remote"),
      redis: redis.url,
      onChange({number, state}) {
        if (state !== "running") ended.set(number, (ended.get(number) ?? 0) + 1);
        if (ended.size === 60 && !isKilled) {
          isKilled = true;
          workers[1].signal("SIGKILL");
        }
        if (ended.size === 120) {
          away ??= (async () => {
            await redis.stop();
            const before = ended.size;
            await sleep(10_000);
            const meanwhile = ended.size - before;
            await redis.start();
            return meanwhile;
          })();
        }
      }
    });
    expect(isKilled).toBe(true);
    // While Redis is away, nothing of what workers do can end, but for what they had handed over before.
    expect(await away!).toBeLessThanOrEqual(workers.length);
    expect(ended.size).toBe(trials);
    expect(new Set(ended.values())).toEqual(new Set([1]));
    expect(lost.map(({reason}) => reason)).toEqual(["its worker was not heard of any more"]);
    const text = await readFile(join(folder, "remote/journal.log"), "utf8");
    expect(text.match(/"datetime_complete"/g)).toHaveLength(trials);
    await sweep(options("local"));
    expect(await journalLines(join(folder, "remote"))).toEqual(
      await journalLines(join(folder, "local"))
    );
  } finally {
    for (const worker of workers) worker.signal("SIGKILL");
    await redis.stop("SIGKILL");
  }
});
