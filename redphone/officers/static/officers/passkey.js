// Passkeys: <form data-passkey="get|create" hidden> with a hidden field `credential` and one button.
// What the browser is asked for stands in data-options as JSON, or is fetched from data-ask when the button is
// pressed. Forms are shown only where the browser knows passkeys; [data-passkey-missing] is shown where it does not.
// allauth's own webauthn-json.js, loaded before, turns JSON into what the browser wants and back.

const json = window.webauthnJSON;
const words = document.getElementById("passkey-words").dataset;

async function options(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const answer = await fetch(form.dataset.ask, { headers: { Accept: "application/json" }, cache: "no-store" });
  if (!answer.ok) throw new Error(`asking for a passkey: ${answer.status}`);
  return (await answer.json()).request_options;
}

async function touch(form) {
  const button = form.querySelector("button");
  const said = form.querySelector("[role=status]");
  said.textContent = words.waiting;
  button.disabled = true;
  try {
    const credential = await json[form.dataset.passkey](await options(form));
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch (problem) {
    said.textContent = problem.name === "InvalidStateError" ? words.known : words.refused;
    button.disabled = false;
    button.focus();
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential || !json) continue;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    touch(form);
  });
  if ("first" in form.dataset) form.querySelector("button").focus();
}
for (const missing of document.querySelectorAll("[data-passkey-missing]")) missing.hidden = Boolean(window.PublicKeyCredential);
