"use strict";

const { html } = require("./html");

function buildLinks(links) {
  const [first, ...others] = links;
  return html`<p class="actions"><a class="button" href="${first[0]}">${first[1]}</a>
${others.map(([address, label]) => html`<a class="button secondary" href="${address}">${label}</a>`)}</p>`;
}

/**
 * A page that says one thing and where to go from here.
 *
 * @param {{title: string, text: string, links?: [string, string][], picture?: string}} message
 */
function buildMessagePage({ title, text, links = [["/", "See all products"]], picture = "lost" }) {
  return {
    title,
    main: html`<section class="message">
<img src="/pictures/${picture}.svg" alt="" width="240" height="180">
<h1>${title}</h1>
<p>${text}</p>
${buildLinks(links)}
</section>`,
  };
}

/** The same without anything that has to be looked up. */
function buildBarePage({ title, text }) {
  return html`<!doctype html>
<html lang="en" class="accent-0">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="/shop.svg">
<link rel="stylesheet" href="/shop.css">
</head>
<body>
<main id="main" class="wide">${buildMessagePage({ title, text, links: [["/", "Back to the shop"]] }).main}</main>
</body>
</html>
`;
}

module.exports = { buildMessagePage, buildBarePage };
