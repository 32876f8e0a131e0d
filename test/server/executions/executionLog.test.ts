import {describe, expect, test} from "vitest";
import {Session} from "../../../src/jupyter/message.ts";
import {ExecutionLog} from "../../../src/server/executions/executionLog.ts";
import {idle, prints, request, says} from "../channels/messages.ts";

function ask(log: ExecutionLog, id: string, cellId?: string, content: object = {}): void {
  const metadata = cellId === undefined ? {} : {cellId};
  const message = new Session().message("execute_request", {
    content: {code: id, ...content},
    metadata
  });
  log.request({...message, header: request(id)});
}

const busy = (id: string): ReturnType<typeof says> => says(id, "status", {execution_state: "busy"});
const ok = (id: string): ReturnType<typeof says> =>
  says(id, "execute_reply", {status: "ok", execution_count: 3}, "shell");

/** Runs a cell that prints so much. */
function run(log: ExecutionLog, id: string, bytes = 1): void {
  ask(log, id, id);
  for (const message of [busy(id), prints(id, "x".repeat(bytes)), ok(id), idle(id)])
    log.hear(message);
}

const ids = (log: ExecutionLog): string[] => log.all().map(({request}) => request.msg_id);

describe("ExecutionLog", () => {
  test("knows the states of an execution, whether the reply or idle comes first", () => {
    for (const order of ["reply", "idle"]) {
      const log = new ExecutionLog();
      ask(log, "a", "cell");
      const states = [log.get("a")?.state];
      const last = [ok("a"), idle("a")];
      for (const message of [busy("a"), ...(order === "reply" ? last : last.reverse())]) {
        log.hear(message);
        states.push(log.get("a")?.state);
      }
      expect(states).toEqual(["queued", "running", "running", "done"]);
      expect(log.get("a")).toMatchObject({status: "ok", executionCount: 3, cellId: "cell"});
    }
  });

  test("holds nothing of what runs silently, and of a cell what runs newest or still", () => {
    const log = new ExecutionLog();
    ask(log, "silent", undefined, {silent: true});
    ask(log, "first", "cell");
    ask(log, "second", "cell");
    expect(ids(log)).toEqual(["first", "second"]);
    for (const id of ["first", "second"])
      [busy(id), ok(id), idle(id)].forEach((one) => log.hear(one));
    ask(log, "third", "cell");
    expect(ids(log)).toEqual(["third"]);
    expect(log.pending()).toHaveLength(1);
  });

  test("updates what another cell shows", () => {
    const log = new ExecutionLog();
    ask(log, "shows", "one");
    ask(log, "updates", "two");
    const transient = {display_id: "figure"};
    log.hear(says("shows", "display_data", {data: {a: 1}, metadata: {}, transient}));
    const update = says("updates", "update_display_data", {data: {a: 2}, metadata: {}, transient});
    log.hear(update);
    expect(log.get("shows")?.outputs.toJSON()[0].data).toEqual({a: 2});
    expect(log.get("shows")?.newest.at(-1)).toBe(update.message.header.msg_id);
    expect(log.get("updates")?.outputs.toJSON()).toEqual([]);
  });

  test("forgets much of what is saved, the oldest first, and nothing that is not", () => {
    const log = new ExecutionLog();
    for (const id of ["a", "b", "c", "d"]) run(log, id, 10e6);
    expect(ids(log)).toEqual(["a", "b", "c", "d"]);
    log.saved(new Date(0));
    expect(ids(log)).toEqual(["a", "b", "c", "d"]);
    log.saved(new Date(Date.now() + 1));
    expect(ids(log)).toEqual(["b", "c", "d"]);
    run(log, "e", 10e6);
    expect(ids(log)).toEqual(["c", "d", "e"]);
    // What is printed late is not saved.
    log.hear(prints("c", "late"));
    run(log, "f", 10e6);
    expect(ids(log)).toEqual(["c", "e", "f"]);
  });
});
