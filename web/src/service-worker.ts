/**
 * Keeps the page for use without a network: fetches its files once, then answers from what it keeps and from nothing else.
 *
 * `coldpress export web` writes the list of files and their version in front of this script.
 */

declare const PAGE_FILES: readonly string[];
declare const PAGE_VERSION: string;

interface LifeEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface RequestEvent extends Event {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface ServiceWorkerScope {
  readonly registration: { readonly scope: string };
  addEventListener(type: "install" | "activate", listen: (event: LifeEvent) => void): void;
  addEventListener(type: "fetch", listen: (event: RequestEvent) => void): void;
}

const scope = globalThis as unknown as ServiceWorkerScope;
/** Caches are the whole host's: the names of ours begin with where this page is. */
const prefix = `coldpress ${scope.registration.scope} `;
const cacheName = prefix + PAGE_VERSION;

scope.addEventListener("install", (event) => {
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll([...PAGE_FILES])));
});

scope.addEventListener("activate", (event) => {
  const isOld = (key: string) => key.startsWith(prefix) && key !== cacheName;
  event.waitUntil(caches.keys().then((keys) => Promise.all(keys.filter(isOld).map((key) => caches.delete(key)))));
});

scope.addEventListener("fetch", (event) => {
  const found = caches.open(cacheName).then((cache) => cache.match(event.request, { ignoreSearch: true }));
  event.respondWith(found.then((response) => response ?? Response.error()));
});
