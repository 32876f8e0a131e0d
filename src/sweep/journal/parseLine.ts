import type {JournalRecord} from "./records.ts";

/** A line's object; Python writes numbers that JSON has not, and they count as missing. */
export function parseLine(line: string): JournalRecord {
  try {
    return JSON.parse(line) as JournalRecord;
  } catch {
    return JSON.parse(
      line.replace(/([:[,] ?)(?:NaN|-?Infinity)(?=[,\]} ])/g, "$1null")
    ) as JournalRecord;
  }
}
