/* Keys, and news while a page is open. Everything works without this. */
"use strict";
const typing = (at) => at.closest("input:not([type=radio]):not([type=checkbox]), textarea, select");

function go(step) {
  const rows = [...document.querySelectorAll("#students tbody tr")];
  const at = rows.findIndex((row) => row.classList.contains("at"));
  const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
  if (!next || !next.querySelector("a")) return;
  rows.forEach((row) => row.classList.remove("at"));
  next.classList.add("at");
  next.querySelector("a").focus();
}

function isMarked(guide) {
  const points = guide.querySelector("[data-points]");
  return points ? points.value.trim() !== "" : guide.querySelector("[data-level]:checked") !== null;
}

function level(number, from) {
  const guides = [...document.querySelectorAll("form[data-mark] fieldset")];
  const here = guides.find((guide) => guide.contains(from));
  const open = here || guides.find((guide) => !isMarked(guide)) || guides[0];
  const points = open && open.querySelector("[data-points]");
  if (points) {
    points.value = number;
    points.focus();
    return;
  }
  const chosen = number === "0" ? 'input[value="none"]' : `[data-level="${number}"]`;
  const choice = open && open.querySelector(chosen);
  if (!choice) return;
  choice.checked = true;
  const next = guides.slice(guides.indexOf(open) + 1).find((guide) => !isMarked(guide));
  const to = next && next.querySelector("input:not([type=hidden])");
  (to || choice).focus();
}

function act(keyed) {
  if (keyed.matches("a, button")) keyed.click(); else keyed.focus();
}

document.addEventListener("keydown", (event) => {
  const at = event.target;
  // What is typed into another form, as a comment on a line, is sent by that one.
  const form = (typing(at) && at.form) || at.closest("form[data-mark]") || document.querySelector("form[data-mark]");
  const sends = event.key === "Enter" && (event.ctrlKey || event.metaKey || !at.closest("textarea, a, button, summary, .filters, .stack"));
  if (sends && form) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("button[value=next]"));
  } else if (event.key === "Escape" && typing(at)) at.blur();
  else if (event.ctrlKey || event.metaKey || event.altKey || typing(at)) return;
  else if (/^[0-9]$/.test(event.key)) { event.preventDefault(); level(event.key, at); }
  else {
    const keyed = [...document.querySelectorAll("[data-key]")].filter((each) => each.dataset.key === event.key);
    const near = keyed.find((each) => each.closest("fieldset") && each.closest("fieldset").contains(at)) || keyed[0];
    if (near) { event.preventDefault(); act(near); }
    else if (event.key === "j" || event.key === "k") go(event.key === "j" ? 1 : -1);
  }
});

document.addEventListener("click", (event) => {
  const line = event.target.closest(".l[data-n]");
  const form = document.querySelector("form[data-comment]");
  if (line && form && !String(window.getSelection())) {
    const cell = line.closest(".cell").id.replace("cell-", "");
    form.closest("details").open = true;
    form.elements.cell.value = cell;
    form.elements.line.value = line.dataset.n;
    form.elements.words.focus();
    return;
  }
  const filled = event.target.closest("[data-fill]");
  if (!filled) return;
  const text = filled.closest("fieldset").querySelector("textarea");
  text.value = filled.dataset.fill;
  text.focus();
});

// What the server could not answer is said where it was typed, and stays there.
for (const fault of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(fault, (event) => {
    const form = event.target.closest("form[data-mark]");
    if (!form) return;
    const said = form.querySelector("[role=alert]") || document.createElement("p");
    said.className = "callout warning";
    said.setAttribute("role", "alert");
    said.textContent = "Not saved: the server can't do it now. Try again in a moment.";
    form.insertBefore(said, form.querySelector("fieldset"));
  });
}

const live = document.querySelector("[data-live]");
if (live && window.EventSource) {
  const news = new EventSource(live.dataset.live);
  news.addEventListener("news", () => htmx.trigger(document.body, "news"));
  window.addEventListener("pagehide", () => news.close());
}
