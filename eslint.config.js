import {defineConfig} from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  {
    ignores: [
      "**/dist",
      "**/*.cjs",
      "*.js",
      "test/input",
      "test/output",
      "bench/**/*.js",
      "notebooks/*.js",
      "src/cnn/engine/assembly"
    ]
  },
  tseslint.configs.recommendedTypeChecked,
  {languageOptions: {parserOptions: {projectService: true}}},
  {
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        {allowArray: true, allowNumber: true}
      ]
    }
  }
);
