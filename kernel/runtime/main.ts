// The process that runs the reader's code; `RuntimeProcess` starts it.

import {join} from "node:path";
import type * as Compile from "./compile/compile.ts";
import {traceCells} from "./errors/frames.ts";
import {provideInput} from "./input.ts";
import {Runtime} from "./runtime.ts";
import {tidyPromises} from "./show/promises.ts";
import {nextTask} from "./timers.ts";
import {Wire} from "./wire.ts";

const [, , secret = "", mode = "convnotes"] = process.argv;
// What a script sees that is called without arguments.
process.argv = [process.execPath, join(process.cwd(), "notebook")];

let compiler: Promise<typeof Compile> | undefined;
const loadCompiler = (): Promise<typeof Compile> => (compiler ??= import("./compile/compile.ts"));

const wire = new Wire(secret);
process.on("exit", (code) => wire.close(code));
traceCells();
tidyPromises();
provideInput(wire);
const runtime = new Runtime(wire, mode, loadCompiler);
// From a task of its own: what is thrown out of a message's event is thrown again later.
wire.onMessage = (down) => nextTask(() => runtime.receive(down));
wire.send({type: "ready"});
nextTask(() => void loadCompiler());
