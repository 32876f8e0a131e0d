import {splitBuffers} from "./buffers.ts";
import {host} from "./host.ts";

/** A widget, as far as a front end asks for it. */
interface Described {
  readonly id: string;
  /** All that a front end needs to make it. */
  description(): Record<string, unknown>;
}

const open = new Map<string, Described>();
let isAnswering = false;

/** Widgets that a front end can ask for: a page that is loaded anew does, to have its controls back. */
export const openWidgets = {
  add(widget: Described): void {
    open.set(widget.id, widget);
    if (isAnswering) return;
    isAnswering = true;
    answerRequests();
  },
  delete(widget: Described): void {
    open.delete(widget.id);
  },
  get(id: string): Described | undefined {
    return open.get(id);
  }
};

/** @see https://github.com/jupyter-widgets/ipywidgets/blob/main/packages/schema/messages.md */
function answerRequests(): void {
  host()?.registerCommTarget("jupyter.widget.control", (comm) => {
    comm.onMessage = (data) => {
      if ((data as {method?: unknown}).method !== "request_states") return;
      const all = [...open.values()].map((widget) => [widget.id, widget.description()] as const);
      const {state, paths, buffers} = splitBuffers(Object.fromEntries(all));
      comm.send({method: "update_states", states: state, buffer_paths: paths}, buffers);
    };
  });
}
