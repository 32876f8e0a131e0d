import {cellStorage} from "./cellContext.ts";
import {KeyboardInterrupt} from "./stopping.ts";
import {stopWord} from "./sharedState.ts";
import type {Wire} from "./wire.ts";

export interface PromptOptions {
  /** Does not show what is typed. */
  password?: boolean;
}

/**
 * Gives cells `prompt`, `confirm` and `alert` as browsers have them: they wait for the reader, also
 * in the middle of synchronous code.
 */
export function provideInput(wire: Wire): void {
  const ask = (prompt: string, password: boolean): string => {
    const context = cellStorage.getStore();
    if (!context?.cell.allowStdin) {
      throw new Error(
        `prompt: a front end that can ask for input was expected, but this one cannot`
      );
    }
    const {parent} = context;
    wire.send({type: "input_request", parent, prompt, password});
    const reply = wire.waitFor(
      (down) =>
        "message" in down && down.message.type === "input_reply" && down.message.parent === parent
          ? down.message.value
          : undefined,
      () => wire.words[stopWord] !== 0
    );
    if (reply === undefined) throw new KeyboardInterrupt();
    return reply;
  };
  const functions = {
    prompt(message: unknown = "", value: string | PromptOptions = ""): string {
      const password = typeof value === "object" && value.password === true;
      const text = `${String(message)}${message === "" ? "" : " "}`;
      const initial = typeof value === "string" ? value : "";
      return ask(initial ? `${text}[${initial}] ` : text, password) || initial;
    },
    confirm(message: unknown = ""): boolean {
      return /^y(es)?$/i.test(ask(`${String(message)} [y/N] `, false).trim());
    },
    alert(message: unknown = ""): void {
      ask(`${String(message)} [Enter] `, false);
    }
  };
  for (const [name, value] of Object.entries(functions)) {
    Object.defineProperty(globalThis, name, {value, writable: true, configurable: true});
  }
}
