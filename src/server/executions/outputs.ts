import type {Message} from "../../jupyter/message.ts";

/** An output as notebooks hold it. */
export type Output = Record<string, unknown> & {output_type: string};

/** Text that is printed, held in pieces until it is asked for. */
interface Stream {
  output_type: "stream";
  name: unknown;
  pieces: string[];
}

type Kept = Stream | (Output & {output_type: "display_data" | "execute_result" | "error"});

/** The outputs of one execution, as a front end would show them: what was printed is merged, what was cleared is gone. */
export class Outputs {
  #kept: Kept[] = [];
  #displays = new Map<string, Output[]>();
  #clearsNext = false;

  /** Takes a message of the execution; whether it was an output. */
  add({header, content}: Message<unknown>): boolean {
    const {name, text, wait, transient, ...rest} = content as Record<string, unknown>;
    switch (header.msg_type) {
      case "stream":
        this.#print(name, String(text));
        return true;
      case "display_data":
      case "execute_result":
        this.#show({...rest, output_type: header.msg_type}, transient);
        return true;
      case "error":
        this.#show({...rest, output_type: "error"});
        return true;
      case "clear_output":
        if (wait) this.#clearsNext = true;
        else this.#clear();
        return true;
      default:
        return false;
    }
  }

  /** Changes what is shown under the display id of an `update_display_data`; whether there is any. */
  update({content}: Message<unknown>): boolean {
    const {data, metadata, transient} = content as Record<string, unknown>;
    const shown = this.#displays.get(displayId(transient) ?? "");
    for (const output of shown ?? []) Object.assign(output, {data, metadata});
    return shown !== undefined;
  }

  /** As a notebook holds them. */
  toJSON(): Output[] {
    return this.#kept.map((kept) => {
      if (!isStream(kept)) return kept;
      kept.pieces = [kept.pieces.join("")];
      const {name, pieces} = kept;
      return {output_type: "stream", name, text: pieces[0]};
    });
  }

  /** The display id under which an output of {@link toJSON} is shown, if there is one. */
  displayIdOf(output: Output): string | undefined {
    for (const [id, outputs] of this.#displays) if (outputs.includes(output)) return id;
    return undefined;
  }

  #print(name: unknown, text: string): void {
    this.#makeRoom();
    const last = this.#kept.at(-1);
    if (last && isStream(last) && last.name === name) last.pieces.push(text);
    else this.#kept.push({output_type: "stream", name, pieces: [text]});
  }

  #show(output: Output, transient?: unknown): void {
    this.#makeRoom();
    this.#kept.push(output as Kept);
    const id = displayId(transient);
    if (id !== undefined) this.#displays.set(id, [...(this.#displays.get(id) ?? []), output]);
  }

  #makeRoom(): void {
    if (this.#clearsNext) this.#clear();
  }

  #clear(): void {
    this.#kept = [];
    this.#displays = new Map();
    this.#clearsNext = false;
  }
}

function isStream(kept: Kept): kept is Stream {
  return kept.output_type === "stream";
}

function displayId(transient: unknown): string | undefined {
  const id = (transient as {display_id?: unknown} | undefined)?.display_id;
  return typeof id === "string" ? id : undefined;
}
