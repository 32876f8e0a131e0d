import {randomBytes} from "node:crypto";
import {readFileSync} from "node:fs";
import type {Channel} from "./message.ts";

/** What a client writes so that a kernel knows where to listen. */
export interface ConnectionInfo {
  transport: "tcp" | "ipc";
  ip: string;
  shell_port: number;
  control_port: number;
  stdin_port: number;
  iopub_port: number;
  hb_port: number;
  /** Key of the signatures; empty for none. */
  key: string;
  signature_scheme: string;
  kernel_name?: string;
}

/** The heartbeat has a port as the channels do. */
export type Port = Channel | "hb";

export const ports: readonly Port[] = ["shell", "control", "stdin", "iopub", "hb"];

/**
 * Reads a connection file.
 *
 * @throws Error if it is no JSON object or lacks a port
 */
export function readConnectionFile(file: string): ConnectionInfo {
  const info = JSON.parse(readFileSync(file, "utf8")) as Partial<ConnectionInfo> | null;
  if (typeof info !== "object" || info === null) {
    throw new Error(`readConnectionFile: expected a JSON object in ${file}`);
  }
  for (const port of ports) {
    const number = info[`${port}_port`];
    if (Number.isInteger(number)) continue;
    throw new Error(
      `readConnectionFile: ${port}_port is a whole number, but got ${String(number)} (${file})`
    );
  }
  const defaults = {transport: "tcp", ip: "127.0.0.1", key: "", signature_scheme: "hmac-sha256"};
  return {...defaults, ...info} as ConnectionInfo;
}

/** The connection of a new kernel on this machine: the given ports, and a key of its own. */
export function newConnection(numbers: Record<Port, number>): ConnectionInfo {
  return {
    transport: "tcp",
    ip: "127.0.0.1",
    shell_port: numbers.shell,
    control_port: numbers.control,
    stdin_port: numbers.stdin,
    iopub_port: numbers.iopub,
    hb_port: numbers.hb,
    key: randomBytes(32).toString("hex"),
    signature_scheme: "hmac-sha256"
  };
}

/** Where a socket listens, in ZeroMQ's words. */
export function address(
  info: Pick<ConnectionInfo, "transport" | "ip" | `${Port}_port`>,
  port: Port
): string {
  const number = info[`${port}_port`];
  return info.transport === "ipc" ? `ipc://${info.ip}-${number}` : `tcp://${info.ip}:${number}`;
}
