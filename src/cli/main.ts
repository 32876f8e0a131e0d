#!/usr/bin/env node
import module from "node:module";
import {CliError} from "./error.ts";

// Node from 22.1 on keeps what it has compiled, and starts faster the next time.
(module as {enableCompileCache?: () => void}).enableCompileCache?.();

const help = `convnotes: convolutional networks in executable TypeScript notebooks

  convnotes lab         the lectures and your notebooks, in the browser
  convnotes doctor      what is there and what is missing, and what to do
  convnotes run         execute notebooks, with other parameters if you like
  convnotes sweep       try hyperparameters of a notebook, and keep what comes of each
  convnotes worker      run trials of sweeps of other machines
  convnotes report      an executed notebook as HTML, PDF, Markdown or TypeScript
  convnotes reports     all lectures, run and made into a site of reports
  convnotes convert     a notebook as .ipynb, .md or .ts
  convnotes kernel      the TypeScript kernel for any Jupyter: install, uninstall, list
  convnotes data        what lectures download: list, fetch, path, clear
  convnotes help        this page
`;

/** Without a command, as in `npm start -- --no-browser`, the lab starts. */
async function main(given: string[]): Promise<void> {
  const startsLab = given[0] === undefined || /^-(?!h$|-help$)/.test(given[0]);
  const [command, ...args] = startsLab ? ["lab", ...given] : given;
  switch (command) {
    case "help":
    case "--help":
    case "-h":
      process.stdout.write(help);
      return;
    // Commands are loaded when they are called: the library alone takes a while.
    case "lab":
      return (await import("./lab.ts")).lab(args);
    case "doctor":
      return (await import("./doctor.ts")).doctor(args);
    case "run":
      return (await import("./run.ts")).run(args);
    case "sweep":
      return (await import("./sweep.ts")).sweep(args);
    case "worker":
      return (await import("./worker.ts")).worker(args);
    case "report":
      return (await import("./report.ts")).report(args);
    case "reports":
      return (await import("./reports.ts")).reports(args);
    case "convert":
      return (await import("./convert.ts")).convert(args);
    case "kernel":
      return (await import("./kernel.ts")).kernel(args);
    case "data":
      return (await import("./data.ts")).data(args);
    default:
      throw new CliError(`convnotes: no command is called "${command}" (see convnotes help)`, {
        exitCode: 2
      });
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof CliError)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode;
}
