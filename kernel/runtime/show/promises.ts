import {inspect} from "node:util";

/** What Node 20 and 22 write on each promise to follow it to its cell. */
const bookkeeping = new Set(["async_id_symbol", "trigger_async_id_symbol", "kResourceStore"]);

/** Keeps what Node notes on promises for itself out of what readers see of them. */
export function tidyPromises(): void {
  const prototype: object = Promise.prototype;
  Object.defineProperty(prototype, inspect.custom, {
    value: function (this: object) {
      for (const key of Object.getOwnPropertySymbols(this)) {
        if (bookkeeping.has(key.description ?? "")) {
          Object.defineProperty(this, key, {enumerable: false});
        }
      }
      // Which asks for the usual form.
      return this;
    },
    writable: true,
    configurable: true
  });
}
