import {AsyncLocalStorage} from "node:async_hooks";
import {join} from "node:path";
import type {CellOutcome, CommMessage, ExecuteCell, ExpressionResult} from "../messages.ts";
import type {MimeBundle} from "../mimeBundle.ts";
import {captureStorage} from "./captured.ts";
import {CellContext, cellStorage} from "./cellContext.ts";
import {cellMetadata} from "./cellMetadata.ts";
import {ChangedParameters} from "./changedParameters.ts";
import {Comms} from "./comms.ts";
import type * as Compile from "./compile/compile.ts";
import {evaluate} from "./compiledFiles.ts";
import {Displays, splitBundle} from "./displays.ts";
import {type ErrorContent, errorContent, sourceErrorContent} from "./errors/traceback.ts";
import {type Ending, Execution, LateError} from "./execution.ts";
import {exposeHost} from "./host.ts";
import {Modules} from "./modules/modules.ts";
import type {Namespace} from "./modules/namespace.ts";
import {tslabNamespace} from "./modules/tslab.ts";
import {captureOutput} from "./output.ts";
import type {Down} from "./protocol.ts";
import {Scope} from "./scope.ts";
import {mimeBundleOf} from "./show/bundle.ts";
import {
  contextReset,
  KeyboardInterrupt,
  placelessInterrupt,
  runMicrotasks,
  StopSwitch
} from "./stopping.ts";
import {bindTimers, nextTask} from "./timers.ts";
import type {Wire} from "./wire.ts";

interface Running {
  context: CellContext;
  execution: Execution;
}

/** Runs one cell after another, in one scope. */
export class Runtime {
  readonly #wire: Wire;
  readonly #mode: string;
  readonly #folder = process.cwd();
  readonly #stops: StopSwitch;
  readonly #scope = new Scope();
  readonly #changedParameters = new ChangedParameters();
  readonly #displays: Displays;
  readonly #comms: Comms;
  readonly #modules: Modules;
  /** The compiler is half of what there is to load: only the first cell waits for it. */
  readonly #compiler: () => Promise<typeof Compile>;
  readonly #waiting: {cell: ExecuteCell; turn: number}[] = [];
  #running: Running | undefined;
  #last: CellContext | undefined;
  /** The comm message that the running code belongs to, also in a handler's timer or after its await. */
  readonly #commParent = new AsyncLocalStorage<string>();
  /** Aborted, and followed by another, when the reader stops what comm messages have begun. */
  #handlers = new AbortController();

