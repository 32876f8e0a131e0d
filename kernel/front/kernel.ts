import type {ConnectionInfo} from "../../src/jupyter/connectionFile.ts";
import {Session} from "../../src/jupyter/message.ts";
import type {Checker} from "../checker.ts";
import type {FromRuntime} from "../messages.ts";
import type {RuntimeExit} from "../runtime/runtimeProcess.ts";
import {answers} from "./answers.ts";
import type {Cell} from "./cell.ts";
import {Cells} from "./cells.ts";
import {Comms, isCommType} from "./comms.ts";
import {deathOf, restartOffer, stoppedBeforeRunning, stoppedByRestart} from "./deaths.ts";
import {History} from "./history.ts";
import {Input} from "./input.ts";
import {Interrupts} from "./interrupts.ts";
import {Lane} from "./lane.ts";
import {describe, log} from "./log.ts";
import {Origins} from "./origins.ts";
import {publishOutput} from "./output.ts";
import {Publisher} from "./publisher.ts";
import {errorContent, Requests} from "./requests.ts";
import {type Received, Sockets} from "./sockets.ts";
import {type StartRuntime, Supervisor} from "./supervisor.ts";
import {Typecheck, type TypesOptions} from "./typecheck.ts";

export interface KernelOptions {
  connection: ConnectionInfo;
  types: TypesOptions;
  startRuntime: StartRuntime;
  startChecker: () => Checker;
  /** The kernel is shut down, and all that it had to say is sent. */
  onExit: () => void;
}

/** How long a kernel that is shut down waits for its checker, in ms. */
const patience = 1000;

/** The front of the kernel: speaks the protocol, and leaves user code and its types to others. */
export class Kernel {
  readonly #options: KernelOptions;
  readonly #sockets: Sockets;
  readonly #publisher: Publisher;
  readonly #requests: Requests;
  readonly #history = new History();
  readonly #origins = new Origins();
  readonly #comms: Comms;
  readonly #input: Input;
  readonly #cells: Cells;
  readonly #typecheck: Typecheck;
  readonly #runtime: Supervisor;
  readonly #interrupts: Interrupts;
  readonly #answers: ReturnType<typeof answers>;
  /** What is answered beside the cells: of each channel one after the other. */
  readonly #lanes = {shell: new Lane(), control: new Lane()};
  #startedChecker: Checker | undefined;
  /** Nobody has listened or asked yet. */
  #isNew = true;
  #isStopping = false;
  /** The runtime was killed because its cell could not be stopped. */
  #isRestarting = false;

