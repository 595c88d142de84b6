// The page of the conformance report in a real browser: all rules are there, can be searched and filtered, and nothing is loaded.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";

const page = process.env.REPORT;
const report = JSON.parse(readFileSync(page.replace(/\.html$/, ".json"), "utf8"));
const directory = mkdtempSync(join(tmpdir(), "report-"));
after(() => rmSync(directory, { recursive: true, force: true }));

/** What the browser has made of the page: at an address, after a script that acts as a person. */
function open(hash = "", script = "") {
  const copy = join(directory, "report.html");
  writeFileSync(copy, readFileSync(page, "utf8").replace("</body>", () => `<script>${script}</script></body>`));
  const dom = execFileSync(
    "chromium",
    ["--headless", "--no-sandbox", "--disable-gpu", `--user-data-dir=${directory}/profile`, "--dump-dom",
      pathToFileURL(copy) + hash],
    { encoding: "utf8", maxBuffer: 1 << 26, stdio: ["ignore", "pipe", "ignore"] });
  const rules = [...dom.matchAll(/<details class="rule [^>]*>/g)].map(([tag]) => ({
    id: /\bid="([^"]+)"/.exec(tag)[1],
    status: /data-status="([^"]+)"/.exec(tag)[1],
    hidden: /\bhidden(=|>| )/.test(tag),
    open: /\bopen(=|>| )/.test(tag),
  }));
  return {
    dom,
    rules,
    shown: rules.filter(rule => !rule.hidden).map(rule => rule.id),
    counted: /<output id="shown">([^<]*)</.exec(dom)[1],
    nothing: !/<p id="nothing"[^>]*\bhidden\b/.test(dom),
  };
}

const ids = report.rules.map(rule => rule.id);
const sorted = list => [...list].sort();

test("every rule of the report is shown, with its status", () => {
  const { rules, shown, counted, dom } = open();
  assert.deepEqual(sorted(shown), sorted(ids));
  assert.deepEqual(new Map(rules.map(rule => [rule.id, rule.status])), new Map(
    rules.map(rule => [rule.id, report.rules.find(one => one.id === rule.id).status])));
  assert.equal(counted, `${ids.length} of ${ids.length} rules`);
  assert.ok(dom.includes(`<strong id="verdict">${report.verdict}</strong>`));
});

test("nothing is loaded from anywhere", () => {
  assert.doesNotMatch(readFileSync(page, "utf8"), /\b(src|href)="(?!#)|@import|url\(|\bfetch\(/);
});

test("an address with words shows the rules that have them", () => {
  const { shown, counted, nothing } = open("#q=SCORE-01");
  assert.ok(shown.includes("SCORE-01") && shown.length < ids.length, shown.join());
  assert.equal(counted, `${shown.length} of ${ids.length} rules`);
  assert.equal(nothing, false);
});

test("words that no rule has are answered in words", () => {
  const { shown, nothing } = open("#q=no-rule-says-this");
  assert.deepEqual(shown, []);
  assert.equal(nothing, true);
});

test("a person's typing filters, and the address remembers it", () => {
  const { shown, dom } = open("", `
    search.value = "core-01";
    search.dispatchEvent(new Event("input", { bubbles: true }));
    document.title = location.hash;`);
  assert.ok(shown.includes("CORE-01") && shown.length < ids.length, shown.join());
  assert.ok(dom.includes("<title>#q=core-01</title>"));
});

test("a status that is not wanted is left out", () => {
  const { shown } = open("", `
    document.querySelector("input[value=PASS]").click();`);
  assert.deepEqual(sorted(shown), sorted(report.rules.filter(rule => rule.status !== "PASS").map(rule => rule.id)));
});

test("the address of a rule opens it", () => {
  const { rules, shown } = open("#CORE-01");
  assert.equal(shown.length, ids.length);
  assert.equal(rules.find(rule => rule.id === "CORE-01").open, true);
});
