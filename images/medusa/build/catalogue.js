"use strict";

/**
 * What a new shop sells until its merchant changes it. Amounts are in the
 * currency's main unit (Medusa 2 stores 18 as 18.00).
 */

const CURRENCIES = ["eur", "usd"];

const REGIONS = [
  {
    name: "Europe",
    currency_code: "eur",
    countries: ["at", "be", "de", "dk", "es", "fi", "fr", "ie", "it", "nl", "pl", "pt", "se"],
  },
  { name: "United States", currency_code: "usd", countries: ["us"] },
];

const SHIPPING = [
  {
    name: "Standard shipping",
    type: { label: "Standard", description: "Delivered in 3 to 5 days.", code: "standard" },
    prices: { eur: 4.9, usd: 5.9 },
  },
  {
    name: "Express shipping",
    type: { label: "Express", description: "Delivered the next working day.", code: "express" },
    prices: { eur: 12, usd: 14 },
  },
];

const STOCK_PER_VARIANT = 500;

const PRODUCTS = [
  {
    title: "Stoneware mug",
    handle: "stoneware-mug",
    description: "A 350 ml mug with a speckled glaze. Safe in dishwasher and microwave.",
    weight: 380,
    option: "Colour",
    variants: [
      { value: "Sand", sku: "MUG-SAND", prices: { eur: 18, usd: 20 } },
      { value: "Slate", sku: "MUG-SLATE", prices: { eur: 18, usd: 20 } },
    ],
  },
  {
    title: "Linen notebook",
    handle: "linen-notebook",
    description: "160 dotted pages that lie flat, bound in linen. A5.",
    weight: 260,
    option: "Pages",
    variants: [{ value: "Dotted", sku: "NOTE-DOT", prices: { eur: 14, usd: 16 } }],
  },
  {
    title: "Canvas tote",
    handle: "canvas-tote",
    description: "Heavy organic cotton with an inner pocket. Carries 12 kg.",
    weight: 310,
    option: "Size",
    variants: [
      { value: "Regular", sku: "TOTE-R", prices: { eur: 24, usd: 27 } },
      { value: "Large", sku: "TOTE-L", prices: { eur: 29, usd: 32 } },
    ],
  },
  {
    title: "Everyday T-shirt",
    handle: "everyday-t-shirt",
    description: "Combed cotton, cut straight, washed before it reaches you.",
    weight: 180,
    option: "Size",
    variants: [
      { value: "S", sku: "TEE-S", prices: { eur: 22, usd: 25 } },
      { value: "M", sku: "TEE-M", prices: { eur: 22, usd: 25 } },
      { value: "L", sku: "TEE-L", prices: { eur: 22, usd: 25 } },
    ],
  },
  {
    title: "Beeswax candle",
    handle: "beeswax-candle",
    description: "Burns for 40 hours and smells of nothing but honey.",
    weight: 420,
    option: "Height",
    variants: [{ value: "15 cm", sku: "CANDLE-15", prices: { eur: 16, usd: 18 } }],
  },
  {
    title: "Oak serving board",
    handle: "oak-serving-board",
    description: "One piece of oiled oak, 42 by 18 cm, with a leather loop.",
    weight: 900,
    option: "Wood",
    variants: [{ value: "Oak", sku: "BOARD-OAK", prices: { eur: 39, usd: 44 } }],
  },
];

module.exports = { CURRENCIES, REGIONS, SHIPPING, STOCK_PER_VARIANT, PRODUCTS };
