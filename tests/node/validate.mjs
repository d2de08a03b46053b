// Prints, as JSON, what html-validate finds in pages.
// Input, as JSON on standard input: {modules, pages}; `modules` is the folder that holds node_modules.
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

const given = JSON.parse(await text(process.stdin));
const load = createRequire(pathToFileURL(`${given.modules}/package.json`));
const { HtmlValidate, StaticConfigLoader } = load("html-validate");
const rules = {
  // Advice for lists of search results. Here a title names report, area and state, however long the area's name is.
  "long-title": "off",
};
const extended = ["html-validate:recommended", "html-validate:a11y", "html-validate:document"];
const validator = new HtmlValidate(new StaticConfigLoader({ root: true, extends: extended, rules }));
const pages = {};
for (const page of given.pages) {
  const { results } = await validator.validateFile(page);
  const messages = results.flatMap((result) => result.messages);
  pages[page] = messages.map(({ line, ruleId, message, selector }) => `line ${line}: ${ruleId}: ${message} (${selector ?? ""})`);
}
console.log(JSON.stringify({ version: load("html-validate/package.json").version, pages }));
