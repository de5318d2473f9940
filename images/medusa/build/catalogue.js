"use strict";

/**
 * What a new shop sells until its merchant changes it. Prices are in the currency's main unit
 * (Medusa 2 stores 20 as 20.00) and hold for nearly every currency; see personalise.js.
 */

/** Stands for the country and currency that a shop is given at its first boot. */
const REGION = { name: "Home", currency_code: "usd", countries: ["us"] };

const SHIPPING = [
  {
    name: "Standard shipping",
    type: { label: "Standard", description: "Delivered in 3 to 5 days.", code: "standard" },
    price: 5.9,
  },
  {
    name: "Express shipping",
    type: { label: "Express", description: "Delivered the next working day.", code: "express" },
    price: 14,
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
      { value: "Sand", sku: "MUG-SAND", price: 20 },
      { value: "Slate", sku: "MUG-SLATE", price: 20, picture: "stoneware-mug-slate" },
    ],
  },
  {
    title: "Linen notebook",
    handle: "linen-notebook",
    description: "160 dotted pages that lie flat, bound in linen. A5.",
    weight: 260,
    option: "Pages",
    variants: [{ value: "Dotted", sku: "NOTE-DOT", price: 16 }],
  },
  {
    title: "Canvas tote",
    handle: "canvas-tote",
    description: "Heavy organic cotton with an inner pocket. Carries 12 kg.",
    weight: 310,
    option: "Size",
    variants: [
      { value: "Regular", sku: "TOTE-R", price: 27 },
      { value: "Large", sku: "TOTE-L", price: 32 },
    ],
  },
  {
    title: "Everyday T-shirt",
    handle: "everyday-t-shirt",
    description: "Combed cotton, cut straight, washed before it reaches you.",
    weight: 180,
    option: "Size",
    variants: [
      { value: "S", sku: "TEE-S", price: 25 },
      { value: "M", sku: "TEE-M", price: 25 },
      { value: "L", sku: "TEE-L", price: 25 },
    ],
  },
  {
    title: "Beeswax candle",
    handle: "beeswax-candle",
    description: "Burns for 40 hours and smells of nothing but honey.",
    weight: 420,
    option: "Height",
    variants: [{ value: "15 cm", sku: "CANDLE-15", price: 18 }],
  },
  {
    title: "Oak serving board",
    handle: "oak-serving-board",
    description: "One piece of oiled oak, 42 by 18 cm, with a leather loop.",
    weight: 900,
    option: "Wood",
    variants: [{ value: "Oak", sku: "BOARD-OAK", price: 44 }],
  },
];

module.exports = { REGION, SHIPPING, STOCK_PER_VARIANT, PRODUCTS };
