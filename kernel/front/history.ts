import type {KernelMessage} from "@jupyterlab/services";

interface Entry {
  line: number;
  input: string;
  output?: string;
}

/** A row as the protocol has it: session, line, and the input, or input and output. */
type Row = [number, number, string | [string, string | null]];

/** All inputs are of the one session of this process. */
const session = 1;

/** What was run, with the text of its results, for as long as the kernel lives. */
export class History {
  readonly #entries: Entry[] = [];

  add(line: number, input: string): void {
    this.#entries.push({line, input});
  }

  /** The text of a cell's result. */
  setOutput(line: number, output: string): void {
    const entry = this.#entries.findLast((entry) => entry.line === line);
    if (entry) entry.output = output;
  }

  /**
   * Answers a `history_request`.
   *
   * @see https://jupyter-client.readthedocs.io/en/stable/messaging.html#history
   */
  rows(request: Partial<KernelMessage.IHistoryRequestMsg["content"]>): Row[] {
    return this.#select(request).map(({line, input, output}) => [
      session,
      line,
      request.output ? [input, output ?? null] : input
    ]);
  }

  #select(request: Partial<KernelMessage.IHistoryRequestMsg["content"]>): Entry[] {
    switch (request.hist_access_type) {
      case "tail":
        return last(this.#entries, request.n);
      case "range":
        // As in a slice, `stop` is left out; 0 is this session, earlier ones are not kept.
        if (![0, session].includes(request.session ?? 0)) return [];
        return this.#entries.filter(
          ({line}) => line >= (request.start ?? 0) && line < (request.stop ?? Infinity)
        );
      case "search": {
        const pattern = glob(request.pattern || "*");
        const found = this.#entries.filter(({input}) => pattern.test(input));
        return last(request.unique ? newest(found) : found, request.n);
      }
      default:
        throw new RangeError(
          "history_request: hist_access_type is tail, range or search, " +
            `but got ${String((request as {hist_access_type?: unknown}).hist_access_type)}`
        );
    }
  }
}

function last<T>(items: T[], count: number | null | undefined): T[] {
  if (count === null || count === undefined) return items;
  return count > 0 ? items.slice(-count) : [];
}

/** Of equal inputs only the newest. */
function newest(entries: Entry[]): Entry[] {
  return [...new Map(entries.map((entry) => [entry.input, entry])).values()];
}

/** A shell pattern for the whole input: `*`, `?` and `[...]`. */
function glob(pattern: string): RegExp {
  const source = pattern.replace(/\[[^\]]+\]|[\\^$.*+?()[\]{}|]/g, (part) => {
    if (part === "*") return ".*";
    if (part === "?") return ".";
    if (part.length > 1) return part.replace(/^\[!/, "[^").replaceAll("\\", "\\\\");
    return `\\${part}`;
  });
  return new RegExp(`^${source}$`, "su");
}
