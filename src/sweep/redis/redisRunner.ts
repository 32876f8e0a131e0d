import type {Queue, QueueEvents} from "bullmq";
import type {Redis} from "ioredis";
import {serialize} from "node:v8";
import type {Outcome, Runner, Task} from "../runner.ts";
import {connectRedis} from "./connectRedis.ts";
import {
  aliveKey,
  decisionsKey,
  jobId,
  queueName,
  type RemoteDecision,
  type RemoteEnd,
  type RemoteReport,
  type RemoteTask,
  type RemoteWork,
  silence,
  workKey
} from "./wire.ts";

export interface RedisRunnerOptions extends RemoteWork {
  url: string;
  /** Of the sweep, the same when it is gone on with. */
  id: string;
  /** Told where a trial ran and what computed. */
  onFacts: (number: number, facts: Record<string, unknown>) => void;
}

/** How often the sweep says that it is there and looks for what events did not tell, in ms. */
const interval = 2000;
/** How long Redis keeps what a sweep's trials do when nobody asks for it, in s. */
const kept = 86_400;

/** A trial that the queue has. */
interface Pending {
  task: Task;
  report: (step: number, value: number) => Promise<boolean>;
  end: (outcome: Outcome) => void;
  fail: (error: unknown) => void;
}

/**
 * Runs trials on all machines whose `convnotes worker` asks the same Redis server for work. This process
 * remains the only one that proposes, prunes and writes the journal, so that each trial is in it once,
 * whatever becomes of workers, of Redis and of the connection to it.
 *
 * Events tell what happens at once; that none is lost is made sure of by looking every two seconds.
 */
export async function redisRunner({
  url,
  id,
  onFacts,
  ...work
}: RedisRunnerOptions): Promise<Runner> {
  const redis = await connectRedis(url);
  const {Queue, QueueEvents} = await import("bullmq");
  const queue: Queue<RemoteTask, RemoteEnd> = new Queue(queueName, {connection: redis});
  const latest = await redis.xrevrange(`bull:${queueName}:events`, "+", "-", "COUNT", 1);
  const events: QueueEvents = new QueueEvents(queueName, {
    connection: redis,
    lastEventId: latest[0]?.[0] ?? "0-0"
  });
  // The connection comes back by itself, and what was asked for is then done.
  queue.on("error", () => undefined);
  events.on("error", () => undefined);
  const pending = new Map<string, Pending>();
  const bytes = serialize(work);

  /** Takes the job away with its end, so that the trial can be asked for again. */
  const finish = async (job: string, {outcome, engine, machine}: RemoteEnd): Promise<void> => {
    const one = pending.get(job);
    if (!one) return;
    pending.delete(job);
    await queue.remove(job);
    // Its worker was stopped, not the sweep: another goes on with it.
    if (outcome.status === "stopped") return void (await ask(job, one));
    onFacts(one.task.number, {machine, ...(engine !== undefined && {engine})});
    one.end(outcome);
  };
  const ask = async (job: string, one: Pending): Promise<void> => {
    pending.set(job, one);
    await redis.del(decisionsKey(id, one.task.number));
    await queue.add("trial", {...one.task, sweep: id}, {jobId: job, removeOnFail: false});
  };
  const lose = (job: string, reason: string): void => {
    const one = pending.get(job);
    pending.delete(job);
    one?.end({status: "lost", reason});
  };
  const decide = async (job: string, {step, value}: RemoteReport): Promise<void> => {
    const one = pending.get(job);
    if (!one) return;
    const decision: RemoteDecision = {step, prune: await one.report(step, value)};
    const key = decisionsKey(id, one.task.number);
    await redis.multi().rpush(key, JSON.stringify(decision)).expire(key, kept).exec();
  };
  const guarded = (job: string, act: Promise<void>): void => {
    act.catch((error: unknown) => pending.get(job)?.fail(error));
  };
  events.on("progress", ({jobId: job, data}) => guarded(job, decide(job, data as RemoteReport)));
  events.on("completed", ({jobId: job, returnvalue}) =>
    guarded(
      job,
      finish(
        job,
        (typeof returnvalue === "string" ? JSON.parse(returnvalue) : returnvalue) as RemoteEnd
      )
    )
  );
  // The queue itself has given it to another worker.
  events.on("stalled", ({jobId: job}) => lose(job, "its worker was not heard of any more"));

  const look = async (): Promise<void> => {
    await sayAlive(redis, id, bytes);
    for (const [job, one] of [...pending]) {
      const there = await queue.getJob(job);
      if (pending.get(job) !== one) continue;
      // A Redis server that forgets was restarted.
      if (!there) await ask(job, one);
      else if (there.finishedOn !== undefined && there.returnvalue) {
        await finish(job, there.returnvalue);
      } else if (there.failedReason) {
        await queue.remove(job);
        lose(job, `its worker failed (${there.failedReason})`);
      }
    }
  };
  await sayAlive(redis, id, bytes);
  let looking: Promise<void> | undefined;
  const timer = setInterval(() => {
    looking ??= look()
      .catch(() => undefined) // Redis is away; the next look tells more
      .finally(() => (looking = undefined));
  }, interval);
  return {
    isRemote: true,
    run: (task, report, signal) =>
      new Promise<Outcome>((resolve, reject) => {
        const job = jobId(id, task.number);
        const stop = (): void => {
          pending.delete(job);
          resolve({status: "stopped"});
        };
        const end = (outcome: Outcome): void => {
          signal.removeEventListener("abort", stop);
          resolve(outcome);
        };
        if (signal.aborted) return stop();
        signal.addEventListener("abort", stop, {once: true});
        guarded(job, ask(job, {task, report, end, fail: reject}));
      }),
    async close() {
      clearInterval(timer);
      // Workers that hear it end its trials; the wish is gone before a later sweep could take it for its own.
      await within(2000, redis.set(aliveKey(id), "off", "EX", silence));
      await within(2000, removeWaiting(queue, id));
      await Promise.all([within(1000, events.close()), within(1000, queue.close())]);
      redis.disconnect();
    }
  };
}

async function sayAlive(redis: Redis, id: string, work: Buffer): Promise<void> {
  await redis.set(aliveKey(id), "on", "EX", silence);
  if ((await redis.expire(workKey(id), kept)) === 0) {
    await redis.set(workKey(id), work, "EX", kept);
  }
}

/** What nobody has begun; what has been begun ends when its worker hears that the sweep is off. */
async function removeWaiting(queue: Queue<RemoteTask>, sweep: string): Promise<void> {
  for (const job of await queue.getWaiting()) {
    if (job.data.sweep === sweep) await queue.remove(job.id!);
  }
}

/** Waits for something, but not for ever: a Redis server that is away does not hold up the end. */
async function within(time: number, act: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, time)));
  await Promise.race([act.catch(() => undefined), patience]);
  clearTimeout(timer);
}
