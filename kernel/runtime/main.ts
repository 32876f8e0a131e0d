// The process that runs the reader's code; `RuntimeProcess` starts it.
import vm from "node:vm";
import {inspect} from "node:util";
import {transformSync} from "oxc-transform";
import type {ExecuteCell} from "../messages.ts";
import {Wire} from "./wire.ts";

const [, , secret = ""] = process.argv;
const wire = new Wire(secret);
let parent = "";

for (const name of ["stdout", "stderr"] as const) {
  process[name].write = (chunk: string | Uint8Array) => {
    const text = typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
    wire.send({type: "stream", parent, name, text});
    return true;
  };
}

process.on("exit", (code) => wire.close(code));
process.on("SIGINT", () => {});

function run(cell: ExecuteCell): void {
  parent = cell.parent;
  const finish = (outcome: Parameters<typeof wire.send>[0]): void => {
    wire.mark();
    wire.send(outcome);
  };
  try {
    const {code} = transformSync(cell.name, cell.code, {lang: "ts", sourceType: "script"});
    const value: unknown = vm.runInThisContext(code, {breakOnSigint: true});
    if (value !== undefined) {
      wire.send({
        type: "execute_result",
        parent,
        data: {"text/plain": inspect(value)},
        metadata: {}
      });
    }
    finish({type: "done", parent, outcome: {status: "ok", userExpressions: {}, payload: []}});
  } catch (error) {
    const {name, message, stack} = error as Error;
    const traceback = [String(stack)];
    const outcome = {status: "error", ename: name, evalue: message, traceback} as const;
    finish({type: "done", parent, outcome});
  }
}

wire.onMessage = (down) => {
  if (!("message" in down)) return;
  if (down.message.type === "execute") run(down.message);
  else wire.send({type: "comm_done", parent: down.message.parent});
};
wire.send({type: "ready"});
