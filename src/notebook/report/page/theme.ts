const themes = ["system", "light", "dark"] as const;
type Theme = (typeof themes)[number];

const key = "convnotes-report-theme";

/** Lets the reader choose between light, dark and what the system has; the choice is kept where it can be. */
export function switchTheme(): void {
  const button = document.querySelector<HTMLButtonElement>('[data-tool="theme"]');
  if (!button) return;
  let theme = themes.find((name) => name === stored()) ?? "system";
  const show = (): void => {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.textContent = {system: "Theme: system", light: "Theme: light", dark: "Theme: dark"}[
      theme
    ];
  };
  button.addEventListener("click", () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length] ?? "system";
    store(theme);
    show();
  });
  show();
}

// A page from disk may have no storage.
function stored(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function store(theme: Theme): void {
  try {
    localStorage.setItem(key, theme);
  } catch {
    return;
  }
}
