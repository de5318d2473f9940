"use strict";

const { isBuyable } = require("./catalogue");

/** "o-opt_01…": the form's name of an option; ids, for titles may hold anything. */
function deriveFieldName(option) {
  return `o-${option.id}`;
}

/** Option id → value of one variant. */
function deriveChoices(variant) {
  return Object.fromEntries(
    (variant.options ?? []).map((value) => [value.option_id ?? value.option?.id, value.value]),
  );
}

/** Options that offer a choice; "Pages: Dotted" alone is no question. */
function listQuestions(product) {
  return product.options.filter((option) => option.values.length > 1);
}

function findVariant(product, form) {
  const wanted = listQuestions(product).map((option) => [option.id, form[deriveFieldName(option)]]);
  return product.variants.find((variant) => {
    const choices = deriveChoices(variant);
    return wanted.every(([id, value]) => choices[id] === value);
  });
}

/**
 * The variant that a product page shows: the one whose options were chosen, else the one a
 * link names, else the first that can be bought.
 *
 * @returns {object | null} null where the options chosen do not go together
 */
function chooseVariant(product, form = {}) {
  const chosen = listQuestions(product).some(
    (option) => form[deriveFieldName(option)] !== undefined,
  );
  if (chosen) return findVariant(product, form) ?? null;
  const named = product.variants.find((variant) => variant.id === form.variant);
  return named ?? product.variants.find(isBuyable) ?? product.variants[0] ?? null;
}

module.exports = { deriveFieldName, deriveChoices, chooseVariant, listQuestions };
