// Keeps what is typed into <form data-draft="key"> on this device until the server says that it was received
// (data-draft-done="key" on the next page), it is thrown away, the officer signs out, or a week has passed.
// Passwords, one-time codes, files and hidden fields are never kept. What one officer typed is put back for that officer
// alone, whoever else signs in on this device. <form data-hold> keeps nothing; like the others it waits for the line.

const ALL = "redphone.draft.", PREFIX = `${ALL}${document.body.dataset.officer ?? ""}.`;
const WEEK_MS = 7 * 24 * 3600 * 1000, PING_MS = 5000;
const words = document.getElementById("words").dataset;

const drafts = () => Object.keys(localStorage).filter((key) => key.startsWith(ALL));
const forget = (key) => localStorage.removeItem(PREFIX + key);

function stored(key) {
  try {
    const draft = JSON.parse(localStorage.getItem(PREFIX + key));
    return draft && Date.now() - draft.at < WEEK_MS ? draft : null;
  } catch {
    return null;
  }
}

// Reading and writing a form

function fields(form) {
  const never = "[type=hidden], [type=password], [type=file], [type=submit], [autocomplete=one-time-code], [data-draft-skip]";
  return [...form.elements].filter((field) => field.name && field.matches("input, textarea, select") && !field.matches(never));
}

function valuesOf(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked ? [field.value] : [];
  return field.multiple && field.selectedOptions ? [...field.selectedOptions].map((option) => option.value) : [field.value];
}

function read(form) {
  const values = {};
  for (const field of fields(form)) values[field.name] = [...(values[field.name] ?? []), ...valuesOf(field)];
  return values;
}

function write(form, values) {
  const left = structuredClone(values);
  for (const field of fields(form)) {
    if (!(field.name in left)) continue;
    const kept = left[field.name];
    if (field.type === "checkbox" || field.type === "radio") field.checked = kept.includes(field.value);
    else if (field.multiple && field.options) [...field.options].forEach((option) => { option.selected = kept.includes(option.value); });
    else if (kept.length) field.value = kept.shift();
    if (valuesOf(field).some((value) => value)) field.closest("details")?.setAttribute("open", "");
  }
}

// Keeping, putting back, throwing away

function keep(form, key) {
  const draft = { at: Date.now(), values: read(form) };
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(draft));
  } catch {
    // A full or forbidden store must not stand in the way of typing.
  }
}

function putBack(form, key) {
  const draft = stored(key);
  const fromServer = document.querySelector(".errors") || form.querySelector(".error");
  if (!draft || fromServer || JSON.stringify(draft.values) === JSON.stringify(read(form))) return;
  write(form, draft.values);
  form.dispatchEvent(new Event("change", { bubbles: true }));
  const time = new Date(draft.at).toISOString().slice(11, 16);
  const notice = noteIn(form, words.draftBack.replace("{time}", time), "status");
  form.prepend(notice);
  notice.append(button(words.draftDiscard, () => discard(form, key, notice)));
}

function discard(form, key, notice) {
  forget(key);
  form.reset();
  notice.remove();
  fields(form)[0]?.focus();
}

function noteIn(form, text, role) {
  const notice = document.createElement("div");
  notice.className = role === "alert" ? "notice late" : "notice";
  notice.setAttribute("role", role);
  const sentence = document.createElement("p");
  sentence.textContent = text;
  notice.append(sentence);
  return notice;
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "act";
  made.textContent = text;
  made.onclick = act;
  return made;
}

// Sending only while the line is up

async function lineIsUp() {
  if (!navigator.onLine) return false;
  if (!words.ping) return true;
  try {
    return (await fetch(words.ping, { cache: "no-store", signal: AbortSignal.timeout(PING_MS) })).ok;
  } catch {
    return false;
  }
}

const held = new WeakMap();

// Listened for on the document, because live.js puts new forms in the place of old ones.
document.addEventListener("submit", async (event) => {
  const form = event.target, submitter = event.submitter;
  if (!form.matches("[data-draft], [data-hold]")) return;
  const now = held.get(form) ?? {};
  held.set(form, now);
  if (now.sure) { now.sure = false; return; }
  event.preventDefault();
  if (now.checking) return;
  now.checking = true;
  const isUp = await lineIsUp();
  now.checking = false;
  clearInterval(now.waiting);
  now.notice?.remove();
  if (isUp) { now.sure = true; form.requestSubmit(submitter); return; }
  sayUnsent(form, submitter, now);
});

function sayUnsent(form, submitter, now) {
  now.notice = noteIn(form, form.dataset.draft ? words.draftUnsent : words.draftHeld, "alert");
  (submitter?.closest(".acts") ?? submitter ?? form.lastElementChild).before(now.notice);
  now.waiting = setInterval(async () => {
    if (!(await lineIsUp())) return;
    clearInterval(now.waiting);
    now.notice.classList.remove("late");
    now.notice.firstChild.textContent = words.draftAgain;
  }, PING_MS);
}

// The word that something was received goes out of the address: coming back to that page later takes no newer draft.
for (const done of document.querySelectorAll("[data-draft-done]")) {
  forget(done.dataset.draftDone);
  history.replaceState(history.state, "", location.pathname);
}
for (const form of document.querySelectorAll("form[data-draft]")) {
  const key = form.dataset.draft;
  putBack(form, key);
  form.addEventListener("input", () => keep(form, key));
  form.addEventListener("change", (event) => { if (event.isTrusted) keep(form, key); });
}
for (const form of document.querySelectorAll("form[data-sign-out]")) {
  form.addEventListener("submit", () => drafts().forEach((key) => localStorage.removeItem(key)));
}
