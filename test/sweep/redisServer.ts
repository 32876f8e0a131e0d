import {type ChildProcess, spawn} from "node:child_process";
import {once} from "node:events";
import {createServer} from "node:net";
import {createInterface} from "node:readline";

/** A Redis server of a test's own. */
export class RedisServer {
  readonly url: string;
  readonly #args: string[];
  #child: ChildProcess | undefined;

  private constructor(port: number, folder: string | undefined, password: string) {
    this.url = `redis://:${password}@127.0.0.1:${port}`;
    this.#args = ["--port", String(port), "--bind", "127.0.0.1", "--requirepass", password];
    // Without a folder, it forgets all when it ends.
    this.#args.push(...(folder ? ["--dir", folder, "--save", "3600 1"] : ["--save", ""]));
  }

  static async start({
    folder,
    password = "sesame"
  }: {folder?: string; password?: string} = {}): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), folder, password);
    await server.start();
    return server;
  }

  async start(): Promise<void> {
    this.#child = spawn("redis-server", this.#args, {stdio: ["ignore", "pipe", "inherit"]});
    const lines = createInterface({input: this.#child.stdout!});
    for await (const line of lines) if (line.includes("Ready to accept")) break;
    this.#child.stdout!.resume();
  }

  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const closed = once(this.#child!, "close");
    this.#child!.kill(signal);
    await closed;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const {port} = server.address() as {port: number};
  server.close();
  await once(server, "close");
  return port;
}
