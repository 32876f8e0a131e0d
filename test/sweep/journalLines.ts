import {readFile} from "node:fs/promises";
import {join} from "node:path";

interface Line {
  op_code: number;
  trial_id?: number;
}

/**
 * A journal's lines without the times and the names of who wrote them, by trial: with several workers the
 * lines of one trial stand between those of others, but each trial has the same ones in the same order.
 */
export async function journalLines(folder: string): Promise<Record<string, string[]>> {
  const text = await readFile(join(folder, "journal.log"), "utf8");
  const byTrial: Record<string, string[]> = {};
  let created = 0;
  for (const line of text.trim().split("\n")) {
    const record = JSON.parse(line) as Line;
    const who = record.op_code === 4 ? created++ : (record.trial_id ?? "study");
    const plain = line
      .replace(/"worker_id":"[^"]*",?/, "")
      .replace(/("datetime_(?:start|complete)":)"[^"]*"/g, "$1null");
    (byTrial[who] ??= []).push(plain);
  }
  return byTrial;
}
