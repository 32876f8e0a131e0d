import {parseArgs} from "node:util";
import {CliError} from "./error.ts";

const help = `convnotes doctor: what is there and what is missing, each with what to do

  convnotes doctor           exit code 1 when something that is needed is missing
`;

/** `convnotes doctor` */
export async function doctor(args: string[]): Promise<void> {
  if (wantsHelp(args)) return void process.stdout.write(help);
  const {checks} = await import("./doctor/checks.ts");
  const faults: string[] = [];
  for (const check of checks) {
    for (const {state, what, advice} of await check()) {
      process.stdout.write(`${state.padEnd(9)} ${what}\n`);
      if (advice !== undefined) process.stdout.write(`${" ".repeat(10)}${advice}\n`);
      if (state === "missing") faults.push(what);
    }
  }
  process.stdout.write(`\n${summary(faults.length)}\n`);
  if (faults.length > 0) process.exitCode = 1;
}

function summary(faults: number): string {
  if (faults === 0) return "Everything that is needed is there.";
  return faults === 1
    ? "One thing that is needed is missing."
    : `${faults} things that are needed are missing.`;
}

function wantsHelp(args: string[]): boolean {
  try {
    const options = {help: {type: "boolean", short: "h", default: false}} as const;
    return parseArgs({args, options}).values.help;
  } catch (error) {
    const [message = ""] = (error as Error).message.split(". ");
    throw new CliError(`convnotes doctor: ${message}`, {exitCode: 2});
  }
}
