// Keeps clocks fresh, each minute: the band's clock, "24 min ago", "in 1 h 56". Counts by the server's clock, because
// a device's own may be wrong. Wordings come translated with the page; what is a day or more away is left as printed.

const band = document.querySelector(".clocks");
const words = document.getElementById("words")?.dataset ?? {};
const ahead = band ? Date.parse(band.dateTime) - Date.now() : 0;

function serverNow() {
  return Math.max(Date.parse(band?.dateTime) || 0, Date.now() + ahead);
}

function spell(manner, seconds) {
  const minutes = Math.floor(seconds / 60);
  const size = minutes < 1 ? "Now" : minutes < 60 ? "M" : "H";
  const left = String(minutes % 60);
  return words[manner + size]?.replace("{h}", Math.floor(minutes / 60))
    .replace("{mm}", left.padStart(2, "0")).replace("{m}", left);
}

function refreshSpan(time) {
  const seconds = Math.floor((Date.parse(time.dateTime) - serverNow()) / 1000);
  if (Math.abs(seconds) >= 86400) return;
  const counts = time.classList.contains("since") && seconds <= 0;
  const text = counts ? spell("since", -seconds) : seconds < 0 ? spell("late", -seconds) : spell("ahead", seconds);
  if (text && text !== time.textContent) time.textContent = text;
  if (time.classList.contains("within")) time.classList.toggle("late", seconds < 0);
}

function refreshZone(span, now, days) {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: span.dataset.zone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  }).formatToParts(now);
  const part = (type) => parts.find((found) => found.type === type).value;
  const day = days[["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(part("weekday"))];
  const named = span.dataset.zone === "UTC" || day !== utcDay(now, days) ? `${day} ` : "";
  const text = `${named}${part("hour")}:${part("minute")} ${span.dataset.place}`;
  if (text !== span.textContent) span.textContent = text;
}

function utcDay(now, days) {
  return days[(now.getUTCDay() + 6) % 7];
}

function refresh() {
  const now = new Date(serverNow());
  const days = band?.dataset.days.split("|") ?? [];
  band?.querySelectorAll("[data-zone]").forEach((span) => refreshZone(span, now, days));
  document.querySelectorAll("time.since, time.within").forEach(refreshSpan);
  setTimeout(refresh, 60_050 - (serverNow() % 60_000));
}

refresh();
document.addEventListener("look:renewed", () => document.querySelectorAll("time.since, time.within").forEach(refreshSpan));
