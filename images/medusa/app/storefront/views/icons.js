"use strict";

const { html } = require("./html");

/** Drawn with the text's own colour; never the only carrier of a meaning. */
function icon(body) {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${body}</svg>`;
}

module.exports = {
  bag: icon(html`<path d="M5.500 8h13l1 12.500h-15zM9 10.500V7a3 3 0 0 1 6 0v3.500"/>`),
  truck: icon(
    html`<path d="M2.500 6h11v10.500h-11zM13.500 10h4l4 3.500v3h-8z"/><circle cx="7" cy="17.500" r="1.800"/><circle cx="17.500" cy="17.500" r="1.800"/>`,
  ),
  purse: icon(
    html`<path d="M3 7.500h18v11H3z"/><circle cx="12" cy="13" r="2.500"/><path d="M6 10v.01M18 16v.01"/>`,
  ),
  tick: icon(html`<path d="M4.500 12.500l5 5 10-11"/>`),
  search: icon(html`<circle cx="10.500" cy="10.500" r="6"/><path d="M15 15l5.500 5.500"/>`),
  alert: icon(html`<circle cx="12" cy="12" r="9"/><path d="M12 7v6M12 16.500v.01"/>`),
  parcel: icon(
    html`<path d="M3.500 8L12 3.500 20.500 8v8.500L12 21l-8.500-4.500zM3.500 8L12 12.500 20.500 8M12 12.500V21"/>`,
  ),
};
