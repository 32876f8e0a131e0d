import {LabIcon} from "@jupyterlab/ui-components";

const made = new Map<string, LabIcon>();

/** The picture of a lecture in the launcher: its number, in the window of a convolution. */
export function numberIcon(name: string): LabIcon {
  const number = /^\d+/.exec(name)?.[0] ?? "";
  const known = made.get(number);
  if (known) return known;
  const svgstr = `<svg xmlns="http://www.w3.org/2000/svg" width="52" viewBox="0 0 52 52">
    <rect x="3" y="3" width="46" height="46" rx="6" fill="#1565c0"/>
    <path d="M18.3 3v46M33.7 3v46M3 18.3h46M3 33.7h46" stroke="#fff" stroke-opacity=".22"/>
    <text x="26" y="34.5" text-anchor="middle" font-family="system-ui, sans-serif" font-size="23" font-weight="600" fill="#fff">${number}</text>
  </svg>`;
  const icon = new LabIcon({name: `convnotes:lecture-${number}`, svgstr});
  made.set(number, icon);
  return icon;
}
