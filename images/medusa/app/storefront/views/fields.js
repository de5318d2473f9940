"use strict";

const { html } = require("./html");

function describe(name, problem, hint) {
  const ids = [hint && `${name}-hint`, problem && `${name}-error`].filter(Boolean).join(" ");
  return html`${ids && html` aria-describedby="${ids}"`}${problem && html` aria-invalid="true"`}`;
}

function wrap({ name, label, optional, half, hint }, problem, control) {
  return html`<div class="field${half ? " half" : ""}">
<label for="${name}">${label}${optional && html` <span class="fine">(optional)</span>`}</label>
${hint && html`<p class="fine" id="${name}-hint">${hint}</p>`}
${control}
${problem && html`<p class="error" id="${name}-error">${problem}</p>`}
</div>`;
}

/** One line of text with its label, hint and what was wrong with it. */
function buildField(field, value, problem) {
  const { name, type = "text", autocomplete, optional, hint, inputmode } = field;
  const mode = inputmode && html` inputmode="${inputmode}"`;
  const control = html`<input id="${name}" name="${name}" type="${type}" value="${value}" autocomplete="${autocomplete}" maxlength="120"${mode}${!optional && html` required`}${describe(name, problem, hint)}>`;
  return wrap(field, problem, control);
}

/** @param {[string, string][]} options value and label */
function buildSelect(field, options, value, problem) {
  const { name, autocomplete } = field;
  const choices = options.map(
    ([code, label]) =>
      html`<option value="${code}"${code === value && html` selected`}>${label}</option>`,
  );
  const control = html`<select id="${name}" name="${name}" autocomplete="${autocomplete}" required${describe(name, problem)}>${choices}</select>`;
  return wrap(field, problem, control);
}

/** All that was wrong in one place, each a link to its field. Script moves the focus here. */
function buildProblems(problems) {
  const entries = Object.entries(problems);
  if (entries.length === 0) return null;
  const links = entries.map(([name, text]) => html`<li><a href="#${name}">${text}</a></li>`);
  return html`<div class="alert" role="alert" tabindex="-1" data-focus>
<div><h2>${entries.length === 1 ? "Please check one thing" : `Please check ${entries.length} things`}</h2><ul>${links}</ul></div></div>`;
}

module.exports = { buildField, buildSelect, buildProblems };
