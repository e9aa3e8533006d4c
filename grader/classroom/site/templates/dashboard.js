"use strict";
// Sorts and filters the table of students. The page is whole without it.
(() => {
  const table = document.getElementById("class");
  if (!table) return;
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const names = heads.map((head) => head.firstChild.textContent.trim());
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const rows = [...body.rows].map((row) => {
    const texts = [...row.cells].map((cell) => cell.textContent.trim());
    const searched = plain([texts[0], texts[1], texts.at(-1)].join("\n"));
    const sections = JSON.parse(row.dataset.sections);
    return { row, texts, searched, sections, is: row.dataset.is.split(",") };
  });
  const find = document.getElementById("find");
  const show = document.getElementById("show");
  const section = document.getElementById("section");  // where the roster has any
  const shown = document.getElementById("shown");
  const collator = new Intl.Collator(undefined, { numeric: true });
  let order = "";

  const tell = () => {
    const count = rows.filter((one) => !one.row.hidden).length;
    shown.textContent = `${count} of ${rows.length} shown${order}`;
  };

  const filter = () => {
    const words = plain(find.value).split(/\s+/);
    for (const one of rows) {
      const isWanted = show.value === "" || one.is.includes(show.value);
      const isThere = !section?.value || one.sections.includes(section.value);
      one.row.hidden = !isWanted || !isThere || !words.every((word) => one.searched.includes(word));
    }
    tell();
  };

  const compare = (a, b, column, sign) => {
    const [x, y] = [a.texts[column], b.texts[column]];
    // Whoever has nothing there comes last, whichever way round.
    const isBare = [x, y].map((text) => text === "" || text === "–");
    if (isBare[0] || isBare[1]) return isBare[0] - isBare[1];
    return sign * (heads[column].classList.contains("number") ? x - y : collator.compare(x, y));
  };

  const sort = (column) => {
    const isUp = heads[column].getAttribute("aria-sort") !== "ascending";
    const sorted = [...rows].sort((a, b) => compare(a, b, column, isUp ? 1 : -1));
    heads.forEach((head) => head.removeAttribute("aria-sort"));
    heads[column].setAttribute("aria-sort", isUp ? "ascending" : "descending");
    body.append(...sorted.map((one) => one.row));
    order = `, by ${names[column].toLowerCase()}${isUp ? "" : ", the last first"}`;
    tell();
  };

  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(column));
    head.append(button);
  });
  find.addEventListener("input", filter);
  show.addEventListener("change", filter);
  section?.addEventListener("change", filter);
  document.getElementById("controls").addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("controls").hidden = false;
  // A browser that goes back to the page may have kept what was typed.
  filter();
})();
