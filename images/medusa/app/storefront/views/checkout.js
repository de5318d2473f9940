"use strict";

const { listFields } = require("../store/address");
const { buildField, buildSelect, buildProblems } = require("./fields");
const { html } = require("./html");
const { buildAlert } = require("./notices");
const { buildMessagePage } = require("./messages");
const { buildSummaryItems, buildTotals } = require("./parts");

const STEPS = [
  ["details", "Your details", "/checkout"],
  ["delivery", "Delivery", "/checkout/delivery"],
  ["review", "Review and order", "/checkout/review"],
];

function buildStep([, label, address], at, current) {
  if (at === current) return html`<li class="now" aria-current="step"><span>${label}</span></li>`;
  if (at < current) return html`<li class="done"><a href="${address}">${label}</a></li>`;
  return html`<li><span>${label}</span></li>`;
}

function buildSteps(name) {
  const current = STEPS.findIndex(([step]) => step === name);
  return html`<nav aria-label="Checkout"><ol class="steps">${STEPS.map((step, at) => buildStep(step, at, current))}</ol></nav>`;
}

function buildSummary({ cart, money }) {
  return html`<aside class="panel" aria-labelledby="summary"><h2 id="summary">Your order</h2>
${buildSummaryItems(cart.items, money)}
${buildTotals(cart, money, cart.shipping_methods.length > 0 ? undefined : "In the next step")}
<p class="fine"><a href="/cart">Change the cart</a></p></aside>`;
}

/** The frame of each step: where one is, what is asked, what it costs. */
function buildStepPage(context, { name, title, problem, body }) {
  return {
    title,
    main: html`${buildSteps(name)}<h1>${title}</h1>
<div class="with-aside"><div>${problem}${body}</div>${buildSummary(context)}</div>`,
  };
}

/** One country is no question: it is said, not asked. */
function buildCountry(field, countries, values, problem) {
  if (countries.length > 1) {
    const options = countries.map((country) => [country.iso_2, country.display_name]);
    return buildSelect(field, options, values.country_code, problem);
  }
  return html`<div class="field half"><p class="label">Country</p><p class="given">${countries[0]?.display_name}</p></div>`;
}

function buildDetailsField(field, { countries, values, problems }) {
  if (field.name === "country_code") {
    return buildCountry(field, countries, values, problems.country_code);
  }
  return buildField(field, values[field.name], problems[field.name]);
}

/** @param {{values: Record<string, string>, problems: Record<string, string>}} form */
function buildDetailsPage(context, { values, problems }) {
  const { countries } = context.region;
  const fields = listFields(countries.length === 1 ? countries[0].iso_2 : undefined);
  const shown = fields.map((field) => buildDetailsField(field, { countries, values, problems }));
  const body = html`<form action="/checkout" method="post" novalidate data-once>
<fieldset class="fields"><legend class="heading">How we reach you</legend>${shown[0]}${shown.at(-1)}</fieldset>
<fieldset class="fields"><legend class="heading">Where we deliver</legend>${shown.slice(1, -1)}</fieldset>
<button type="submit" class="button large">Continue to delivery</button>
</form>`;
  const problem = buildProblems(problems);
  return buildStepPage(context, { name: "details", title: "Your details", problem, body });
}

function buildDeliveryOption(option, money, checked) {
  const price = option.amount > 0 ? money(option.amount) : "Free";
  return html`<div class="option"><input type="radio" id="${option.id}" name="delivery" value="${option.id}" required${checked && html` checked`}>
<label for="${option.id}"><span class="name">${option.name}</span><span class="amount">${price}</span>
<span class="fine">${option.type?.description}</span></label></div>`;
}

/** @param {{options: object[], chosen?: string, problem?: string, country: string}} shown */
function buildDeliveryPage(context, { options, chosen, problem, country }) {
  if (options.length === 0) {
    return buildMessagePage({
      title: "We cannot deliver this yet",
      text: `The shop has no delivery to ${country} for what is in your cart.`,
      links: [
        ["/checkout", "Change the address"],
        ["/cart", "Change the cart"],
      ],
    });
  }
  const selected = options.find((option) => option.id === chosen) ?? options[0];
  const body = html`<form action="/checkout/delivery" method="post" data-once>
<fieldset class="options"><legend class="quiet-text">How we deliver</legend>
${options.map((option) => buildDeliveryOption(option, context.money, option === selected))}</fieldset>
<button type="submit" class="button large">Continue to review</button>
</form>`;
  const alert = buildAlert(problem);
  return buildStepPage(context, { name: "delivery", title: "Delivery", problem: alert, body });
}

module.exports = { buildStepPage, buildDetailsPage, buildDeliveryPage };
