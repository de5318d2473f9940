"use strict";

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const { test } = require("node:test");
const { FOLDER } = require("./storefront");

const STYLE = fs.readFileSync(path.join(FOLDER, "public/shop.css"), "utf8");
const DARK_BLOCK = /@media \(prefers-color-scheme: dark\) \{\n {2}:root[^]*?\n\}\n/;

/** WCAG 2.2, 1.4.3 (text) and 1.4.11 (outlines of fields). */
const TEXT = 4.5;
const OUTLINE = 3;

function readColours(style, selector) {
  const block = new RegExp(`${selector} \\{([^}]*)\\}`).exec(style)?.[1] ?? "";
  return Object.fromEntries(
    [...block.matchAll(/--([a-z-]+): (#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value]),
  );
}

/** Relative luminance, WCAG 2.2. */
function deriveLuminance(colour) {
  const [red, green, blue] = [1, 3, 5]
    .map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function deriveContrast(one, other) {
  const [light, dark] = [deriveLuminance(one), deriveLuminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function listThemes() {
  const dark = DARK_BLOCK.exec(STYLE)[0];
  const light = STYLE.replace(DARK_BLOCK, "");
  const accents = [0, 1, 2, 3, 4, 5];
  return accents.flatMap((accent) => [
    [
      `light ${accent}`,
      { ...readColours(light, ":root"), ...readColours(light, `\\.accent-${accent}`) },
    ],
    [
      `dark ${accent}`,
      { ...readColours(dark, ":root"), ...readColours(dark, `\\.accent-${accent}`) },
    ],
  ]);
}

const PAIRS = [
  ...["page", "card", "tint", "wash"].flatMap((ground) => [
    ["ink", ground, TEXT],
    ["muted", ground, TEXT],
  ]),
  ...["page", "card", "wash"].map((ground) => ["accent", ground, TEXT]),
  ["on-accent", "accent", TEXT],
  ["bad", "page", TEXT],
  ["bad", "bad-wash", TEXT],
  ["good", "page", TEXT],
  ["low", "page", TEXT],
  ["field", "page", OUTLINE],
  ["field", "card", OUTLINE],
];

for (const [name, colours] of listThemes()) {
  test(`text and outlines can be told from their ground: ${name}`, () => {
    for (const [front, ground, least] of PAIRS) {
      const contrast = deriveContrast(colours[front], colours[ground]);
      assert.ok(
        contrast >= least,
        `${front} on ${ground}: ${contrast.toFixed(2)}, at least ${least}`,
      );
    }
  });
}
