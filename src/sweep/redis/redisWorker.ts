import type {Redis} from "ioredis";
import {existsSync} from "node:fs";
import {hostname, tmpdir} from "node:os";
import {join} from "node:path";
import {setTimeout as sleep} from "node:timers/promises";
import {deserialize} from "node:v8";
import type {Outcome, Runner} from "../runner.ts";
import {openTrialFolder, trialFolder} from "../trialFolder.ts";
import {localRunner} from "../worker/localRunner.ts";
import {connectRedis} from "./connectRedis.ts";
import {
  aliveKey,
  decisionsKey,
  queueName,
  type RemoteDecision,
  type RemoteEnd,
  type RemoteReport,
  type RemoteTask,
  type RemoteWork,
  silence,
  workKey
} from "./wire.ts";

export interface RedisWorkerOptions {
  /** `redis://[:PASSWORD@]HOST[:PORT]`. */
  url: string;
  /** Trials that run at once; defaults to 1. */
  jobs?: number;
  /** After how long without a sign of life others take over its trials, in s; defaults to 30. */
  patience?: number;
  /** Told what happens, a line each. */
  log?: (line: string) => void;
}

/** A worker that waits for trials. */
export interface RedisWorker {
  /** Gives back what runs and ends. */
  close(): Promise<void>;
}

/**
 * Takes trials of sweeps from a Redis server and runs them, each in a process of this machine, until it is
 * closed. What objectives are is in Redis too: who can write there can run code here.
 *
 * Where the sweep's folder is seen from here, as on a disk that machines share, trials leave their files in
 * it, and another worker goes on inside a trial whose worker was lost; else they are left below this
 * machine's folder for temporary files.
 *
 * @throws Error if no Redis server of a version that will do answers, or it does not let us in
 */
export async function redisWorker({
  url,
  jobs = 1,
  patience = 30,
  log = () => undefined
}: RedisWorkerOptions): Promise<RedisWorker> {
  const redis = await connectRedis(url);
  const {Worker} = await import("bullmq");
  const sweeps = new Sweeps(redis);
  const running = new Map<string, AbortController>();
  const worker = new Worker<RemoteTask, RemoteEnd>(
    queueName,
    async (job) => {
      const {sweep, ...task} = job.data;
      const stop = new AbortController();
      running.set(job.id!, stop);
      const answers = redis.duplicate();
      answers.on("error", () => undefined);
      try {
        const known = await sweeps.get(sweep);
        if (!known) return {outcome: {status: "stopped"}, machine: hostname()};
        const {runner, work, facts} = known;
        const isHere = existsSync(work.folder);
        const place = isHere ? work.folder : join(tmpdir(), `convnotes-sweep-${sweep}`);
        const here = {...task, folder: trialFolder(place, task.number)};
        await openTrialFolder(here);
        const watching = watchSweep(redis, sweep, stop);
        log(`trial ${task.number} of ${work.folder}`);
        const report = async (step: number, value: number): Promise<boolean> => {
          const progress: RemoteReport = {step, value};
          for (;;) {
            await job.updateProgress(progress);
            // Once more when nobody answers: the sweep may have been away.
            const decision = await nextDecision(answers, decisionsKey(sweep, task.number), step);
            if (decision || stop.signal.aborted) return decision?.prune ?? false;
          }
        };
        let outcome: Outcome;
        try {
          outcome = await runner.run(here, report, stop.signal);
        } finally {
          watching.close();
        }
        log(`trial ${task.number} of ${work.folder}: ${outcome.status}`);
        // Of this machine's disk; another may have room.
        if (outcome.status === "blocked") throw new Error(outcome.reason);
        const engine = facts.get(task.number);
        return {outcome, machine: hostname(), ...(engine !== undefined && {engine})};
      } finally {
        running.delete(job.id!);
        answers.disconnect();
      }
    },
    {
      connection: redis,
      concurrency: jobs,
      lockDuration: patience * 1000,
      lockRenewTime: patience * 250,
      stalledInterval: patience * 500,
      // How often a trial may be lost is for the sweep to say.
      maxStalledCount: 1_000_000
    }
  );
  // The connection comes back by itself.
  worker.on("error", (error) => {
    if (!/ECONN|EPIPE|Connection is closed|renew lock/.test(error.message)) log(error.message);
  });
  // Another has been given the trial: this one must not go on with it.
  worker.on("lockRenewalFailed", (ids) => {
    for (const id of ids) running.get(id)?.abort();
  });
  await worker.waitUntilReady();
  return {
    async close() {
      for (const stop of running.values()) stop.abort();
      await worker.close();
      await sweeps.close();
      redis.disconnect();
    }
  };
}

interface KnownSweep {
  runner: Runner;
  work: RemoteWork;
  /** What computed in a trial. */
  facts: Map<number, unknown>;
}

/** What trials of a sweep do, asked for once. */
class Sweeps {
  readonly #redis: Redis;
  readonly #known = new Map<string, KnownSweep>();

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** Undefined where Redis has forgotten it: the sweep puts it there again, if somebody runs it. */
  async get(sweep: string): Promise<KnownSweep | undefined> {
    const known = this.#known.get(sweep);
    if (known) return known;
    const bytes = await this.#redis.getBuffer(workKey(sweep));
    if (!bytes) return undefined;
    const work = deserialize(bytes) as RemoteWork;
    const facts = new Map<number, unknown>();
    const runner = localRunner({
      ...work,
      onEngine: (number, engine) => void facts.set(number, engine)
    });
    const entry = {runner, work, facts};
    this.#known.set(sweep, entry);
    return entry;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#known.values()].map(({runner}) => runner.close()));
  }
}

/** The answer to a step, of which there may be older ones before it; undefined when none came in 5 s. */
async function nextDecision(
  redis: Redis,
  key: string,
  step: number
): Promise<RemoteDecision | undefined> {
  for (;;) {
    const answer = await redis.blpop(key, 5);
    if (!answer) return undefined;
    const decision = JSON.parse(answer[1]) as RemoteDecision;
    if (decision.step === step) return decision;
  }
}

/** Ends a trial that its sweep does not want any more: it was stopped, or nobody has run it for a while. */
function watchSweep(redis: Redis, sweep: string, stop: AbortController): {close(): void} {
  const over = new AbortController();
  const watch = async (): Promise<void> => {
    let heardAt = performance.now();
    while (!over.signal.aborted) {
      const state = await redis.get(aliveKey(sweep));
      if (state === "off") return stop.abort();
      if (state === "on") heardAt = performance.now();
      else if (performance.now() - heardAt > silence * 1000) return stop.abort();
      await sleep(1000, undefined, {signal: over.signal});
    }
  };
  watch().catch(() => undefined); // over
  return {close: () => over.abort()};
}
