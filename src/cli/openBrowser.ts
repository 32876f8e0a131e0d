import {spawn} from "node:child_process";

/**
 * Opens a file or an address in the reader's browser, when there is a screen to show it on.
 *
 * @returns whether a browser was asked to
 */
export function openBrowser(target: string): boolean {
  const [command, ...args] = browserCommand(target);
  if (command === undefined) return false;
  const browser = spawn(command, args, {stdio: "ignore", detached: true});
  // Where there is none, the address in the terminal is enough.
  browser.on("error", () => {});
  browser.unref();
  return true;
}

function browserCommand(target: string): string[] {
  const {BROWSER, DISPLAY, WAYLAND_DISPLAY} = process.env;
  if (BROWSER) return [BROWSER, target];
  if (process.platform === "darwin") return ["open", target];
  if (process.platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler", target];
  return DISPLAY || WAYLAND_DISPLAY ? ["xdg-open", target] : [];
}
