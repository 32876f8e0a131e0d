import {randomBytes} from "node:crypto";
import path from "node:path";

/** The folder of a new run of a notebook: `runs/05-pooling/2026-11-23T08-50-00-3fa2c1`. */
export function newRunFolder(file: string, now: Date = new Date()): string {
  const time = now.toISOString().replace(/\..*/, "").replaceAll(":", "-");
  return path.join("runs", path.parse(file).name, `${time}-${randomBytes(3).toString("hex")}`);
}
