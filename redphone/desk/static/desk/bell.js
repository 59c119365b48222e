// The desk left open in an operations room: when more calls wait than before, the title says how many; and if somebody
// pressed the button, it rings aloud and a notice of the system comes, also while another page is in front. What it
// says is harmless: the status, and how many calls wait. What is no actual call rings half as long.

const KEPT = "bell";
const button = document.getElementById("bell");
const title = document.title;
const heading = (part) => part.querySelector("[data-waits]");
const waits = (part) => Number(heading(part).dataset.waits);
const rows = (part) => [...part.querySelectorAll('ul.rows a[href^="/calls/"]')];  // the due first, and the newest first
const isOn = () => localStorage.getItem(KEPT) === "on" && Notification.permission === "granted";
const desk = document.getElementById("desk");
let before = waits(desk), known = new Set(rows(desk).map((row) => row.href)), sound = null;

function show(part = desk) {
  document.title = waits(part) ? `(${waits(part)}) ${title}` : title;
  button.setAttribute("aria-pressed", String(isOn()));
  document.body.toggleAttribute("data-awake", isOn());  // live.js keeps the line of a page that has to ring
}

function say(how) {
  document.getElementById("bell-said").textContent = button.dataset[how] ?? "";
}

// A part that somebody stands in is not put in its place at once: what is in it rings all the same.
function changed(part) {
  const come = rows(part).filter((row) => !known.has(row.href)).map((row) => row.querySelector(".status"));
  const isMore = waits(part) > before;
  before = waits(part);
  known = new Set(rows(part).map((row) => row.href));
  show(part);
  if (isMore && isOn()) ring([...new Set(come.map((status) => status.textContent.trim())), heading(part).textContent.trim()],
    come.length && come.every((status) => !status.classList.contains("actual")) ? 3 : 6);
}

function ring(words, tones) {
  beep(tones);
  try {
    new Notification(words.join(" · "), { tag: "redphone", renotify: true, requireInteraction: true }).onclick = () => window.focus();
  } catch {
    // some telephones know no notices of a page: it has rung
  }
}

// Three tones, and for an actual call three more: heard across a room, and like no telephone.
function beep(tones) {
  if (!sound) return;
  [0, 0.25, 0.5, 1.5, 1.75, 2].slice(0, tones).forEach((after, n) => {
    const tone = sound.createOscillator(), volume = sound.createGain();
    tone.frequency.value = n % 3 ? 880 : 660;
    volume.gain.value = 0.2;
    tone.connect(volume).connect(sound.destination);
    tone.start(sound.currentTime + after);
    tone.stop(sound.currentTime + after + 0.18);
  });
}

// A browser lets a page sound only once somebody has touched it: until then it says that it is silent.
function wake() {
  if (!isOn()) return;
  sound ??= new AudioContext();
  sound.resume();
  say("on");
}

async function press() {
  if (isOn()) localStorage.removeItem(KEPT);
  else if (await Notification.requestPermission() === "granted") {
    localStorage.setItem(KEPT, "on");
    wake();
    beep(3);  // whoever pressed it knows the sound then
  }
  show();
  say(isOn() ? "on" : Notification.permission === "denied" ? "denied" : "off");
}

function lost() {
  if (!isOn()) return;
  document.title = `(!) ${title}`;
  say("lost");
  ring([button.dataset.lost], 3);
}

if ("Notification" in window && "AudioContext" in window) {
  button.parentElement.hidden = false;
  button.onclick = press;
  for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, wake);
  document.addEventListener("look:renewed", () => changed(desk));
  document.addEventListener("look:held", (event) => { if (event.detail.id === "desk") changed(event.detail); });
  document.addEventListener("look:signed-out", lost);
  show();
  if (isOn()) say("silent");
  document.dispatchEvent(new Event("visibilitychange"));  // opened behind another page: the line is wanted all the same
}
