"use strict";
// Shows the documents that hold every word typed; full-width digits and letters count as plain ones.
const box = document.querySelector(".search");
if (box) {
  const input = box.querySelector("input");
  const found = box.querySelector("#found");
  const plain = (text) => text.normalize("NFKC").toLowerCase();
  const departments = [...document.querySelectorAll("main section")].map((section) => ({
    section,
    documents: [...section.querySelectorAll("article")].map((article) => ({
      article,
      text: plain(`${section.querySelector("h2").textContent} ${article.textContent}`),
    })),
  }));
  const all = departments.flatMap((department) => department.documents);
  const show = () => {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    for (const { article, text } of all) article.hidden = !words.every((word) => text.includes(word));
    for (const { section, documents } of departments) section.hidden = documents.every(({ article }) => article.hidden);
    const shown = all.filter(({ article }) => !article.hidden).length;
    found.textContent = !words.length ? "" : shown ? found.dataset.some.replace("N", shown) : found.dataset.none;
  };
  box.hidden = false;
  input.addEventListener("input", show);
  // A browser that comes back to the page fills in what was typed before.
  show();
}
