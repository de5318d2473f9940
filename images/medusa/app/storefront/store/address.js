"use strict";

/**
 * Countries without postal codes that everybody has, as the Universal Postal Union lists
 * them; elsewhere a parcel without one goes astray.
 */
const WITHOUT_POSTAL_CODE = new Set(
  "ae ag ao aw bf bi bj bo bs bw bz cd cf cg ci cm dj dm er fj gd gm gq gy hk ie jm ki km kn ly ml mo mr mw na nr qa rw sb sc sl sr st sy td tf tg tk to tv ug vu ye zw".split(
    " ",
  ),
);

/** Where an address is not complete without the part of the country, and what it is called. */
const PROVINCES = {
  au: "State",
  br: "State",
  ca: "Province",
  in: "State",
  it: "Province",
  mx: "State",
  us: "State",
};

const LONGEST = 120;
/** As Medusa and browsers see it: one @, something on both sides, no spaces. */
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const PHONE = /^\+?[0-9 ()./-]{5,30}$/;

/**
 * What the form asks for, in its order. `autocomplete` are HTML's own names, so that
 * browsers can fill the form in.
 */
const FIELDS = [
  {
    name: "email",
    label: "E-mail",
    type: "email",
    autocomplete: "email",
    missing: "Enter your e-mail address.",
  },
  {
    name: "first_name",
    label: "First name",
    autocomplete: "given-name",
    missing: "Enter your first name.",
    half: true,
  },
  {
    name: "last_name",
    label: "Last name",
    autocomplete: "family-name",
    missing: "Enter your last name.",
    half: true,
  },
  {
    name: "address_1",
    label: "Street and number",
    autocomplete: "address-line1",
    missing: "Enter your street and number.",
  },
  {
    name: "address_2",
    label: "Flat, floor, company",
    autocomplete: "address-line2",
    optional: true,
  },
  {
    name: "postal_code",
    label: "Postal code",
    autocomplete: "postal-code",
    missing: "Enter your postal code.",
    half: true,
  },
  {
    name: "city",
    label: "Town or city",
    autocomplete: "address-level2",
    missing: "Enter your town or city.",
    half: true,
  },
  {
    name: "province",
    label: "State or region",
    autocomplete: "address-level1",
    missing: "Enter your state or province.",
    half: true,
  },
  {
    name: "country_code",
    label: "Country",
    autocomplete: "country",
    missing: "Choose your country.",
    half: true,
  },
  { name: "phone", label: "Phone", type: "tel", autocomplete: "tel", optional: true },
];

function isOptional(field, country) {
  if (field.name === "postal_code") return WITHOUT_POSTAL_CODE.has(country);
  if (field.name === "province") return !PROVINCES[country];
  return Boolean(field.optional);
}

/** The fields as this country knows them; undefined country means several are possible. */
function listFields(country) {
  return FIELDS.map((field) => ({
    ...field,
    label: field.name === "province" ? (PROVINCES[country] ?? field.label) : field.label,
    optional: field.name === "province" && !country ? true : isOptional(field, country),
  }));
}

function checkShape({ name }, value, countries) {
  if (value.length > LONGEST) return `Use at most ${LONGEST} characters.`;
  if (name === "email" && !EMAIL.test(value))
    return "Enter an e-mail address like name@example.com.";
  if (name === "phone" && !PHONE.test(value)) return "Enter a phone number, with digits only.";
  if (name === "country_code" && !countries.includes(value)) return "We do not deliver there.";
  return null;
}

function checkField(field, values, countries) {
  const value = values[field.name];
  if (value) return checkShape(field, value, countries);
  return isOptional(field, values.country_code) ? null : field.missing;
}

/**
 * @param {Record<string, string>} values
 * @param {string[]} countries codes, lower case, that the shop delivers to
 * @returns {Record<string, string>} field → what is wrong, empty when all is well
 */
function checkDetails(values, countries) {
  const found = FIELDS.map((field) => [field.name, checkField(field, values, countries)]);
  return Object.fromEntries(found.filter(([, problem]) => problem));
}

/** In Medusa's shape: e-mail and address apart. */
function buildDetails({ email, ...address }) {
  return { email, address };
}

module.exports = { FIELDS, listFields, checkDetails, buildDetails };
