// Two keys from any page: "g", then the letter of a room. One letter alone does nothing; nor do two while somebody types,
// with another key held, or more slowly than this.
const SLOWEST = 1500;
const list = document.getElementById("keys");
let until = 0;

const isTyping = (target) => target instanceof Element && target.closest("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  const isSecond = event.timeStamp < until;
  until = 0;
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing || isTyping(event.target)) return;
  const key = event.key.toLowerCase();
  const link = isSecond && [...document.querySelectorAll("a[data-key]")].find((one) => one.dataset.key === key);
  if (link) {
    event.preventDefault();
    location.assign(`${link.href}#find`);  // where one types on that page, if it has such a place
  } else if (key === "g") {
    until = event.timeStamp + SLOWEST;
  }
});

if (list) list.hidden = false;  // these keys are named only where they work
