import {spawnSync} from "node:child_process";
import {expect} from "vitest";

/** A value of an event, as TensorBoard's protocol has it. */
export interface EventValue {
  tag: string;
  simple_value?: number;
  metadata?: {plugin_data: {plugin_name: string; content: Record<string, object>}};
}

export interface TensorboardEvent {
  wall_time: number;
  step?: string;
  file_version?: string;
  summary?: {value: EventValue[]};
}

/** Reads event files by a program that is not ours: Google's protobuf and a CRC of Debian's. */
export function readEvents(...paths: string[]): TensorboardEvent[][] {
  const {stdout, stderr, status} = spawnSync(
    "/usr/bin/python3",
    ["-W", "ignore", "test/sweep/readEvents.py", ...paths],
    {encoding: "utf8"}
  );
  expect(status, stderr).toBe(0);
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as TensorboardEvent[]);
}

/** All values of a file, in their order. */
export const valuesOf = (events: readonly TensorboardEvent[]): EventValue[] =>
  events.flatMap(({summary}) => summary?.value ?? []);
