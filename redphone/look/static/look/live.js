// Follows the live line: when the server says "<id> <room>" changed, the parts of this page marked data-live with one
// of those words are fetched again. The line carries no content. Nothing typed is lost, focus never moves by itself,
// and a broken line is said in words, with the time until which the page can be trusted.

const address = document.body.dataset.liveLine;
const line = document.getElementById("line");
const POLL_MS = 15_000, DEAF_MS = 50_000, HIDDEN_MS = 30_000, GRACE_MS = 2500, RETURN_MS = 1000, BACK_MS = 10_000;
const rendered = document.querySelector(".clocks")?.dateTime;
const offset = rendered ? Date.parse(rendered) - Date.now() : 0;

let source = null, tries = 0, heardAt = 0, beats = false, isDown = false, isDoubted = false, isOut = false;
let backAt = -Infinity, knownAt = Date.now() + offset, polling = null, reopening = null, doubt = null, hiding = null;
let due = new Set(), running = false;
const held = new Map();  // parts that somebody writes or stands in, each with what would take its place

const parts = () => [...document.querySelectorAll("[data-live][id]")];
const isAway = () => document.hidden && !("awake" in document.body.dataset);
const at = (moment) => new Date(moment).toISOString().slice(11, 16);

function say(kind, moment = knownAt) {
  if (kind === "back") backAt = Date.now();
  if (kind === "changed" && Date.now() - backAt < BACK_MS) kind = "back";  // news right after it must not hide it
  const isCalm = kind === "changed" || kind === "back";
  line.classList.toggle("calm", isCalm && !held.size);
  line.textContent = isCalm && held.size ? "" : line.dataset[kind].replace("{time}", at(moment));
  if (held.size) offer();
}

// The line. Whenever it opens, all parts are asked for once: what happened before, or while it was cut, may be news of
// this node alone, which no line says again. Pages that come back do not all ask in the same instant.

function open() {
  close();
  if (isOut || isAway() || !parts().length) return;
  source = new EventSource(address);
  source.onopen = up;
  source.addEventListener("said", (event) => { ask(event.data.split(/\s+/)); heard(); });
  source.addEventListener("again", () => { parts().forEach((part) => due.add(part.id)); soon(); heard(); });
  source.addEventListener("beat", () => { beats = true; heard(); });
  source.onerror = down;
}

function close() {
  source?.close();
  source = null;
  clearTimeout(reopening);
}

function heard() {
  heardAt = Date.now();
  if (!due.size) knownAt = heardAt + offset;
}

async function up() {
  const returns = isDown;
  tries = 0;
  isDown = false;
  heard();
  clearInterval(polling);
  clearTimeout(doubt);
  polling = doubt = null;
  if (returns) await new Promise((resolve) => { setTimeout(resolve, Math.random() * RETURN_MS); });
  if (!(await renew(parts()))) return fail();
  if (isDoubted) say("back");
  isDoubted = false;
}

function fail() {
  close();
  down();
}

function down() {
  if (isOut) return;
  isDown = true;
  doubt ??= setTimeout(poll, navigator.onLine ? GRACE_MS : 0);
  polling ??= setInterval(poll, POLL_MS);
  if (source?.readyState === EventSource.CONNECTING) return;
  close();
  const wait = Math.min(30_000, 1000 * 2 ** tries++) * (0.5 + Math.random() / 2);
  reopening = setTimeout(open, wait);
}

async function poll() {
  const reached = await renew(parts());
  if (!isDown || isOut) return;
  isDoubted = true;
  say(reached ? "asking" : "lost");
}

// Fetching again

function ask(words) {
  for (const part of parts()) {
    if (part.dataset.live.split(/\s+/).some((word) => words.includes(word))) due.add(part.id);
  }
  soon();
}

function soon() {
  if (due.size && !running) setTimeout(run, Math.random() * 200);
}

async function run() {
  if (running) return;
  running = true;
  while (due.size) {
    const ids = due;
    due = new Set();
    if (await renew(parts().filter((part) => ids.has(part.id))) || isOut) continue;
    fail();
  }
  running = false;
}

