import {spawn} from "node:child_process";
import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import path from "node:path";
import type {Readable, Writable} from "node:stream";
import {findBrowser} from "./findBrowser.ts";

/** A page in a browser that nobody sees, over the Chrome DevTools Protocol. */
export interface DevtoolsPage {
  /** Sends a command of the protocol and waits for its answer. */
  send<T = unknown>(method: string, params?: object): Promise<T>;
  /** Opens a file and waits until it is loaded. */
  open(file: string): Promise<void>;
  /** Evaluates an expression in the page and waits for its promise. */
  evaluate<T>(expression: string): Promise<T>;
}

interface Answer {
  id?: number;
  method?: string;
  sessionId?: string;
  result?: unknown;
  error?: {message: string};
}

// A page from disk needs nothing of the network, and neither does the browser.
const flags = [
  ...[
    "--headless",
    "--remote-debugging-pipe",
    "--disable-gpu",
    "--hide-scrollbars",
    "--mute-audio"
  ],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
  ...[
    "--disable-extensions",
    "--disable-default-apps",
    "--no-first-run",
    "--no-default-browser-check"
  ],
  ...["--force-color-profile=srgb", "--host-resolver-rules=MAP * ~NOTFOUND"]
];

/**
 * Starts an installed browser, lets `use` work with a page in it, and ends it, whatever comes of that.
 *
 * The browser listens on a pipe, so no port is open, and its profile is a folder that is gone afterwards.
 *
 * @throws Error if there is no browser, it does not start, or it ends too early
 */
export async function withPage<T>(
  use: (page: DevtoolsPage) => Promise<T>,
  {browser = findBrowser()}: {browser?: string} = {}
): Promise<T> {
  const profile = await mkdtemp(path.join(tmpdir(), "convnotes-browser-"));
  // Chromium's own sandbox does not work for root; what it shows is a page whose policy forbids all.
  const isRoot = process.getuid?.() === 0;
  const args = [
    ...flags,
    ...(isRoot ? ["--no-sandbox"] : []),
    `--user-data-dir=${profile}`,
    "about:blank"
  ];
  const child = spawn(browser, args, {stdio: ["ignore", "ignore", "pipe", "pipe", "pipe"]});
  let said = "";
  child.stderr?.on("data", (data: Buffer) => (said = (said + data.toString()).slice(-2000)));
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const failed = new Promise<never>((_, reject) => {
    child.once("error", (error) =>
      reject(new Error(`withPage: ${browser} does not start`, {cause: error}))
    );
    void ended.then(() =>
      reject(
        new Error(`withPage: ${browser} ended too early: ${said.trim().split("\n").at(-1) ?? ""}`)
      )
    );
  });
  failed.catch(() => undefined);
  try {
    const connection = new Connection(child.stdio[3] as Writable, child.stdio[4] as Readable);
    return await Promise.race([failed, connection.page().then(use)]);
  } finally {
    child.kill("SIGKILL");
    await ended;
    await rm(profile, {recursive: true, force: true, maxRetries: 5, retryDelay: 100});
  }
}

/** Commands and answers of the protocol: JSON, a zero byte behind each. */
class Connection {
  readonly #input: Writable;
  readonly #waiting = new Map<
    number,
    {resolve: (value: unknown) => void; reject: (error: Error) => void}
  >();
  readonly #events = new Map<string, (() => void)[]>();
  #count = 0;

  constructor(input: Writable, output: Readable) {
    this.#input = input;
    // What the browser no longer reads is reported by its end.
    input.on("error", () => undefined);
    let pieces: Buffer[] = [];
    output.on("data", (data: Buffer) => {
      let start = 0;
      for (let end = data.indexOf(0); end >= 0; end = data.indexOf(0, start)) {
        pieces.push(data.subarray(start, end));
        this.#receive(JSON.parse(Buffer.concat(pieces).toString()) as Answer);
        pieces = [];
        start = end + 1;
      }
      pieces.push(data.subarray(start));
    });
  }

  async page(): Promise<DevtoolsPage> {
    const {targetId} = await this.#send<{targetId: string}>("Target.createTarget", {
      url: "about:blank"
    });
    const {sessionId} = await this.#send<{sessionId: string}>("Target.attachToTarget", {
      targetId,
      flatten: true
    });
    const send = <T>(method: string, params: object = {}): Promise<T> =>
      this.#send<T>(method, params, sessionId);
    await send("Page.enable");
    return {
      send,
      open: async (file) => {
        const loaded = new Promise<void>((resolve) => this.#once("Page.loadEventFired", resolve));
        const {errorText} = await send<{errorText?: string}>("Page.navigate", {url: file});
        if (errorText) throw new Error(`withPage: ${file} cannot be opened (${errorText})`);
        await loaded;
      },
      evaluate: async <T>(expression: string) => {
        const {result, exceptionDetails} = await send<{
          result: {value: T};
          exceptionDetails?: {text: string; exception?: {description?: string}};
        }>("Runtime.evaluate", {expression, awaitPromise: true, returnByValue: true});
        if (!exceptionDetails) return result.value;
        const {exception, text} = exceptionDetails;
        throw new Error(`withPage: the page failed: ${exception?.description ?? text}`);
      }
    };
  }

  #send<T>(method: string, params: object, sessionId?: string): Promise<T> {
    const id = ++this.#count;
    const answer = new Promise<unknown>((resolve, reject) =>
      this.#waiting.set(id, {resolve, reject})
    );
    this.#input.write(`${JSON.stringify({id, method, params, ...(sessionId && {sessionId})})}\0`);
    return answer as Promise<T>;
  }

  #once(method: string, listener: () => void): void {
    this.#events.set(method, [...(this.#events.get(method) ?? []), listener]);
  }

  #receive({id, method, result, error}: Answer): void {
    if (method !== undefined) {
      const listeners = this.#events.get(method) ?? [];
      this.#events.delete(method);
      for (const listener of listeners) listener();
      return;
    }
    const waiting = this.#waiting.get(id ?? -1);
    this.#waiting.delete(id ?? -1);
    if (error) waiting?.reject(new Error(`withPage: the browser answers: ${error.message}`));
    else waiting?.resolve(result);
  }
}
