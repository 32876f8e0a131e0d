// What terminals make of a text: colours, weights, lines that write over themselves.
import {escapeHtml} from "./escapeHtml.ts";

const names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

// A control sequence: its parameters, and the letter that says what it does; or a title, or a short one.

const sequence =
  /\u001b(?:\[([0-9;:?]*)[ -/]*([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\^_])/g;

/** How the letters from here on look. */
interface Style {
  color?: string;
  background?: string;
  flags: Set<"bold" | "dim" | "italic" | "underline" | "strike" | "inverse">;
}

/**
 * The text as HTML, its colours as classes `ansi-red`, `ansi-bright-red`, `ansi-on-red`, `ansi-bold`, …;
 * colours of the 256 and of the 16 million as `style`. Every other sign of the text is escaped.
 *
 * @example
 * ```ts
 * ansiToHtml("\u001b[31mno\u001b[0m <b>"); // '<span class="ansi-red">no</span> &lt;b&gt;'
 * ```
 */
export function ansiToHtml(text: string): string {
  let style: Style = {flags: new Set()};
  let html = "";
  let end = 0;
  for (const match of text.matchAll(sequence)) {
    html += span(text.slice(end, match.index), style);
    end = match.index + match[0].length;
    if (match[2] === "m") style = styled(style, (match[1] ?? "").split(/[;:]/).map(Number));
  }
  return html + span(text.slice(end), style);
}

/** The text without its colours. */
export function stripAnsi(text: string): string {
  return text.replace(sequence, "");
}

/**
 * What stays of a stream when all is written: a carriage return writes over the line, a backspace over a
 * letter, as progress bars do.
 *
 * @example
 * ```ts
 * written("epoch 1\repoch 2\ndone\n"); // "epoch 2\ndone\n"
 * ```
 */
export function written(text: string): string {
  return text
    .replace(/\r+\n/g, "\n")
    .split("\n")
    .map((line) => withoutBackspaces(line.replace(/\r+$/, "").split("\r").reduce(over, "")))
    .join("\n");
}

/** One line written over another: what is longer shows on. */
function over(before: string, after: string): string {
  if (after === "" || /\u001b\[[02]?K/.test(after) || before === "") return after || before;
  const hidden = stripAnsi(after).length;
  const rest = stripAnsi(before).slice(hidden);
  return after + rest;
}

function withoutBackspaces(line: string): string {
  const letters: string[] = [];
  for (const letter of line) {
    if (letter === "\b") letters.pop();
    else letters.push(letter);
  }
  return letters.join("");
}

function styled({color, background, flags}: Style, codes: number[]): Style {
  const style: Style = {color, background, flags: new Set(flags)};
  const flag = {
    1: "bold",
    2: "dim",
    3: "italic",
    4: "underline",
    7: "inverse",
    9: "strike"
  } as const;
  for (let i = 0; i < codes.length; ++i) {
    const code = codes[i] ?? 0;
    if (code === 0)
      Object.assign(style, {color: undefined, background: undefined, flags: new Set()});
    else if (code in flag) style.flags.add(flag[code as keyof typeof flag]);
    else if (code === 22)
      style.flags = new Set([...style.flags].filter((f) => f !== "bold" && f !== "dim"));
    else if (code > 22 && code < 30) style.flags.delete(flag[(code - 20) as keyof typeof flag]);
    else if (code === 39) style.color = undefined;
    else if (code === 49) style.background = undefined;
    else if (code === 38 || code === 48) {
      const [value, taken] = extended(codes.slice(i + 1));
      style[code === 38 ? "color" : "background"] = value;
      i += taken;
    } else {
      const name = names[code % 10];
      const bright = code >= 90 ? "bright-" : "";
      if (name === undefined) continue;
      if ((code >= 30 && code < 38) || (code >= 90 && code < 98)) style.color = bright + name;
      if ((code >= 40 && code < 48) || (code >= 100 && code < 108))
        style.background = bright + name;
    }
  }
  return style;
}

/** A colour of the 256 or of the 16 million, and how many parameters say it. */
function extended([kind, ...values]: number[]): [string | undefined, number] {
  if (kind === 2) {
    const [r = 0, g = 0, b = 0] = values.map((value) => Math.min(255, Math.max(0, value || 0)));
    return [`rgb(${r},${g},${b})`, 4];
  }
  const [n = 0] = values;
  if (kind !== 5) return [undefined, 0];
  if (n < 16) return [`${n < 8 ? "" : "bright-"}${names[n % 8]}`, 2];
  const grey = 8 + 10 * (n - 232);
  if (n >= 232) return [`rgb(${grey},${grey},${grey})`, 2];
  const level = (k: number): number => (k === 0 ? 0 : 55 + 40 * k);
  const [r, g, b] = [Math.floor((n - 16) / 36), Math.floor((n - 16) / 6) % 6, (n - 16) % 6].map(
    level
  );
  return [`rgb(${r},${g},${b})`, 2];
}

function span(text: string, {color, background, flags}: Style): string {
  if (text === "") return "";
  const html = escapeHtml(text);
  const inverse = flags.has("inverse");
  const [front, back] = inverse ? [background ?? "paper", color ?? "ink"] : [color, background];
  const isExact = (value?: string): boolean => value?.startsWith("rgb(") ?? false;
  const classes = [
    front !== undefined && !isExact(front) && `ansi-${front}`,
    back !== undefined && !isExact(back) && `ansi-on-${back}`,
    ...[...flags].filter((flag) => flag !== "inverse").map((flag) => `ansi-${flag}`)
  ].filter(Boolean);
  const css = [
    isExact(front) && `color:${front}`,
    isExact(back) && `background-color:${back}`
  ].filter(Boolean);
  if (classes.length + css.length === 0) return html;
  const attributes = [
    classes.length > 0 && ` class="${classes.join(" ")}"`,
    css.length > 0 && ` style="${css.join(";")}"`
  ];
  return `<span${attributes.filter(Boolean).join("")}>${html}</span>`;
}
