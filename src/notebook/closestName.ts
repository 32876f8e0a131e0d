/**
 * The known name that a mistyped one most likely means, if any is near enough.
 *
 * Near is a third of the letters or fewer changed, added, left out or swapped; case does not count.
 *
 * @example
 * ```ts
 * closestName("epcohs", ["epochs", "learningRate"]); // "epochs"
 * ```
 */
export function closestName(name: string, known: Iterable<string>): string | undefined {
  let closest: string | undefined;
  let fewest = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const count = edits(name.toLowerCase(), candidate.toLowerCase());
    if (count >= fewest) continue;
    fewest = count;
    closest = candidate;
  }
  return closest;
}

/** How many letters must be changed, added, left out or swapped with their neighbour (optimal string alignment). */
function edits(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({length: b.length + 1}, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      let count = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (isSame ? 0 : 1));
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwapped) count = Math.min(count, beforeLast[j - 2]! + 1);
      row.push(count);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
