"use strict";
// Shows the documents that hold every word typed.
const label = document.querySelector(".search");
if (label) {
  label.hidden = false;
  const articles = [...document.querySelectorAll("article")];
  const texts = articles.map((article) => article.textContent.toLowerCase());
  label.querySelector("input").addEventListener("input", (event) => {
    const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    articles.forEach((article, number) => {
      article.hidden = !words.every((word) => texts[number].includes(word));
      shown += article.hidden ? 0 : 1;
    });
    document.querySelector(".nothing").hidden = shown > 0;
  });
}
