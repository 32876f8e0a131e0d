import type {FastifyInstance} from "fastify";

const english = {displayName: "English", nativeName: "English"};

/**
 * `/lab/api/translations`: the languages of the front end. Jupyter's language packs are Python
 * packages, so there is English.
 */
export function translationsRoutes(app: FastifyInstance): void {
  app.get("/lab/api/translations", () => ({data: {en: english}, message: ""}));

  app.get<{Params: {locale: string}}>("/lab/api/translations/:locale", ({params: {locale}}) => ({
    data: {},
    message: ["default", "en"].includes(locale) ? "" : `Language pack '${locale}' not installed!`
  }));
}