  constructor(wire: Wire, mode: string, compiler: () => Promise<typeof Compile>) {
    this.#wire = wire;
    this.#mode = mode;
    this.#compiler = compiler;
    this.#stops = new StopSwitch(wire.words);
    const parent = (): string => this.#parent();
    this.#displays = new Displays(wire);
    this.#comms = new Comms(wire, parent);
    const display = (data: MimeBundle, id?: string): void => {
      const take = captureStorage.getStore();
      if (take) take({output_type: "display_data", ...splitBundle(data), displayId: id});
      else this.#displays.display(parent(), data, id);
    };
    const update = (data: MimeBundle, id: string): void => {
      const take = captureStorage.getStore();
      if (take) take({output_type: "update_display_data", ...splitBundle(data), displayId: id});
      else this.#displays.update(parent(), data, id);
    };
    const tslab = (): Namespace => tslabNamespace(display, update);
    this.#modules = new Modules(this.#folder, wire.words, tslab, compiler);
    this.#scope.set("require", (specifier: string) => this.#modules.require(specifier));
    captureOutput(wire, parent);
    bindTimers((context, run) => this.#runTimer(context, run));
    const signal = (): AbortSignal => this.#signal();
    const changedParameters = (): string[] => this.#changedParameters.names;
    const topLevel = (name: string): unknown => this.#scope.box(name).v;
    exposeHost({
      display,
      update,
      signal,
      changedParameters,
      topLevel,
      comms: this.#comms,
      here: (run) => this.#here(run),
      reportError: (error) => this.#reportUncaught(error)
    });
    process.on("SIGINT", () => {});
    process.on("uncaughtException", (error) => this.#reportUncaught(error));
    process.on("unhandledRejection", (error) => this.#reportUncaught(error));
  }

  receive(down: Down): void {
    if ("interrupt" in down) return this.#interrupt(down.interrupt);
    const {message, turn = 0} = down;
    if (message.type === "execute") {
      this.#waiting.push({cell: message, turn});
      if (!this.#running) this.#next();
    } else if (message.type !== "input_reply") {
      this.#receiveComm(message);
    }
  }

  #context(): CellContext | undefined {
    return cellStorage.getStore() ?? this.#running?.context;
  }

  #parent(): string {
    return this.#commParent.getStore() ?? (this.#context() ?? this.#last)?.parent ?? "";
  }

  #signal(): AbortSignal {
    if (this.#commParent.getStore() !== undefined) return this.#handlers.signal;
    return (this.#context() ?? this.#last)!.signal;
  }

  /** Makes what a function puts out, whenever it is called, that of the code that runs now. */
  #here<A extends unknown[], T>(run: (...values: A) => T): (...values: A) => T {
    const parent = this.#parent();
    return (...values) => this.#commParent.run(parent, () => run(...values));
  }

  #interrupt(turn: number): void {
    if (turn !== 0) {
      if (this.#running?.context.turn === turn) this.#running.execution.stop();
      return;
    }
    if (this.#running) return;
    this.#stops.stopBackground(this.#last?.turn ?? 0);
    this.#last?.stop();
    this.#handlers.abort(new KeyboardInterrupt());
    this.#handlers = new AbortController();
    this.#stops.clear();
  }

  #receiveComm(message: CommMessage): void {
    this.#commParent.run(message.parent, () => {
      try {
        this.#comms.receive(message);
      } catch (error) {
        this.#reportUncaught(error);
      } finally {
        this.#displays.flush();
        this.#wire.send({type: "comm_done", parent: message.parent});
      }
    });
  }

