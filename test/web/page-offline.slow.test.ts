import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM } from "../chromium.ts";
import type { Tab } from "./browser-session.ts";
import { type AskedServer, inNode, type MadeSite, madeSite, serveSite, speech } from "./made-site.ts";
import { give, openPage, READY, textOf } from "./page-tab.ts";

/** PNG begins with 8 bytes, then the header chunk: length, name, width, height. */
function pngSize(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return `${view.getUint32(16)}x${view.getUint32(20)}`;
}

describe.skipIf(!CHROMIUM).each([
  ["with the headers that are shipped", true],
  ["on a host without headers", false],
])("the page as an app that is installed, %s, in Chromium", { timeout: 200_000 }, (_, withHeaders) => {
  let site: MadeSite;
  let host: AskedServer;
  let tab: Tab;
  beforeAll(async () => {
    site = madeSite();
    host = await serveSite(site, withHeaders);
    tab = await openPage(host.address);
  });
  afterAll(async () => {
    await tab.close();
    await host.close();
    site.remove();
  });

  it("is one that browsers offer to install", async () => {
    const { errors, data } = await tab.send<{ errors: unknown[]; data: string }>("Page.getAppManifest");
    expect(errors).toEqual([]);
    expect(
      (await tab.send<{ installabilityErrors: unknown[] }>("Page.getInstallabilityErrors")).installabilityErrors,
    ).toEqual([]);
    const { icons, start_url, scope, display } = JSON.parse(data);
    expect({ start_url, scope, display }).toEqual({ start_url: "./", scope: "./", display: "standalone" });
    for (const { src, sizes, type } of icons) {
      const bytes = site.files.get(src);
      expect(bytes, src).toBeDefined();
      if (type === "image/png") expect(pngSize(bytes as Uint8Array), src).toBe(sizes);
    }
  });

  it("keeps all its files before it says that it is ready for use without a network", async () => {
    await tab.evaluate("navigator.serviceWorker.ready.then(() => undefined)");
    const kept = await tab.evaluate<string[]>(`(async () => {
      const [name] = await caches.keys();
      const requests = await (await caches.open(name)).keys();
      return requests.map(({ url }) => new URL(url).pathname).sort();
    })()`);
    const own = [...site.files.keys()].filter((name) => !["service-worker.js", "_headers"].includes(name));
    expect(kept).toEqual(["/", ...own.map((name) => `/${name}`)].sort());
  });

  it("opens and answers with its server shut down and the network off", async () => {
    const path = speech[0];
    const node = await inNode(site, path);
    await host.close();
    const asked = host.asked.length;
    await tab.send("Network.emulateNetworkConditions", {
      offline: true,
      latency: 0,
      downloadThroughput: 0,
      uploadThroughput: 0,
    });
    for (const address of [host.address, `${host.address}index.html`, `${host.address}?from=somewhere`]) {
      await tab.send("Page.navigate", { url: address });
      await tab.until(`location.href === ${JSON.stringify(address)} && globalThis.heard?.length === 0 && ${READY}`);
      expect((await give(tab, path)).probabilities, address).toEqual(node.probabilities);
      expect(await textOf(tab, "answer")).toMatch(/What the network says/);
      // The style is there too, not only the words.
      expect(await tab.evaluate("getComputedStyle(document.body).margin")).toBe("0px");
    }
    expect(host.asked.length).toBe(asked);
  });
});
