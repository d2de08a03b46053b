// Opens pages in one Chromium and prints, as JSON, what each view of each page shows.
// Input, as JSON on standard input: {chromium, modules, pages, views}; `modules` is the folder that holds node_modules.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

const given = JSON.parse(await text(process.stdin));
const load = createRequire(pathToFileURL(`${given.modules}/package.json`));
const axe = readFileSync(load.resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const wide = { width: 1280, height: 900 };
const views = {
  desktop: { size: wide, axe: true, lettering: true },
  dark: { size: wide, dark: true, axe: true, lettering: true },
  narrow: { size: { width: 320, height: 640 }, axe: true },
  // The text of an A4 page with margins of 2 cm is 17 cm wide: 643 pixels at 96 to the inch.
  print: { size: { width: 643, height: 971 }, print: true },
  plain: { size: wide, withoutScript: true },
};

// Runs in the page: how far it overflows, what is cut off, what it would load, its charts and its text.
function measure(isPrint) {
  const width = window.innerWidth;
  const name = (node) => `${node.localName}${node.id ? `#${node.id}` : ""}: ${node.textContent.trim().slice(0, 60)}`;
  const everything = [...document.body.querySelectorAll("*")].filter((node) => !node.closest("svg") || node.localName === "svg");
  const shown = everything.filter((node) => node.checkVisibility({ visibilityProperty: true }));
  const cuts = (node, side) => !["visible", ...(isPrint ? [] : ["auto", "scroll"])].includes(getComputedStyle(node)[`overflow-${side}`]);
  const cutOff = shown.filter((node) => (cuts(node, "x") && node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 1)
    || (cuts(node, "y") && node.scrollHeight > node.clientHeight + 1 && node.clientHeight > 1));
  const outside = isPrint ? shown.filter((node) => node.getBoundingClientRect().right > width + 1) : [];
  const isInner = (node) => outside.some((other) => other !== node && other.contains(node));
  const lettering = [...document.querySelectorAll("svg text")].filter((node) => {
    const [box, frame] = [node, node.ownerSVGElement].map((part) => part.getBoundingClientRect());
    return box.left < frame.left - 2 || box.right > frame.right + 2 || box.top < frame.top - 2 || box.bottom > frame.bottom + 2;
  });
  const loaded = [...document.querySelectorAll("[src], link[href]:not([rel~=canonical]), [srcset], [poster], object[data], image, use")]
    .map((node) => ["src", "href", "srcset", "poster", "data", "xlink:href"].map((key) => node.getAttribute(key)).find(Boolean) ?? "");
  const pictures = [...document.querySelectorAll("img, canvas, object, video, [role=img], svg:not(svg svg)")].filter((node) => node.getAttribute("aria-hidden") !== "true");
  const wordsOf = (id) => document.getElementById(id)?.textContent ?? "";
  const describe = (node) => node.getAttribute("alt") ?? node.getAttribute("aria-label") ?? (node.getAttribute("aria-labelledby") ?? "").split(" ").map(wordsOf).join(" ");
  return {
    overflow: document.documentElement.scrollWidth - width,
    cut: [...cutOff, ...outside.filter((node) => !isInner(node)), ...lettering].map(name),
    loads: loaded.filter((url) => !/^(data:|#|$)/.test(url)),
    charts: Math.min(...[...document.querySelectorAll(".chart svg")].map((chart) => chart.getBoundingClientRect().width)),
    pictures: pictures.map(describe),
    text: document.body.innerText,
  };
}

// Runs in the page: the lettering of charts with less contrast than 4.5 to 1 against what lies under its middle.
function measureLettering() {
  const read = (colour) => (colour.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
  const cover = (under, [red, green, blue, alpha = 1], opacity) =>
    [red, green, blue].map((part, place) => part * alpha * opacity + under[place] * (1 - alpha * opacity));
  const light = (colour) => colour.map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
  const paint = (node, under) => {
    const style = getComputedStyle(node);
    if (!(node instanceof SVGElement) || node.localName === "svg") return cover(under, read(style.backgroundColor), 1);
    return style.fill === "none" ? under : cover(under, read(style.fill), Number(style.fillOpacity) * Number(style.opacity));
  };
  const faint = [];
  for (const text of document.querySelectorAll("svg text")) {
    if (!text.checkVisibility() || !text.textContent.trim()) continue;
    text.scrollIntoView({ block: "center", inline: "center" });
    const box = text.getBoundingClientRect();
    const stack = document.elementsFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    const below = stack.filter((node) => node !== text && !node.closest("text")).reverse();
    const under = below.reduce((colour, node) => paint(node, colour), [255, 255, 255]);
    const [high, low] = [light(paint(text, under)), light(under)].sort((one, other) => other - one);
    const contrast = (high + 0.05) / (low + 0.05);
    if (contrast < 4.5) faint.push(`${text.textContent.trim().slice(0, 60)} (${contrast.toFixed(2)} to 1)`);
  }
  window.scrollTo(0, 0);
  return faint;
}

async function runAxe(tab, runOnly) {
  const { violations, incomplete } = await tab.evaluate((chosen) => window.axe.run(document, { runOnly: chosen }), runOnly);
  return {
    violations: violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html.slice(0, 200))]),
    // The lettering of charts, which axe cannot judge, is measured by `measureLettering`.
    undecided: incomplete.map(({ id, nodes }) => [id, nodes.filter((node) => !/^<(text|tspan)\b/.test(node.html)).length])
      .filter(([, count]) => count),
  };
}

async function findViolations(tab, view) {
  if (!(await tab.evaluate(() => "axe" in window))) await tab.evaluate(axe);
  const found = await runAxe(tab, { type: "tag", values: tags });
  const isContrast = ([id]) => id === "color-contrast";
  if (!view.lettering || !found.undecided.some(isContrast)) return found;
  // axe cannot judge colours that a scroll region hides: it judges them again with nothing hidden.
  await tab.setViewportSize({ width: 6000, height: view.size.height });
  const style = await tab.addStyleTag({ content: "* { overflow: visible !important; max-width: none !important }" });
  const again = await runAxe(tab, { type: "rule", values: ["color-contrast"] });
  await style.evaluate((node) => node.remove());
  await tab.setViewportSize(view.size);
  return {
    violations: [...found.violations.filter((item) => !isContrast(item)), ...again.violations],
    undecided: [...found.undecided.filter((item) => !isContrast(item)), ...again.undecided],
  };
}

async function openTab(browser, page, withScript) {
  const context = await browser.newContext({ javaScriptEnabled: withScript, viewport: wide });
  const tab = await context.newPage();
  const requests = [];
  tab.on("request", (request) => requests.push(request.url()));
  await tab.goto(pathToFileURL(page).href);
  // Everything a reader can unfold is checked too.
  await tab.evaluate(() => document.querySelectorAll("details").forEach((part) => { part.open = true; }));
  return { context, tab, requests };
}

// With script one tab shows all views in turn: what differs between them is the window, the colours and the medium.
async function inspectPage(browser, page) {
  const found = {};
  for (const withScript of [true, false]) {
    const names = given.views.filter((name) => !views[name].withoutScript === withScript);
    if (!names.length) continue;
    const { context, tab, requests } = await openTab(browser, page, withScript);
    for (const name of names) {
      const view = views[name];
      await tab.setViewportSize(view.size);
      await tab.emulateMedia({ media: view.print ? "print" : "screen", colorScheme: view.dark ? "dark" : "light" });
      const seen = await tab.evaluate(measure, Boolean(view.print));
      const font = await tab.evaluate(() => document.fonts.ready.then((fonts) => [...fonts].filter((face) => face.status === "loaded").length));
      const outside = requests.slice(1).filter((url) => !url.startsWith("data:"));
      found[name] = { font, ...seen, ...(view.axe ? await findViolations(tab, view) : {}),
        faint: view.lettering ? await tab.evaluate(measureLettering) : [], requests: [...new Set([...outside, ...seen.loads])] };
    }
    await context.close();
  }
  return found;
}

const quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"];
const browser = await load("playwright-core").chromium.launch({ executablePath: given.chromium, args: quiet });
const pages = {};
const waiting = [...given.pages];
// Two pages at a time.
await Promise.all([0, 1].map(async () => {
  while (waiting.length) {
    const page = waiting.shift();
    pages[page] = await inspectPage(browser, page);
  }
}));
console.log(JSON.stringify({ version: browser.version(), axe: load("axe-core/package.json").version, pages }));
await browser.close();
