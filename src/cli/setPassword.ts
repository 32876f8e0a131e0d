import {chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync} from "node:fs";
import path from "node:path";
import {createInterface} from "node:readline";
import {Writable} from "node:stream";
import {writeAtomic} from "../notebook/writeAtomic.ts";
import {settingsInFile} from "../server/config/settings.ts";
import {hashPassword} from "../server/security/password.ts";
import {CliError} from "./error.ts";

/**
 * Asks for a password, twice, and keeps its hash in the file of settings.
 *
 * @throws CliError if the two differ, or nothing is typed
 */
export async function setPassword(settingsFile: string): Promise<void> {
  const [password, again] = await askHidden(["New password: ", "Once more: "]);
  if (!password) throw new CliError("convnotes lab: expected a password, but got nothing");
  if (password !== again) throw new CliError("convnotes lab: the two passwords differ");
  // Read as at a start: a file with a fault is told, not replaced.
  settingsInFile(settingsFile);
  const settings = {...existing(settingsFile), passwordHash: await hashPassword(password)};
  const text = `${JSON.stringify(settings, null, 2)}\n`;
  mkdirSync(path.dirname(settingsFile), {recursive: true});
  // For this user alone, from its first byte on.
  if (existsSync(settingsFile)) chmodSync(settingsFile, 0o600);
  else writeFileSync(settingsFile, "{}\n", {mode: 0o600});
  await writeAtomic(settingsFile, text);
  process.stdout.write(`The password opens the lab from its next start on (${settingsFile}).\n`);
}

function existing(file: string): object {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as object;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
}

/** The lines that are typed after each question; a terminal does not show them. */
async function askHidden(questions: string[]): Promise<string[]> {
  const nowhere = new Writable({write: (_chunk, _encoding, done) => done()});
  const terminal = process.stdin.isTTY;
  const lines = createInterface({input: process.stdin, output: nowhere, terminal});
  lines.on("SIGINT", () => lines.close());
  const typed = lines[Symbol.asyncIterator]();
  const answers = [];
  for (const question of questions) {
    process.stdout.write(question);
    const {value, done} = (await typed.next()) as IteratorResult<string, undefined>;
    if (terminal) process.stdout.write("\n");
    if (done) break;
    answers.push(value);
  }
  lines.close();
  return answers;
}
