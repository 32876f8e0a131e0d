import type {SummaryNumbers} from "./summaryNumbers.ts";
import {bytes, shapeText, thousands} from "./summaryText.ts";

/**
 * The table in HTML, in the page's own colours and letters: numbers on the right, the totals below.
 */
export function summaryHtml(summary: SummaryNumbers): string {
  const {rows, isChain} = summary;
  const number = 'style="text-align: right; font-variant-numeric: tabular-nums"';
  const text = 'style="text-align: left; white-space: nowrap"';
  const head = [
    ["Layer", text],
    ["Type", text],
    ["Output shape", text],
    ["Parameters", number],
    ...(isChain ? [] : [["Connected to", text]]),
    ["FLOPs", number],
    ["Activation memory", number]
  ].map(([name, style]) => `<th scope="col" ${style}>${name}</th>`);
  const body = rows.map((row) => {
    const cells = [
      [row.name, text],
      [row.kind, text],
      [shapeText(row), text],
      [thousands(row.params), number],
      ...(isChain ? [] : [[row.connectedTo.join(", "), text]]),
      [row.flops === undefined ? "?" : thousands(row.flops), number],
      [bytes(row.activationBytes), number]
    ];
    return `<tr>${cells.map(([value, style]) => `<td ${style}>${escape(value)}</td>`).join("")}</tr>`;
  });
  const totals =
    `${thousands(summary.totalParams)} parameters, ${thousands(summary.trainableParams)} trainable, ` +
    `${thousands(summary.nonTrainableParams)} not. For one example: ${thousands(summary.flops)} FLOPs ` +
    `(a multiply-add is two), ${bytes(summary.activationBytes)} of activations (32-bit floats).`;
  return (
    `<table><caption style="text-align: left; caption-side: top">Model “${escape(summary.name)}”</caption>` +
    `<thead><tr>${head.join("")}</tr></thead><tbody>${body.join("")}</tbody>` +
    `<tfoot><tr><td colspan="${head.length}" style="text-align: left">${totals}</td></tr></tfoot></table>`
  );
}

const entities: Record<string, string> = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"};

const escape = (value: string): string => value.replace(/[&<>"]/g, (sign) => entities[sign]);
