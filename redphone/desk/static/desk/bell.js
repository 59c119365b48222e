// The desk left open in an operations room: when more calls wait than before, the title says how many; and if somebody
// pressed the button, a notice of the system comes and it rings aloud, also while another page is in front. What it
// says is harmless: the status, and how many calls wait. What is no actual call rings half as long.

const KEPT = "bell";
const button = document.getElementById("bell");
const title = document.title;
const waits = () => Number(document.querySelector("[data-waits]").dataset.waits);
const rows = () => [...document.querySelectorAll('#desk > ul.rows a[href^="/calls/"]')];  // due first, and newest first
const isOn = () => localStorage.getItem(KEPT) === "on" && Notification.permission === "granted";
let before = waits(), known = new Set(rows().map((row) => row.href)), sound = null;

function show() {
  document.title = waits() ? `(${waits()}) ${title}` : title;
  button.setAttribute("aria-pressed", String(isOn()));
  document.body.toggleAttribute("data-awake", isOn());  // live.js keeps the line of a page that has to ring
}

function changed() {
  const come = rows().filter((row) => !known.has(row.href)).map((row) => row.querySelector(".status"));
  if (waits() > before && isOn()) ring(come);
  before = waits();
  known = new Set(rows().map((row) => row.href));
  show();
}

function ring(statuses) {
  const words = [...new Set(statuses.map((status) => status.textContent.trim()))];
  const said = [...words, document.querySelector("[data-waits]").textContent.trim()].join(" · ");
  new Notification(said, { tag: "redphone", renotify: true, requireInteraction: true }).onclick = () => window.focus();
  beep(statuses.every((status) => !status.classList.contains("actual")) && statuses.length ? 3 : 6);
}

// Three tones, and for an actual call three more: heard across a room, and like no telephone.
function beep(tones) {
  sound ??= new AudioContext();
  [0, 0.25, 0.5, 1.5, 1.75, 2].slice(0, tones).forEach((after, n) => {
    const tone = sound.createOscillator(), volume = sound.createGain();
    tone.frequency.value = n % 3 ? 880 : 660;
    volume.gain.value = 0.2;
    tone.connect(volume).connect(sound.destination);
    tone.start(sound.currentTime + after);
    tone.stop(sound.currentTime + after + 0.18);
  });
}

async function press() {
  if (isOn()) localStorage.removeItem(KEPT);
  else if (await Notification.requestPermission() === "granted") {
    localStorage.setItem(KEPT, "on");
    beep(3);  // whoever pressed it knows the sound then, and the browser that it is wanted
  }
  const how = isOn() ? "on" : Notification.permission === "denied" ? "denied" : "off";
  document.getElementById("bell-said").textContent = button.dataset[how];
  show();
}

if ("Notification" in window && "AudioContext" in window) {
  button.parentElement.hidden = false;
  button.onclick = press;
  document.addEventListener("look:renewed", changed);
  show();
}
