/** Shows or hides the code of all cells; a report without code has no such button. */
export function switchCode(): void {
  const button = document.querySelector<HTMLButtonElement>('[data-tool="code"]');
  if (!button) return;
  const folded = document.querySelectorAll<HTMLDetailsElement>("details.code");
  const open = document.querySelectorAll(".cell > .code");
  if (open.length === 0) {
    button.remove();
    return;
  }
  let isShown = open.length > folded.length;
  const show = (): void => {
    button.textContent = isShown ? "Hide code" : "Show code";
    button.setAttribute("aria-pressed", String(isShown));
  };
  button.addEventListener("click", () => {
    isShown = !isShown;
    document.documentElement.classList.toggle("without-code", !isShown);
    for (const details of folded) details.open = isShown;
    show();
  });
  show();
}
