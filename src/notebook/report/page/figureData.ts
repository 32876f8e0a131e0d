import {csvOf, tablesOf, type TraceTable, type Value} from "./records.ts";
import {save} from "./save.ts";
import {specOf} from "./spec.ts";

/** A table shows no more than this; the file has everything. */
const [mostRows, mostColumns] = [200, 64];

/** Shows the numbers behind a figure when the reader unfolds them, and gives them as a file. */
export function offerData(): void {
  for (const details of document.querySelectorAll<HTMLDetailsElement>(
    "figure.plotly details.data"
  )) {
    details.addEventListener("toggle", () => {
      const place = details.querySelector<HTMLElement>(".tables");
      const figure = details.closest<HTMLElement>("figure");
      if (!details.open || !place || !figure || place.childElementCount > 0) return;
      fill(place, figure);
    });
  }
}

function fill(place: HTMLElement, figure: HTMLElement): void {
  const spec = specOf(figure);
  const tables = tablesOf(spec);
  const tools = make("p", {className: "data-tools"});
  const csv = make("button", {type: "button", textContent: "Save as CSV"});
  csv.addEventListener("click", () => save(`${figure.id}.csv`, csvOf(spec), "text/csv"));
  tools.append(csv);
  const shown = make("div", {});
  const show = (table: TraceTable): void =>
    shown.replaceChildren(...tableElements(table, figure.id));
  if (tables.length > 1) {
    const choice = make("select", {ariaLabel: "What the table shows"});
    choice.append(...tables.map(({name}, index) => new Option(name, String(index))));
    choice.addEventListener("change", () => {
      const table = tables[Number(choice.value)];
      if (table) show(table);
    });
    tools.prepend(choice);
  }
  place.append(tools, shown);
  if (tables[0]) show(tables[0]);
}

function tableElements({columns, rows, matrix, picture}: TraceTable, id: string): HTMLElement[] {
  const box = make("div", {className: "scroll"});
  box.tabIndex = 0;
  const elements: HTMLElement[] = [];
  if (picture) {
    const link = make("a", {href: picture, download: `${id}.png`, textContent: "Save the picture"});
    elements.push(link);
  }
  const lines: readonly (readonly Value[])[] =
    matrix?.map((line, i) => [i, ...line]) ??
    rows.map((row) => columns.map((column) => row[column] ?? null));
  if (lines.length === 0) return elements;
  const width = Math.max(...lines.map((line) => line.length));
  const header = matrix ? ["", ...Array.from({length: width - 1}, (_, j) => j)] : columns;
  const table = make("table", {});
  const head = make("tr", {});
  head.append(
    ...header
      .slice(0, mostColumns)
      .map((name) => make("th", {scope: "col", textContent: String(name)}))
  );
  table.createTHead().append(head);
  const body = table.createTBody();
  for (const line of lines.slice(0, mostRows)) {
    const row = body.insertRow();
    line.slice(0, mostColumns).forEach((value, index) => {
      const cell = matrix && index === 0 ? make("th", {scope: "row"}) : make("td", {});
      cell.textContent = show(value);
      if (typeof value === "number") cell.className = "number";
      row.append(cell);
    });
  }
  box.append(table);
  elements.push(box);
  if (lines.length > mostRows || width > mostColumns) {
    const all = `${lines.length.toLocaleString("en-US")} rows and ${width.toLocaleString("en-US")} columns`;
    elements.push(make("p", {textContent: `The beginning of ${all}; the file has them all.`}));
  }
  return elements;
}

function show(value: Value): string {
  if (value === null) return "";
  if (typeof value === "string") return value.replace(/<br>/g, " ").replace(/<[^>]*>/g, "");
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
}

function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]>
): HTMLElementTagNameMap[Name] {
  return Object.assign(document.createElement(name), properties);
}
