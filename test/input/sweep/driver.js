// Runs a sweep in a process that a test can kill: its options are JSON, the first argument.
import {sweep} from "@convnotes/sweep";

const {trials, stopped} = await sweep(JSON.parse(process.argv[2]));
process.stdout.write(JSON.stringify({trials, stopped}));
