import {mkdirSync, writeFileSync} from "node:fs";
import http from "node:http";
import path from "node:path";
import type {ServerOptions} from "../../../src/server/app.ts";
import type {ContentsModel} from "../../../src/server/contents/model.ts";
import {type StartedServer, startServer} from "../startServer.ts";

/** The answer of a request, its body read. */
export interface Answer {
  status: number;
  headers: Headers;
  /** The body as JSON; the empty model where there is none. */
  model: ContentsModel & {reason?: string | null; hash?: string | null};
}

type Query = Record<string, string>;

/** A server whose contents are asked as a program does it. */
export interface ContentsServer extends StartedServer {
  get(path: string, query?: Query): Promise<Answer>;
  put(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body?: unknown): Promise<Answer>;
  patch(path: string, body?: unknown): Promise<Answer>;
  delete(path: string): Promise<Answer>;
  /** Writes a file below the root, with the folders on its way. */
  write(path: string, content: string | Uint8Array): void;
  /** A request whose path nobody tidies: `fetch` would take `..` out of it. */
  raw(
    path: string,
    options?: {method?: string; body?: string}
  ): Promise<{status: number; body: string}>;
}

export async function startContents(options: ServerOptions = {}): Promise<ContentsServer> {
  const server = await startServer({deleteToTrash: false, ...options});

  async function ask(
    method: string,
    path: string,
    {query = {}, body, headers = {}}: {query?: Query; body?: unknown; headers?: HeadersInit} = {}
  ): Promise<Answer> {
    const encoded = path.split("/").map(encodeURIComponent).join("/");
    const search = new URLSearchParams(query).toString();
    const response = await server.fetch(`api/contents/${encoded}${search && `?${search}`}`, {
      method,
      headers: {...Object.fromEntries(new Headers(headers)), "content-type": "application/json"},
      ...(body !== undefined && {body: JSON.stringify(body)})
    });
    const text = await response.text();
    const model = (text ? JSON.parse(text) : {}) as Answer["model"];
    return {status: response.status, headers: response.headers, model};
  }

  return {
    ...server,
    get: (path, query = {}) => ask("GET", path, {query}),
    put: (path, body, headers = {}) => ask("PUT", path, {body, headers}),
    post: (path, body) => ask("POST", path, {body}),
    patch: (path, body) => ask("PATCH", path, {body}),
    delete: (path) => ask("DELETE", path),
    write(name, content) {
      const file = path.join(server.rootDir, name);
      mkdirSync(path.dirname(file), {recursive: true});
      writeFileSync(file, content);
    },
    raw: (path, {method = "GET", body} = {}) =>
      new Promise((resolve, reject) => {
        const {hostname, port} = new URL(server.url);
        const headers = {
          authorization: `token ${server.token}`,
          "content-type": "application/json"
        };
        const request = http.request({hostname, port, path, method, headers}, (response) => {
          let text = "";
          response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
          response.on("end", () => resolve({status: response.statusCode ?? 0, body: text}));
        });
        request.on("error", reject).end(body);
      })
  };
}

/** An empty notebook, as a front end sends it. */
export const notebook = (cells: object[] = []): object => ({
  cells,
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5
});

export const markdownCell = (source: string): object => ({
  cell_type: "markdown",
  id: "cell",
  metadata: {},
  source
});

/** A code cell whose output could do harm, were it trusted. */
export const scriptCell = (trusted?: boolean): object => ({
  cell_type: "code",
  id: "script",
  execution_count: 1,
  metadata: {...(trusted !== undefined && {trusted})},
  outputs: [
    {output_type: "display_data", data: {"application/javascript": "alert('hi');"}, metadata: {}}
  ],
  source: "1"
});
