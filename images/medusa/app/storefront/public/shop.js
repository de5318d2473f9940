"use strict";

/* What makes the shop smoother; every page works without it. */

const STEP_PAUSE_MILLISECONDS = 350;

function announce(text) {
  document.getElementById("live").textContent = text ?? "";
}

/** Waits until whoever is typing or clicking has come to rest. */
function calm(action) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...values), STEP_PAUSE_MILLISECONDS);
  };
}

/* Options of a product: price, stock and picture follow the choice. */

function findVariant(form, variants) {
  const chosen = new FormData(form);
  return variants.find(({ choices }) =>
    Object.entries(choices).every(
      ([name, value]) => !chosen.has(name) || chosen.get(name) === value,
    ),
  );
}

function showPrice(variant) {
  document.querySelector("[data-price]").textContent = variant?.price ?? "—";
  const former = document.querySelector("[data-former]");
  former.textContent = variant?.former ?? "";
  former.hidden = !variant?.former;
}

function showPicture(variant) {
  const picture = document.querySelector(`[data-picture="${variant?.picture}"]`);
  picture?.parentElement.scrollTo({ left: picture.offsetLeft - picture.parentElement.offsetLeft });
}

function showVariant(form, variants) {
  const variant = findVariant(form, variants);
  const stock = variant?.stock ?? { text: "This combination is not made", tone: "none" };
  showPrice(variant);
  showPicture(variant);
  const line = document.getElementById("stock");
  line.textContent = stock.text;
  line.className = `stock ${stock.tone}`;
  document.getElementById("add").disabled = !variant?.price || stock.tone === "none";
  const quantity = form.elements.quantity;
  quantity.max = Math.max(1, variant?.most ?? 1);
  if (Number(quantity.value) > Number(quantity.max)) quantity.value = quantity.max;
}

function followOptions(form) {
  const variants = JSON.parse(form.dataset.variants);
  form.addEventListener("change", (event) => {
    if (event.target.type === "radio") showVariant(form, variants);
  });
}

/* Quantities: a button on either side. */

function buildStep(input, sign, step) {
  const button = document.createElement("button");
  const subject = input.labels[0]?.querySelector(".quiet-text")?.textContent ?? "";
  Object.assign(button, { type: "button", textContent: sign, className: "step" });
  button.id = `${input.id}-${step > 0 ? "more" : "fewer"}`;
  button.setAttribute("aria-label", `${step > 0 ? "One more" : "One fewer"}${subject}`);
  button.addEventListener("click", () => {
    const before = input.value;
    if (step > 0) input.stepUp();
    else input.stepDown();
    if (input.value !== before) input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  return button;
}

function addSteps(input) {
  input.before(buildStep(input, "−", -1));
  input.after(buildStep(input, "+", 1));
}

/* The cart: a change replaces the content in place and keeps the focus. */

function replaceContent(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  for (const id of ["main", "cart-link"]) {
    document.getElementById(id).replaceWith(document.adoptNode(page.getElementById(id)));
  }
  document.title = page.title;
}

function restoreFocus(id) {
  const target = document.getElementById(id) ?? document.getElementById("main");
  target.focus({ preventScroll: true });
}

async function sendInPlace(form, submitter) {
  const focused = document.activeElement?.id;
  const body = new URLSearchParams(new FormData(form, submitter));
  form.setAttribute("aria-busy", "true");
  const response = await fetch(form.action, { method: "POST", body });
  replaceContent(await response.text());
  prepare(document.getElementById("main"));
  restoreFocus(focused);
  announce(document.querySelector("[data-notice]")?.textContent);
}

function swapOnSubmit(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    // Without an answer that can be shown, the browser goes the ordinary way.
    sendInPlace(form, event.submitter).catch(() => form.submit());
  });
  for (const input of form.querySelectorAll("[data-submit-on-change]")) {
    const send = calm(() => form.isConnected && form.reportValidity() && form.requestSubmit());
    input.addEventListener("change", send);
  }
  for (const button of form.querySelectorAll("[data-without-script]")) button.hidden = true;
}

/* Forms that must not be sent twice. */

function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.getAttribute("aria-busy") === "true") return event.preventDefault();
    form.setAttribute("aria-busy", "true");
    announce("One moment …");
  });
}

function prepare(root) {
  root.querySelectorAll("form[data-variants]").forEach(followOptions);
  root.querySelectorAll(".stepper input").forEach(addSteps);
  root.querySelectorAll("form[data-swap]").forEach(swapOnSubmit);
  root.querySelectorAll("form[data-once]").forEach(sendOnce);
  root.querySelector("[data-focus]")?.focus();
}

prepare(document);

/* Coming back with the browser's own button shows the page as it was left: ready again. */
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[aria-busy]"))
    form.removeAttribute("aria-busy");
});
