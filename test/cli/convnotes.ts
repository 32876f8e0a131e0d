import {spawn} from "node:child_process";
import {fileURLToPath} from "node:url";

const main = fileURLToPath(new URL("../../dist/src/cli/main.js", import.meta.url));

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface StartOptions {
  cwd: string;
  env?: NodeJS.ProcessEnv;
}

/** The command line, running. */
export class Started {
  readonly ended: Promise<Ended>;
  readonly #child;
  readonly #output = {stdout: "", stderr: ""};
  readonly #watchers = new Set<() => void>();

  constructor(args: string[], {cwd, env = process.env}: StartOptions) {
    this.#child = spawn(process.execPath, [main, ...args], {cwd, env, stdio: "pipe"});
    for (const name of ["stdout", "stderr"] as const) {
      this.#child[name].setEncoding("utf8").on("data", (text: string) => {
        this.#output[name] += text;
        for (const look of [...this.#watchers]) look();
      });
    }
    this.ended = new Promise((resolve) => {
      this.#child.once("close", (code) => resolve({code, ...this.#output}));
    });
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Closes the reader's end of what is printed, as `| head` does. */
  hangUp(): void {
    this.#child.stdout.destroy();
    this.#child.stderr.destroy();
  }

  /** Settles when the text was printed, to either stream. */
  async printed(text: string): Promise<void> {
    const isThere = (): boolean => (this.#output.stdout + this.#output.stderr).includes(text);
    if (isThere()) return;
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        if (!isThere()) return;
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
      void this.ended.then(({stdout, stderr}) =>
        reject(new Error(`expected ${text} to be printed, but got:\n${stdout}${stderr}`))
      );
    });
  }
}

/** Runs the command line to its end. */
export function convnotes(args: string[], options: StartOptions): Promise<Ended> {
  return new Started(args, options).ended;
}
