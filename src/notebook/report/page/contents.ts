/** Shows in the table of contents where the reader is, and folds it where it would take the page. */
export function followContents(): void {
  const nav = document.querySelector(".contents");
  const details = nav?.querySelector("details");
  if (!nav || !details) return;

  const narrow = matchMedia("(max-width: 68rem)");
  const adapt = (): void => void (details.open = !narrow.matches);
  narrow.addEventListener("change", adapt);
  adapt();

  const links = new Map<Element, HTMLAnchorElement>();
  for (const link of nav.querySelectorAll("a")) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading) links.set(heading, link);
    link.addEventListener("click", () => {
      if (narrow.matches) details.open = false;
    });
  }
  // The heading that is read is the last one above the upper third of the window.
  const mark = (): void => {
    let current: HTMLAnchorElement | undefined;
    for (const [heading, link] of links) {
      link.removeAttribute("aria-current");
      if (heading.getBoundingClientRect().top < innerHeight / 3) current = link;
    }
    current?.setAttribute("aria-current", "true");
  };
  let isDue = false;
  const later = (): void => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      mark();
    });
  };
  addEventListener("scroll", later, {passive: true});
  addEventListener("resize", later);
  mark();
}