async function renew(wanted) {
  try {
    for (const [url, regions] of group(wanted)) await renewFrom(url, regions);
    knownAt = Date.now() + offset;
    return true;
  } catch {
    return false;
  }
}

function from(part) {
  return part.dataset.src || location.pathname + location.search;
}

function group(wanted) {
  const found = new Map();
  wanted.forEach((part) => found.set(from(part), [...(found.get(from(part)) ?? []), part]));
  return found;
}

async function renewFrom(url, regions) {
  const answer = await fetch(url, { cache: "no-store", redirect: "manual", headers: { "X-Live": "1" } });
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return signedOut();
  if (!answer.ok) throw new Error(`${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const region of regions) {
    const fresh = page.getElementById(region.id);
    if (fresh && gist(fresh) !== gist(region)) replace(region, fresh);
  }
}

function signedOut() {
  isOut = true;
  close();
  clearInterval(polling);
  say("signedOut");
  document.dispatchEvent(new Event("look:signed-out"));
  throw new Error("signed out");
}

// Replacing without taking anything away

function gist(element) {
  const copy = element.cloneNode(true);
  copy.querySelectorAll("time.since, time.within").forEach((time) => { time.textContent = ""; time.className = ""; });
  copy.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((input) => input.remove());
  copy.querySelectorAll("details[open]").forEach((details) => details.removeAttribute("open"));
  return copy.innerHTML;
}

function replace(region, fresh) {
  const active = document.activeElement;  // a region that has the focus itself keeps it
  const focused = region !== active && region.contains(active) ? active : null;
  const twin = focused && twinOf(focused, fresh);
  if (isWrittenIn(region) || (focused && !twin)) return hold(region, fresh);
  held.delete(region);
  put(fresh, region);
  twin?.focus({ preventScroll: true });
  if (fresh.dataset.said && !held.size) { line.classList.add("calm"); line.textContent = fresh.dataset.said; } else say("changed", Date.now() + offset);
}

function isWrittenIn(region) {
  const active = document.activeElement;
  if (region.contains(active) && active.matches("input, textarea, select")) return true;
  return [...region.querySelectorAll("input, textarea, select")].some(isAltered);
}

function isAltered(field) {
  if (field.type === "hidden") return false;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.options) {
    const chosen = [...field.options];
    return chosen.some((o) => o.defaultSelected) && chosen.some((o) => o.selected !== o.defaultSelected);
  }
  return field.value !== field.defaultValue;
}

function twinOf(old, fresh) {
  const like = (other) => (old.id ? other.id === old.id : other.getAttribute("href") === old.getAttribute("href")
    && other.name === old.name && other.value === old.value && other.textContent === old.textContent);
  return [...fresh.querySelectorAll(old.tagName)].find(like);
}

function put(fresh, region) {
  region.querySelectorAll("details[open][id]").forEach((old) => fresh.querySelector(`#${CSS.escape(old.id)}`)?.setAttribute("open", ""));
  region.replaceChildren(...fresh.childNodes);
  document.dispatchEvent(new Event("look:renewed"));
}

function hold(region, fresh) {
  held.set(region, fresh);
  document.dispatchEvent(new CustomEvent("look:held", { detail: fresh }));
  say("changed");
}

function offer() {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = line.dataset.show;
  button.onclick = showHeld;
  line.append(line.textContent && " ", line.dataset.held, " ", button);
}

function showHeld() {
  const [first] = held.keys();
  held.forEach(put);
  held.clear();
  first.tabIndex = -1;
  first.focus();
  say("changed", Date.now() + offset);
}

// A sleeping or hidden page gives its line back, unless it has to ring; on waking it asks at once.

function watch() {
  if (source && beats && Date.now() - heardAt > DEAF_MS) fail();
}

function turned() {
  clearTimeout(hiding);
  if (isAway()) hiding = setTimeout(close, HIDDEN_MS);
  else if (!source) open();
  else watch();
}

if (address && line && "EventSource" in window) {
  open();
  setInterval(watch, 10_000);
  document.addEventListener("visibilitychange", turned);
  addEventListener("online", () => { tries = 0; open(); });
  addEventListener("offline", down);
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => { if (event.persisted) open(); });
}
