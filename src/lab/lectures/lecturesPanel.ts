import type {Message} from "@lumino/messaging";
import {Widget} from "@lumino/widgets";
import {element} from "../element.ts";
import type {Course, Lecture} from "./course.ts";
import type {Progress, ProgressBook} from "./progress.ts";

/** What a reader does with a lecture. */
export interface LectureActions {
  open(lecture: Lecture): Promise<void>;
  openCopy(lecture: Lecture): Promise<void>;
  openOriginal(lecture: Lecture): Promise<void>;
  reset(lecture: Lecture, path: string): Promise<void>;
}

/** The lectures of the course: what each teaches, how far the reader has come. */
export class LecturesPanel extends Widget {
  readonly #course: Course;
  readonly #progress: ProgressBook;
  readonly #actions: LectureActions;
  #lectures: readonly Lecture[] = [];
  #fault: string | undefined;

  constructor(course: Course, progress: ProgressBook, actions: LectureActions) {
    super({node: element("section")});
    this.#course = course;
    this.#progress = progress;
    this.#actions = actions;
    this.id = "convnotes-lectures";
    this.addClass("cn-Panel");
    this.addClass("cn-Lectures");
    this.node.setAttribute("aria-label", "Lectures");
    progress.changed.connect(() => this.update());
  }

  /** Asks the server which lectures and copies there are. */
  async refresh(): Promise<void> {
    try {
      this.#lectures = await this.#course.lectures();
      this.#fault = undefined;
    } catch (reason) {
      this.#fault = `The lectures cannot be listed: ${(reason as Error).message}`;
    }
    this.update();
  }

  protected override onUpdateRequest(): void {
    const isOpen = (name: string): boolean =>
      this.node.querySelector<HTMLDetailsElement>(`[data-lecture="${name}"] details`)?.open ??
      false;
    const items = this.#lectures.map((lecture) => this.#item(lecture, isOpen(lecture.name)));
    const content = this.#fault
      ? element("p", {className: "cn-Lectures-fault"}, this.#fault)
      : items.length === 0
        ? element("p", {}, "There are no lectures here.")
        : element("ol", {}, ...items);
    const focused = (document.activeElement as HTMLElement | null)?.dataset.action;
    this.node.replaceChildren(element("h2", {}, "Lectures"), content);
    if (focused) this.node.querySelector<HTMLElement>(`[data-action="${focused}"]`)?.focus();
  }

  /** Shown by a command, it takes the keys. */
  protected override onActivateRequest(message: Message): void {
    super.onActivateRequest(message);
    this.node.tabIndex = -1;
    const first = this.node.querySelector<HTMLElement>(".cn-Lectures-title") ?? this.node;
    first.focus();
  }

  #item(lecture: Lecture, isOpen: boolean): HTMLLIElement {
    const {name, title, learn} = lecture;
    const number = /^\d+/.exec(name)?.[0] ?? "";
    const path = lecture.path ?? lecture.copies.at(-1);
    const progress = path === undefined ? undefined : this.#progress.of(path);
    const act = (label: string, what: string, hint: string, act: () => Promise<void>) => {
      const button = element(
        "button",
        {type: "button", title: hint, data: {action: `${what} ${name}`}},
        label
      );
      button.setAttribute("aria-label", `${label}: ${title}`);
      button.addEventListener("click", () => {
        // It keeps the focus meanwhile.
        if (button.ariaDisabled === "true") return;
        button.ariaDisabled = "true";
        void act().finally(() => this.refresh());
      });
      return button;
    };
    const heading = act(title, "go", path ?? "", () => this.#actions.open(lecture));
    heading.className = "cn-Lectures-title";
    heading.setAttribute("aria-label", `Lecture ${Number(number)}: ${title}`);
    const details = element(
      "details",
      {open: isOpen},
      element("summary", {data: {action: `learn ${name}`}}, "What you will learn"),
      element("ul", {}, ...learn.map((line) => element("li", {}, line)))
    );
    return element(
      "li",
      {data: {lecture: name}},
      element(
        "div",
        {className: "cn-Lectures-head"},
        element("span", {className: "cn-Lectures-number"}, number),
        heading
      ),
      ...(progress ? [bar(progress, title)] : []),
      ...(learn.length > 0 ? [details] : []),
      element(
        "div",
        {className: "cn-Lectures-actions"},
        act("Open", "open", "Go on where you were", () => this.#actions.open(lecture)),
        act("Fresh copy", "copy", "Open a new copy; yours stays", () =>
          this.#actions.openCopy(lecture)
        ),
        ...(lecture.original === null
          ? []
          : [
              act("In place", "original", "Open the lecture's own file", () =>
                this.#actions.openOriginal(lecture)
              )
            ]),
        ...(path === undefined
          ? []
          : [
              act("Reset", "reset", "Back to the lecture as it came", () =>
                this.#actions.reset(lecture, path)
              )
            ])
      )
    );
  }
}

function bar({done, of}: Progress, title: string): HTMLElement {
  const meter = element("progress", {value: done, max: Math.max(of, 1)});
  meter.setAttribute("aria-label", `${title}: cells run`);
  const text = done === of ? `All ${of} cells run` : `${done} of ${of} cells run`;
  return element("div", {className: "cn-Lectures-progress"}, meter, element("span", {}, text));
}