  #next(): void {
    const next = this.#waiting.shift();
    if (!next) return;
    const {cell, turn} = next;
    const context = new CellContext(cell, turn, this.#stops);
    const result: {value?: unknown} = {};
    const execution = new Execution(context, (ending) => {
      void cellStorage.run(context, () => this.#end(running, ending, result.value));
    });
    const running: Running = {context, execution};
    this.#running = running;
    this.#last = context;
    if (this.#stops.begin(turn)) return execution.stop();
    void cellStorage.run(context, () => this.#begin(running, result));
  }

  async #begin({context, execution}: Running, result: {value?: unknown}): Promise<void> {
    try {
      this.#changedParameters.see(context.cell.code);
      const run = await this.#prepare(context.cell, result);
      if (run) nextTask(() => execution.start(run));
      else execution.finish({status: "ok"});
    } catch (error) {
      execution.finish({status: "error", error});
    }
  }

  /** Compiles the cell and loads what it imports; a module cell is then done. */
  async #prepare(
    {code, name}: {code: string; name: string},
    result: {value?: unknown}
  ): Promise<(() => Generator | void) | undefined> {
    const {compileCell} = await this.#compiler();
    const {module, lang} = cellMetadata(code);
    if (module !== undefined) {
      await this.#modules.defineCell(module, code, lang);
      return undefined;
    }
    const compiled = compileCell(code, lang, this.#scope);
    const {declared, captured, assignedInFunctions} = compiled.analysis;
    for (const [local, kind] of declared) {
      this.#scope.declare(local, kind === "const" || kind === "import");
    }
    for (const local of captured) this.#scope.captured.add(local);
    for (const local of assignedInFunctions) this.#scope.assignedInFunctions.add(local);
    for (const {specifier, attributes, names} of compiled.imports) {
      const loaded = this.#modules.load(specifier, this.#folder, attributes);
      this.#bind(loaded instanceof Promise ? await loaded : loaded, names);
    }
    const run = evaluate(compiled.code, {name, source: code, positions: compiled.positions});
    const unit = Object.assign(this.#modules.unit(join(this.#folder, `${name}.ts`)), {
      hoist: (local: string) => this.#scope.hoist(local)
    });
    const boxes = compiled.boxes.map((local) => this.#scope.box(local));
    Object.defineProperty(result, "value", {
      get: () => {
        unit.takeBack();
        return unit.result;
      }
    });
    return () => run.call(undefined, ...unit.arguments, ...boxes) as Generator | void;
  }

  #bind(namespace: Namespace, names: [local: string, imported: string][]): void {
    for (const [local, imported] of names) {
      if (imported === "*") this.#scope.set(local, namespace);
      else if (imported === "default" && !("default" in namespace)) {
        this.#scope.bind(local, () => namespace);
      } else this.#scope.bind(local, () => namespace[imported]);
    }
  }

  async #end(running: Running, ending: Ending, value: unknown): Promise<void> {
    const {context} = running;
    let outcome: CellOutcome;
    // What heeds the signal may end in peace; the reader has stopped it all the same.
    if (ending.status === "ok" && this.#stops.isSet) {
      context.stop();
      ending = {status: "stopped", error: undefined};
    }
    try {
      outcome =
        ending.status === "ok"
          ? await this.#succeed(context, value)
          : {status: "error", ...this.#errorContent(context.cell, ending)};
    } catch (error) {
      outcome = {status: "error", ...errorContent(error)};
    }
    if (this.#running !== running) return;
    this.#running = undefined;
    this.#stops.end();
    this.#displays.flush();
    this.#wire.mark();
    this.#wire.send({type: "done", parent: context.parent, outcome});
    this.#next();
  }

  async #succeed({cell, parent}: CellContext, value: unknown): Promise<CellOutcome> {
    const isShown = value !== undefined && !(this.#mode === "tslab" && value === null);
    if (isShown && !cell.silent) {
      this.#displays.flush();
      const bundle = splitBundle(await mimeBundleOf(value));
      // What has shown itself already has nothing more to show.
      const isEmpty = Object.keys(bundle.data).length === 0;
      if (!isEmpty) this.#wire.send({type: "execute_result", parent, ...bundle});
    }
    const userExpressions: Record<string, ExpressionResult> = {};
    for (const [name, code] of Object.entries(cell.userExpressions)) {
      userExpressions[name] = await this.#evaluateExpression(name, code);
    }
    return {status: "ok", userExpressions, payload: []};
  }

  async #evaluateExpression(name: string, code: string): Promise<ExpressionResult> {
    try {
      const result: {value?: unknown} = {};
      const run = await this.#prepare({code, name}, result);
      const generator = run?.();
      if (generator) throw new SyntaxError("await is only valid in cells");
      return {status: "ok", ...splitBundle(await mimeBundleOf(result.value))};
    } catch (error) {
      return {status: "error", ...sourceErrorContent(error, code, name)};
    }
  }

  #errorContent(
    {code, name}: ExecuteCell,
    {status, error}: Exclude<Ending, {status: "ok"}>
  ): ErrorContent {
    const thrown = status === "stopped" ? (error ?? placelessInterrupt()) : error;
    return sourceErrorContent(thrown, code, name);
  }

  /** A timer's callback can be broken off while its cell still runs. */
  #runTimer(context: CellContext, callback: () => void): void {
    if (this.#running?.context !== context) return callback();
    const completed = context.breakable(() => {
      callback();
      runMicrotasks();
    });
    if (completed) return;
    const {execution} = this.#running;
    nextTask(() => execution.breakOff());
    throw contextReset;
  }

  #reportUncaught(error: unknown): void {
    if (error === contextReset || error instanceof KeyboardInterrupt) return;
    const isLate = error instanceof LateError;
    const take = captureStorage.getStore();
    if (take && !isLate) return take({output_type: "error", ...errorContent(error)});
    const parent = isLate ? error.context.parent : this.#parent();
    this.#wire.send({type: "error", parent, ...errorContent(isLate ? error.cause : error)});
  }
}
