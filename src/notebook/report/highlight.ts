import {
  createCssVariablesTheme,
  createHighlighterCore,
  type HighlighterCore,
  type LanguageRegistration
} from "@shikijs/core";
import {createJavaScriptRegexEngine} from "@shikijs/engine-javascript";
import {escapeHtml} from "./escapeHtml.ts";

const theme = createCssVariablesTheme({name: "report", variablePrefix: "--code-"});

/** What a token is, to the class that colours it in both themes. */
const classes: Record<string, string> = {
  "token-constant": "c",
  "token-string": "s",
  "token-string-expression": "s",
  "token-comment": "m",
  "token-keyword": "k",
  "token-parameter": "p",
  "token-function": "f",
  "token-punctuation": "u",
  "token-link": "l",
  "token-inserted": "s",
  "token-deleted": "k"
};

let highlighter: Promise<HighlighterCore> | undefined;
const loaded = new Map<string, Promise<string | undefined>>();

/**
 * Code as HTML with its tokens in `<span class="hl-k">` and the like; the page's style gives the colours.
 *
 * @param language - as Markdown fences and kernels call it; unknown ones are left without colours
 */
export async function highlight(code: string, language: string): Promise<string> {
  const lang = await load(language.toLowerCase());
  if (lang === undefined) return escapeHtml(code);
  const lines = (await core()).codeToTokensBase(code, {
    lang,
    theme: "report",
    // The same colours on a slow machine as on a fast one.
    tokenizeTimeLimit: 0,
    tokenizeMaxLineLength: 20_000
  });
  return lines
    .map((line) =>
      line
        .map(({content, color}) => {
          const name = classes[/^var\(--code-(.*)\)$/.exec(color ?? "")?.[1] ?? ""];
          const html = escapeHtml(content);
          return name === undefined || content.trim() === ""
            ? html
            : `<span class="hl-${name}">${html}</span>`;
        })
        .join("")
    )
    .join("\n");
}

function core(): Promise<HighlighterCore> {
  return (highlighter ??= createHighlighterCore({
    themes: [theme],
    engine: createJavaScriptRegexEngine({forgiving: true})
  }));
}

/** The grammar's own name, once it is loaded. */
function load(language: string): Promise<string | undefined> {
  const known = loaded.get(language);
  if (known) return known;
  const loading = loadGrammar(language);
  loaded.set(language, loading);
  return loading;
}

async function loadGrammar(language: string): Promise<string | undefined> {
  if (!/^[a-z][a-z0-9-]*$/.test(language)) return undefined;
  let grammar: {default: LanguageRegistration[]};
  try {
    grammar = (await import(`@shikijs/langs/${language}`)) as typeof grammar;
  } catch (error) {
    const code = (error as {code?: string}).code ?? "";
    if (["ERR_PACKAGE_PATH_NOT_EXPORTED", "ERR_MODULE_NOT_FOUND"].includes(code)) return undefined;
    throw error;
  }
  await (await core()).loadLanguage(grammar);
  return language;
}
