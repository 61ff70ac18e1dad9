import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM } from "../chromium.ts";
import { FAKE_MICROPHONE, type Tab } from "./browser-session.ts";
import { type AskedServer, filesOfSite, type MadeSite, madeSite, serveSite, speech } from "./made-site.ts";
import { give, press, textOf, withPage } from "./page-tab.ts";

/**
 * For those who want to look at the page: where pictures of it go; an exported page instead of that of a made-up network;
 * a recording that it answers.
 */
const { COLDPRESS_LOOK: LOOK, COLDPRESS_SITE: SITE, COLDPRESS_SOUND: SOUND = speech[0] } = process.env;

/** States of the page, one after the other. */
const STATES: readonly (readonly [string, (tab: Tab) => Promise<unknown>])[] = [
  ["empty", async () => undefined],
  [
    "problem",
    (tab) => press(tab, "#record").then(() => tab.until(`document.querySelector("#status.problem") !== null`)),
  ],
  ["answer", (tab) => give(tab, SOUND)],
  ["german", (tab) => press(tab, '[data-language="de"]')],
];

describe.skipIf(!CHROMIUM)("the page as people see and use it, in Chromium", { timeout: 400_000 }, () => {
  let site: MadeSite;
  let host: AskedServer;
  beforeAll(async () => {
    site = madeSite();
    host = await serveSite(SITE ? { files: filesOfSite(SITE) } : site);
  });
  afterAll(async () => {
    await host.close();
    site.remove();
  });

  it("is accessible by axe's rules in every state, light and dark, from 320 px on", async () => {
    const axe = readFileSync("node_modules/axe-core/axe.min.js", "utf8");
    await withPage(host.address, {}, async (tab) => {
      await tab.evaluate(`${axe};undefined`);
      for (const [name, reach] of STATES) {
        await reach(tab);
        for (const scheme of ["light", "dark"])
          for (const width of [320, 390, 1280]) {
            const state = `${name}-${scheme}-${width}`;
            await tab.send("Emulation.setDeviceMetricsOverride", {
              width,
              height: 800,
              deviceScaleFactor: 1,
              mobile: width < 600,
            });
            await tab.send("Emulation.setEmulatedMedia", {
              features: [{ name: "prefers-color-scheme", value: scheme }],
            });
            expect(await tab.evaluate("document.documentElement.scrollWidth"), state).toBeLessThanOrEqual(width);
            const violations = await tab.evaluate<string[]>(
              `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html).join(" ")))`,
            );
            expect(violations, state).toEqual([]);
            if (LOOK) await screenshot(tab, join(LOOK, `${state}.png`));
          }
      }
    });
  });

  it("moves nothing for whoever wants no motion", async () => {
    await withPage(host.address, {}, async (tab) => {
      await tab.send("Emulation.setEmulatedMedia", {
        features: [{ name: "prefers-reduced-motion", value: "reduce" }],
      });
      await give(tab, speech[0]);
      expect(await tab.evaluate("document.getAnimations().length")).toBe(0);
      const moving = `[...document.querySelectorAll("*")].map((each) => getComputedStyle(each)).filter(({ transitionDuration, animationName, scrollBehavior }) =>
        transitionDuration !== "0s" || animationName !== "none" || scrollBehavior !== "auto").length`;
      expect(await tab.evaluate(moving)).toBe(0);
    });
  });

  it("is used by keyboard alone: everything that can be pressed is reached by Tab, in the order of the page", async () => {
    await withPage(host.address, { flags: [FAKE_MICROPHONE] }, async (tab) => {
      const reached: string[] = [];
      for (let presses = 0; presses < 4; presses++) {
        for (const type of ["keyDown", "keyUp"])
          await tab.send("Input.dispatchKeyEvent", { type, key: "Tab", code: "Tab", windowsVirtualKeyCode: 9 });
        reached.push(await tab.evaluate("document.activeElement.id || document.activeElement.lang"));
      }
      expect(reached).toEqual(["en", "de", "record", "file"]);
    });
  });

  it("speaks German to whoever reads German, and English on demand", async () => {
    const before = `Object.defineProperty(navigator, "languages", { value: ["fr", "de-CH", "en"] })`;
    await withPage(host.address, { before }, async (tab) => {
      expect(await tab.evaluate("document.documentElement.lang")).toBe("de");
      expect(await textOf(tab, "record")).toBe("Aufnehmen");
      await press(tab, '[data-language="en"]');
      expect(await tab.evaluate("document.documentElement.lang")).toBe("en");
      expect(await textOf(tab, "record")).toBe("Record");
    });
  });
});

async function screenshot(tab: Tab, path: string): Promise<void> {
  const { data } = await tab.send<{ data: string }>("Page.captureScreenshot", { captureBeyondViewport: true });
  writeFileSync(path, Buffer.from(data, "base64"));
}
