// Opens a page in Chromium as wide desktop, in dark colours and 320 px narrow, and prints what axe-core finds.
// Usage: node axe.mjs CHROMIUM PAGE MODULES VIEW ..., where MODULES is the folder that holds node_modules.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [chromium, page, modules, ...chosen] = process.argv.slice(2);
const load = createRequire(pathToFileURL(`${modules}/package.json`));
const axe = readFileSync(load.resolve("axe-core/axe.min.js"), "utf8");
const views = {
  desktop: { viewport: { width: 1280, height: 900 } },
  dark: { viewport: { width: 1280, height: 900 }, colorScheme: "dark" },
  narrow: { viewport: { width: 320, height: 640 } },
};
const quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"];
const browser = await load("playwright-core").chromium.launch({ executablePath: chromium, args: quiet });
const found = {};
for (const name of chosen) {
  const context = await browser.newContext(views[name]);
  const tab = await context.newPage();
  const requests = [];
  tab.on("request", (request) => requests.push(request.url()));
  await tab.goto(pathToFileURL(page).href);
  // Everything a reader can unfold is checked too.
  await tab.evaluate(() => document.querySelectorAll("details").forEach((part) => { part.open = true; }));
  const overflow = await tab.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  const font = await tab.evaluate(() => document.fonts.ready.then((fonts) => [...fonts].filter((face) => face.status === "loaded").length));
  const charts = await tab.evaluate(() => Math.min(...[...document.querySelectorAll(".chart svg")].map((chart) => chart.getBoundingClientRect().width)));
  await tab.evaluate(axe);
  const { violations } = await tab.evaluate(() => window.axe.run(document, { runOnly: { type: "tag", values: [
    "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice" ] } }));
  found[name] = {
    violations: violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html.slice(0, 200))]),
    requests: requests.slice(1).filter((url) => !url.startsWith("data:")),
    overflow,
    font,
    charts,
  };
  await context.close();
}
await browser.close();
console.log(JSON.stringify(found));
