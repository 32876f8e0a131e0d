import {readFile} from "node:fs/promises";
import path from "node:path";
import type {FastifyInstance} from "fastify";
import type {ServerContext} from "../context.ts";
import {card, sendCard} from "./card.ts";
import {escapeJson} from "./html.ts";
import {type LabPage, pageConfig} from "./pageConfig.ts";

interface Address {
  Params: {workspace?: string; "*"?: string};
}

/** The pages of the lab, which are one page that looks at its address, and the ways that lead there. */
export function pagesRoutes(app: FastifyInstance, context: ServerContext): void {
  const {baseUrl, labDir, log} = context;
  const isPage = {config: {access: "page"}} as const;

  for (const [start, mode] of [
    ["/lab", "multiple-document"],
    ["/doc", "single-document"]
  ] as const) {
    for (const rest of ["", "/tree/*", "/workspaces/:workspace", "/workspaces/:workspace/tree/*"]) {
      app.get<Address>(start + rest, isPage, async ({params}, reply) => {
        const {workspace = "default", "*": treePath = ""} = params;
        const html = await labPage({mode, workspace, treePath});
        if (html !== undefined) return reply.type("text/html; charset=utf-8").send(html);
        return sendCard(reply.code(503), card("The lab is not built", notBuilt));
      });
    }
  }

  app.get("/", isPage, (_request, reply) => reply.redirect(`${baseUrl}lab`));
  // Where links to a Jupyter Notebook lead.
  for (const old of ["/tree", "/notebooks", "/edit"]) {
    app.get<Address>(`${old}/*`, isPage, ({params}, reply) =>
      reply.redirect(`${baseUrl}lab/tree/${encodePath(params["*"] ?? "")}`)
    );
  }
  app.get("/tree", isPage, (_request, reply) => reply.redirect(`${baseUrl}lab`));

  /** The page that the lab's build left, with what it must know put in; undefined without a build. */
  async function labPage(page: LabPage): Promise<string | undefined> {
    if (labDir === undefined) return undefined;
    let template;
    try {
      template = await readFile(path.join(labDir, "index.html"), "utf8");
    } catch (error) {
      log.error(error, "the lab's page cannot be read");
      return undefined;
    }
    const config = escapeJson(await pageConfig(context, page));
    return template
      .replaceAll("{{STATIC_URL}}", `${baseUrl}static/lab`)
      .replaceAll("{{PAGE_CONFIG}}", () => config);
  }
}

function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

const notBuilt = `<p>The server runs, but the front end was not built, or not to its end.</p>
<p class="hint"><code>npm run build</code> in the folder of convnotes builds it; then load this page again.</p>`;
