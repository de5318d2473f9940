"use strict";

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text that is HTML already. Made by {@link html} alone. */
class Html {
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }
}

function render(value) {
  if (value === null || value === undefined || value === false) return "";
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(render).join("");
  return String(value).replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

/**
 * A template whose values are escaped, so that what merchants and shoppers write stays text.
 * Lists are joined; null, undefined and false leave nothing behind.
 */
function html(strings, ...values) {
  return new Html(strings.reduce((text, part, index) => text + render(values[index - 1]) + part));
}

/** Paragraphs of a text that has blank lines and line ends only. */
function paragraphs(text) {
  const parts = String(text ?? "")
    .trim()
    .split(/\n\s*\n/)
    .filter(Boolean);
  return parts.map(
    (part) => html`<p>${part.split("\n").map((line, at) => (at ? html`<br>${line}` : line))}</p>`,
  );
}

module.exports = { Html, html, paragraphs };
