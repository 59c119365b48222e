// Duty numbers: with each letter typed, only the parties of which a word begins so are left; Enter goes to the first number.
const field = document.getElementById("find");
const said = document.getElementById("found");
const rows = [...document.querySelectorAll("tr[data-find]")];
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/-/g, " ").split(/\s+/).filter(Boolean).join(" ");
const begins = (row, typed) => row.dataset.find.split("|").some((name) => ` ${name}`.includes(` ${typed}`));

function find() {
  const typed = fold(field.value);
  for (const row of rows) row.hidden = !begins(row, typed);
  const left = rows.filter((row) => !row.hidden).length;
  said.textContent = typed ? (left ? said.dataset.some : said.dataset.none).replace("{n}", left).replace("{all}", rows.length) : "";
}

field.form.addEventListener("submit", (event) => {
  const first = rows.find((row) => !row.hidden)?.querySelector('a[href^="tel:"]');
  if (!first) return;  // then the server is asked, as without this script
  event.preventDefault();
  first.focus();
});
field.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    field.value = "";
    find();
  }
});
field.addEventListener("input", find);
