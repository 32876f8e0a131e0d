import {writeSync} from "node:fs";
import {MessageChannel, type MessagePort, receiveMessageOnPort, Worker} from "node:worker_threads";
import type {FromRuntime} from "../messages.ts";
import {type Down, markText} from "./protocol.ts";
import {flushedWord, receivedWord, sentWord, stopWord, words as wordCount} from "./sharedState.ts";
import {nextTask} from "./timers.ts";
import type {ToWire, WireData} from "./wireThread.ts";

/** So many messages may wait to be written before the code that makes them has to wait too. */
const maximumUnsent = 4096;

/** The main thread's end of what leads to the front. */
export class Wire {
  readonly words = new Int32Array(new SharedArrayBuffer(4 * wordCount));
  onMessage: (message: Down) => void = () => {};
  readonly #port: MessagePort;
  readonly #secret: string;
  #posted = 0;
  #marks = 0;
  /** What came while `waitFor` waited for something else. */
  #early: Down[] = [];

  constructor(secret: string) {
    this.#secret = secret;
    const {port1, port2} = new MessageChannel();
    this.#port = port1;
    port1.on("message", (message: Down) => {
      this.#takeEarly();
      this.onMessage(message);
    });
    const workerData: WireData = {port: port2, words: this.words};
    const file = new URL(`./wireThread${import.meta.url.slice(-3)}`, import.meta.url);
    new Worker(file, {workerData, transferList: [port2], env: {}, execArgv: []});
  }

  /** Sends a message to the front; waits when the front cannot keep up. */
  send(message: FromRuntime): void {
    this.#post({message});
    while (this.#unsent() > maximumUnsent && !this.words[stopWord]) {
      Atomics.wait(this.words, sentWord, this.words[sentWord]!, 20);
    }
  }

  /**
   * Makes what was written directly to standard output and error, by child processes perhaps,
   * come before what is sent next and after what was sent before.
   */
  mark(): void {
    const mark = ++this.#marks;
    if (writeAll(1, markText(this.#secret, mark)) && writeAll(2, markText(this.#secret, mark))) {
      this.#post({mark});
    }
  }

  /** Blocks until a message comes that the function takes, which gives what is returned. */
  waitFor<T>(take: (message: Down) => T | undefined, isStopped: () => boolean): T | undefined {
    for (;;) {
      const count = Atomics.load(this.words, receivedWord);
      const received = receiveMessageOnPort(this.#port);
      if (received) {
        const message = received.message as Down;
        const taken = take(message);
        if (taken !== undefined) return taken;
        this.#early.push(message);
        nextTask(() => this.#takeEarly());
      } else if (isStopped()) {
        return undefined;
      } else {
        Atomics.wait(this.words, receivedWord, count);
      }
    }
  }

  /** Blocks until all that was sent is in the pipe: what a process does last. */
  close(exitCode: number): void {
    this.#post({exit: exitCode});
    this.#post({flush: true});
    Atomics.wait(this.words, flushedWord, 0, 2000);
  }

  #takeEarly(): void {
    for (let early = this.#early.shift(); early; early = this.#early.shift()) this.onMessage(early);
  }

  #post(message: ToWire): void {
    try {
      this.#port.postMessage(message);
    } catch (error) {
      if ((error as Error).name !== "DataCloneError") throw error;
      // A bundle with functions in it, say: what is left of it as JSON is what a client can show.
      this.#port.postMessage(JSON.parse(JSON.stringify(message)));
    }
    ++this.#posted;
  }

  #unsent(): number {
    return (this.#posted - Atomics.load(this.words, sentWord)) | 0;
  }
}

/** @returns false if the file is closed, so that nothing more will be read from it */
function writeAll(fd: number, text: string): boolean {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      // A child process may have made the pipe non-blocking for everybody.
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") return false;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
  return true;
}
