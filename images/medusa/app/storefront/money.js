"use strict";

const formatters = new Map();

/**
 * English words with the numbers and dates of the place where the shop sells.
 *
 * @param {{countries?: {iso_2: string}[]}} [region] a region with several countries has no
 *   habits of its own
 * @returns {string} a BCP 47 tag such as "en-SE"
 */
function deriveLocale(region) {
  const countries = region?.countries ?? [];
  return countries.length === 1 ? `en-${countries[0].iso_2.toUpperCase()}` : "en";
}

function getFormatter(locale, currency) {
  const key = `${locale} ${currency}`;
  if (!formatters.has(key)) {
    formatters.set(key, new Intl.NumberFormat(locale, { style: "currency", currency }));
  }
  return formatters.get(key);
}

/**
 * @param {number} amount in the currency's main unit, as Medusa gives it
 * @param {string} currency ISO 4217, any case
 */
function formatMoney(amount, currency, locale) {
  return getFormatter(locale, currency.toUpperCase()).format(amount);
}

/** "24 November 2026", in the order of the place. */
function formatDate(date, locale) {
  return new Intl.DateTimeFormat(locale, { dateStyle: "long" }).format(new Date(date));
}

module.exports = { deriveLocale, formatMoney, formatDate };
