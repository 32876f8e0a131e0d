import {once} from "node:events";
import {mkdtemp, readFile, rm} from "node:fs/promises";
import {createServer} from "node:net";
import {hostname, tmpdir} from "node:os";
import {join} from "node:path";
import {redisWorker, sweep, type SweepOptions} from "@convnotes/sweep";
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

test("with Redis, a sweep's trials run on workers; one that is killed in the middle is taken over where it was", async (context) => {
  needs(context, "redis-server");
  // It keeps nothing: what is lost with it must come again.
  const redis = await RedisServer.start();
  const args = ["worker", "--redis", redis.url, "--patience", "2"];
  const workers = [1, 2].map(() => new Started(args, {cwd: folder}));
  const options = (name: string): SweepOptions => ({
    space: {x: [1, 2, 3, 4, 5, 6]},
    objective: {module: "test/input/sweep/moods.js", export: "counts"},
    data: {pause: 25},
    sampler: "grid",
    pruner: "asha",
    lag: 2,
    quiet: true,
    folder: join(folder, name)
  });
  try {
    await Promise.all(workers.map((worker) => worker.printed("waiting for trials")));
    let isKilled = false;
    let restarted: Promise<void> | undefined;
    const {trials, lost} = await sweep({
      ...options("remote"),
      redis: redis.url,
      onChange({number, steps, state}) {
        if (number === 1 && steps[2] !== undefined && !isKilled) {
          isKilled = true;
          workers[0].signal("SIGKILL");
        }
        if (number === 4 && state === "running") {
          restarted ??= redis.stop("SIGKILL").then(() => redis.start());
        }
      }
    });
    await restarted;
    await sweep({...options("local"), jobs: 1});
    expect(trials.map(({state}) => state)).not.toContain("failed");
    expect(lost.length).toBeLessThanOrEqual(1);
    for (const {reason} of lost) expect(reason).toBe("its worker was not heard of any more");
    expect(isKilled).toBe(true);
    expect(await journalLines(join(folder, "remote"))).toEqual(
      await journalLines(join(folder, "local"))
    );
    const text = await readFile(join(folder, "remote/trials/0001/run.json"), "utf8");
    expect(JSON.parse(text)).toMatchObject({machine: hostname(), trial: 1});
    const worked = await readFile(join(folder, "remote/trials/0001/worked.txt"), "utf8");
    expect(worked.trim().split("\n").length).toBeLessThanOrEqual(6 + 1); // not from the start
    workers[1].signal("SIGINT");
    expect((await workers[1].ended).code).toBe(0);
  } finally {
    for (const worker of workers) worker.signal("SIGKILL");
    await redis.stop("SIGKILL");
  }
});

test("a Redis server that is not there, locks us out or is too old is told with what to do", async (context) => {
  needs(context, "redis-server");
  const redis = await RedisServer.start({password: "right"});
  const old = createServer((socket) => {
    const info = "redis_version:4.0.14\r\n";
    // To each command, whatever it asks.
    const answer = `$${info.length}\r\n${info}\r\n`;
    socket.on("data", (asked) => {
      socket.write(answer.repeat(asked.toString().match(/^\*/gm)?.length ?? 0));
    });
  }).listen(0, "127.0.0.1");
  await once(old, "listening");
  const {port} = old.address() as {port: number};
  try {
    const cases: [string, string][] = [
      ["redis://127.0.0.1:1", "no Redis server answers at 127.0.0.1:1 (connect ECONNREFUSED"],
      [redis.url.replace("right", "wrong"), "does not let us in (WRONGPASS"],
      [redis.url.replace(":right@", ""), "does not let us in (NOAUTH"],
      [
        `redis://127.0.0.1:${port}`,
        `6.2 or later is expected, but the server at 127.0.0.1:${port} is 4.0.14`
      ],
      ["http://:secret@host", "redis://[:PASSWORD@]HOST[:PORT] is expected, but got http://…@host"]
    ];
    for (const [url, message] of cases) {
      await expect(redisWorker({url}), url).rejects.toThrow(message);
    }
    const objective = {module: "test/input/sweep/moods.js"};
    const options = {space: {x: [1]}, objective, quiet: true, folder: join(folder, "none")};
    await expect(sweep({...options, redis: cases[0][0]})).rejects.toThrow(cases[0][1]);
    const {code, stderr} = await new Started(["worker", "--redis", cases[0][0]], {cwd: folder})
      .ended;
    expect([code, stderr]).toEqual([1, expect.stringContaining("convnotes worker: redis: ")]);
  } finally {
    old.close();
    await redis.stop("SIGKILL");
  }
});
