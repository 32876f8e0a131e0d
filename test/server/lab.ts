import {ServerConnection} from "@jupyterlab/services";
import {beforeAll} from "vitest";
import {WebSocket} from "ws";
import type {ServerOptions} from "../../src/server/app.ts";
import {ipykernel, ours} from "../jupyter/kernels.ts";
import {serve} from "./serve.ts";

/** A server that all tests of a file share, since kernels take their time to start. */
export interface Lab {
  /** `http://127.0.0.1:PORT/`, with the base URL. */
  url: string;
  token: string;
  rootDir: string;
  /** What a client of JupyterLab needs to know. */
  settings: ServerConnection.ISettings;
  /** Asks with the token; the path begins without a slash. A body is sent as JSON. */
  ask(path: string, options?: {method?: string; body?: unknown}): Promise<Response>;
  /** The JSON of an answer that is fine. */
  get<T>(path: string, options?: {method?: string; body?: unknown}): Promise<T>;
  /** Opens a websocket; the path begins without a slash. */
  open(path: string, protocols?: string[]): WebSocket;
  close(): Promise<void>;
}

/** Starts a server for all tests of the file. */
export function useLab(options: ServerOptions = {}): Lab {
  const lab = {} as Lab;
  beforeAll(async () => {
    Object.assign(lab, await startLab(options));
    return () => lab.close();
  });
  return lab;
}

export async function startLab(options: ServerOptions = {}): Promise<Lab> {
  const {url, token, rootDir, close} = await serve({kernels: [ours, ipykernel], ...options});
  const ask: Lab["ask"] = (path, {method, body} = {}) =>
    fetch(url + path, {
      method: method ?? (body === undefined ? "GET" : "POST"),
      headers: {authorization: `token ${token}`},
      body: body === undefined ? undefined : JSON.stringify(body)
    });
  return {
    url,
    token,
    rootDir,
    settings: ServerConnection.makeSettings({
      baseUrl: url,
      wsUrl: url.replace("http", "ws"),
      token,
      appendToken: true,
      WebSocket: WebSocket as never
    }),
    ask,
    async get<T>(path: string, options?: {method?: string; body?: unknown}) {
      const answer = await ask(path, options);
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return (await answer.json()) as T;
    },
    open: (path, protocols = []) =>
      new WebSocket(url.replace("http", "ws") + path, protocols, {
        headers: {authorization: `token ${token}`}
      }),
    close
  };
}