  constructor(options: KernelOptions) {
    this.#options = options;
    // First of all, because the process starts while the rest goes on.
    this.#runtime = new Supervisor(options.startRuntime, {
      message: (message) => this.#fromRuntime(message),
      death: (exit, isReplaced) => this.#died(exit, isReplaced),
      settled: () => {
        if (!this.#cells.running) this.#publisher.status("idle");
      }
    });
    const session = new Session();
    this.#sockets = new Sockets(options.connection);
    this.#publisher = new Publisher(this.#sockets, session);
    this.#requests = new Requests(this.#sockets, session, this.#publisher);
    this.#input = new Input(this.#sockets, session);
    this.#comms = new Comms({
      origins: this.#origins,
      publisher: this.#publisher,
      requests: this.#requests,
      send: (message) => this.#runtime.send(message)
    });
    this.#typecheck = new Typecheck(options.types, this.#publisher);
    this.#cells = new Cells({
      history: this.#history,
      origins: this.#origins,
      publisher: this.#publisher,
      requests: this.#requests,
      ready: () => this.#runtime.whole(),
      run: (cell) => void this.#run(cell),
      onEnd: (cell) => this.#ended(cell)
    });
    this.#interrupts = new Interrupts({
      interrupt: () => this.#runtime.interrupt(),
      offerRestart: () => this.#tell(restartOffer),
      restart: () => {
        this.#isRestarting = true;
        this.#runtime.kill();
      }
    });
    this.#answers = answers({
      connection: options.connection,
      checker: () => this.#checker,
      comms: this.#comms,
      history: this.#history
    });
  }

  /** Answers from then on. */
  async start(): Promise<void> {
    await this.#sockets.bind({
      message: (received) => this.#receive(received),
      subscription: (topic) => this.#welcome(topic)
    });
    // Later than the first answers, which it would delay.
    setImmediate(() => this.#checker);
  }

  /** Stops the running cell. */
  interrupt(): void {
    const {running} = this.#cells;
    if (running && !running.isRunning) {
      running.settle({status: "error", ...stoppedBeforeRunning()});
      if (running.isChecked) this.#checker.retract();
    } else this.#interrupts.request(running !== undefined);
  }

  /** Ends the runtime and the checker, sends what waits to be sent, and calls `onExit`. */
  async shutdown(): Promise<void> {
    if (this.#isStopping) return;
    this.#isStopping = true;
    this.#runtime.close();
    this.#publisher.flush();
    await this.#sockets.close();
    // It removes its files; but nobody waits for one that is stuck.
    const late = new Promise((resolve) => setTimeout(resolve, patience));
    await Promise.race([this.#startedChecker?.close(), late]);
    this.#options.onExit();
  }

  get #checker(): Checker {
    return (this.#startedChecker ??= this.#options.startChecker());
  }

  #welcome(topic: string): void {
    this.#publisher.welcome(topic);
    // Nobody would have heard it before, and after an answer it would no longer be true.
    if (this.#isNew) this.#publisher.status("starting");
    this.#isNew = false;
  }

  #receive(received: Received): void {
    this.#isNew = false;
    const {channel, message} = received;
    const type = message.header.msg_type;
    if (this.#isStopping) return;
    if (channel === "stdin") return this.#answered(received);
    if (type === "shutdown_request") return this.#shutdownRequest(received);
    if (channel === "shell" && type === "execute_request") return this.#cells.execute(received);
    if (channel === "shell" && isCommType(type)) return this.#comms.receive(received);
    const answer = type === "interrupt_request" ? this.#interruptRequest : this.#answers.get(type);
    if (!answer) return log(`${channel}: ignored a message of unknown type ${type}`);
    this.#lanes[channel].push(() => this.#requests.answer(received, () => answer(message.content)));
  }

  readonly #interruptRequest = () => {
    this.interrupt();
    return {status: "ok"};
  };

  #shutdownRequest(received: Received): void {
    const stop = async (): Promise<void> => {
      const content = {status: "ok", restart: received.message.content.restart === true};
      await this.#requests.answer(received, () => content);
      this.#publisher.publish("shutdown_reply", received.message.header, {content});
      await this.shutdown();
    };
    // On shell it waits its turn; control is for what cannot wait.
    if (received.channel === "control") void stop();
    else this.#cells.then(stop);
  }

  #answered({message}: Received): void {
    const answer = this.#input.answered(message);
    if (answer) this.#runtime.send({type: "input_reply", ...answer});
    else log("stdin: ignored an answer that nobody awaits");
  }

  async #run(cell: Cell): Promise<void> {
    try {
      const refusal = await this.#typecheck.check(cell, this.#checker);
      if (refusal) cell.settle(refusal);
      this.#runtime.revive();
      await this.#runtime.whole();
      if (cell.isSettled) return;
      cell.isRunning = true;
      this.#runtime.send(cell.toExecute());
    } catch (error) {
      log(describe(error));
      cell.settle({status: "error", ...errorContent(error)});
    }
  }

  #ended({header}: Cell): void {
    this.#interrupts.settled();
    this.#input.forget(header.msg_id);
  }

  #fromRuntime(message: FromRuntime): void {
    switch (message.type) {
      case "ready":
        return;
      case "done": {
        const {running} = this.#cells;
        if (running?.header.msg_id === message.parent) running.settle(message.outcome);
        return;
      }
      case "comm_done":
        return this.#comms.handled(message.parent);
    }
    const origin = this.#origins.get(message.parent);
    switch (message.type) {
      case "input_request":
        this.#publisher.flush(origin.header);
        return this.#input.ask(origin, message);
      case "comm_open":
      case "comm_msg":
      case "comm_close":
        return this.#comms.publish(message);
      default:
        publishOutput(message, origin, {publisher: this.#publisher, history: this.#history});
    }
  }

  async #died(exit: RuntimeExit, isReplaced: boolean): Promise<void> {
    const error = this.#isRestarting ? stoppedByRestart() : deathOf(exit, isReplaced);
    this.#isRestarting = false;
    const {running} = this.#cells;
    if (running) {
      running.settle({status: "error", ...error});
      await this.#cells.answered;
    } else this.#tell(`${error.traceback.join("\n")}\n`);
    this.#comms.clear();
    // What earlier cells declared is gone.
    void this.#startedChecker?.close();
    this.#startedChecker = undefined;
    // Only after the replies, since a client then forgets what it has asked.
    this.#publisher.flush();
    if (isReplaced) this.#publisher.status("restarting");
  }

  /** Says something below the newest cell. */
  #tell(text: string): void {
    const {newest} = this.#cells;
    if (newest && !newest.isSilent) this.#publisher.stream("stderr", text, newest.header);
    else log(text.trimEnd());
  }
}
