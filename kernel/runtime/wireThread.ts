// The thread beside the one that runs the reader's code. It owns the pipes to the front, so that
// an interrupt arrives, and output leaves, while a cell keeps the main thread busy; and since the
// main thread hands over whole messages, stopping it anywhere never leaves half a message behind.

import {Socket} from "node:net";
import {type MessagePort, workerData} from "node:worker_threads";
import {encodeFrame, FrameReader} from "./frames.ts";
import {type Down, downFd, type Up, upFd} from "./protocol.ts";
import {
  breakableWord,
  flushedWord,
  interruptedWord,
  locked,
  receivedWord,
  runningWord,
  sentWord,
  signalsWord,
  stopWord
} from "./sharedState.ts";

/** What the main thread hands over: a message, or the wish to end. */
export type ToWire = Up | {flush: true};

export interface WireData {
  port: MessagePort;
  words: Int32Array;
}

/** Lines printed within this time travel together. */
const streamDelayMs = 10;
const streamSize = 1 << 16;
/** More than this in the pipe's queue, and the main thread has to wait. */
const queueSize = 1 << 22;
/** Compiled code answers at once, on a busy machine too; a library has to be broken off. */
const patienceMs = 100;

const {port, words} = workerData as WireData;
const up = new Socket({fd: upFd, readable: false, writable: true});
const down = new Socket({fd: downFd, readable: true, writable: false});

let printed: Extract<Extract<Up, {message: unknown}>["message"], {type: "stream"}> | undefined;
let printedTimer: NodeJS.Timeout | undefined;
let unsent = 0;

port.on("message", (message: ToWire) => {
  if ("message" in message && message.message.type === "stream") print(message.message);
  else if ("flush" in message) flush();
  else write(message);
  ++unsent;
  acknowledge();
});

up.on("drain", acknowledge);
up.on("error", endProcess);
down.on("error", endProcess);
down.on("close", endProcess);

const frames = new FrameReader();
down.on("data", (chunk) => {
  for (const value of frames.push(chunk)) receive(value as Down);
});

function receive(message: Down): void {
  if ("interrupt" in message) interrupt(message.interrupt);
  port.postMessage(message);
  Atomics.add(words, receivedWord, 1);
  Atomics.notify(words, receivedWord);
}

function interrupt(turn: number): void {
  locked(words, 1, () => {
    Atomics.store(words, interruptedWord, turn);
    if (Atomics.load(words, runningWord) === turn) Atomics.store(words, stopWord, 1);
  });
  if (turn !== 0 && process.platform !== "win32") setTimeout(() => breakOff(turn), patienceMs);
}

/** Breaks off what runs, if it is still the cell that is to stop; later, if just now nothing does. */
function breakOff(turn: number): void {
  let isLater = false;
  locked(words, 1, () => {
    const stillRuns = Atomics.load(words, runningWord) === turn;
    if (!stillRuns || !Atomics.load(words, stopWord)) return;
    isLater = Atomics.load(words, breakableWord) === 0;
    // The whole group: a child process that the cell waits for must end too.
    if (isLater) return;
    Atomics.add(words, signalsWord, 1);
    process.kill(0, "SIGINT");
  });
  if (isLater) setTimeout(() => breakOff(turn), 1);
}

function print(message: NonNullable<typeof printed>): void {
  if (printed && (printed.parent !== message.parent || printed.name !== message.name))
    writePrinted();
  if (printed) printed.text += message.text;
  else printed = message;
  if (printed.text.length >= streamSize) writePrinted();
  else printedTimer ??= setTimeout(writePrinted, streamDelayMs);
}

function writePrinted(): void {
  clearTimeout(printedTimer);
  printedTimer = undefined;
  if (!printed) return;
  const message = printed;
  printed = undefined;
  up.write(encodeFrame({message} satisfies Up));
}

function write(message: Up): void {
  writePrinted();
  up.write(encodeFrame(message));
}

function acknowledge(): void {
  if (up.writableLength > queueSize) return;
  Atomics.add(words, sentWord, unsent);
  Atomics.notify(words, sentWord);
  unsent = 0;
}

function flush(): void {
  writePrinted();
  up.write("", () => {
    Atomics.store(words, flushedWord, 1);
    Atomics.notify(words, flushedWord);
  });
}

/** The front is gone: nobody is left to stop what runs here, or to read what it says. */
function endProcess(): void {
  try {
    process.kill(-process.pid, "SIGKILL");
  } catch {
    process.kill(process.pid, "SIGKILL");
  }
}
