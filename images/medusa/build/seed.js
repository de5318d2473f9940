"use strict";

/**
 * Fills a migrated, empty Medusa database through Medusa's own workflows, so that
 * every link and index is as Medusa wants it. Run by `medusa exec` at image build.
 */

const { randomUUID } = require("node:crypto");

const flows = require("@medusajs/medusa/core-flows");
const { ContainerRegistrationKeys, Modules } = require("@medusajs/framework/utils");
const { REGION, SHIPPING, STOCK_PER_VARIANT, PRODUCTS } = require("./catalogue");

const MANUAL_FULFILLMENT = "manual_manual";
const SYSTEM_PAYMENT = "pp_system_default";
const ENABLED_IN_STORE = { attribute: "enabled_in_store", value: "true", operator: "eq" };
const NOT_A_RETURN = { attribute: "is_return", value: "false", operator: "eq" };

function buildPrices(amount) {
  return [{ currency_code: REGION.currency_code, amount }];
}

function buildPicture(name) {
  return `/pictures/${name}.svg`;
}

function buildVariant(option, { value, sku, price, picture }) {
  return {
    title: value,
    sku,
    options: { [option]: value },
    prices: buildPrices(price),
    thumbnail: picture && buildPicture(picture),
  };
}

/** The product's own picture, then those of variants that look otherwise. */
function listPictures({ handle, variants }) {
  const others = variants.map((variant) => variant.picture).filter(Boolean);
  return [handle, ...others].map(buildPicture);
}

function buildProduct(product, salesChannelId, shippingProfileId) {
  const pictures = listPictures(product);
  return {
    title: product.title,
    handle: product.handle,
    description: product.description,
    weight: product.weight,
    status: "published",
    thumbnail: pictures[0],
    images: pictures.map((url) => ({ url })),
    shipping_profile_id: shippingProfileId,
    sales_channels: [{ id: salesChannelId }],
    options: [{ title: product.option, values: product.variants.map((variant) => variant.value) }],
    variants: product.variants.map((variant) => buildVariant(product.option, variant)),
  };
}

/** Medusa makes one store, sales channel and publishable key at its first start: reuse them. */
async function getDefaults(container) {
  const [store] = await container.resolve(Modules.STORE).listStores();
  const [channel] = await container.resolve(Modules.SALES_CHANNEL).listSalesChannels();
  const [key] = await container.resolve(Modules.API_KEY).listApiKeys({ type: "publishable" });
  if (!store || !channel || !key) throw new Error("Medusa made no default store, channel or key.");
  return { store, channel, key };
}

async function createRegion(container) {
  const region = { ...REGION, payment_providers: [SYSTEM_PAYMENT] };
  const { result } = await flows
    .createRegionsWorkflow(container)
    .run({ input: { regions: [region] } });
  await flows.createTaxRegionsWorkflow(container).run({
    input: REGION.countries.map((country_code) => ({ country_code, provider_id: "tp_system" })),
  });
  return result[0];
}

async function createStockLocation(container, channel) {
  const address = { country_code: REGION.countries[0], address_1: "Warehouse" };
  const { result } = await flows
    .createStockLocationsWorkflow(container)
    .run({ input: { locations: [{ name: "Main warehouse", address }] } });
  const location = result[0];
  const link = container.resolve(ContainerRegistrationKeys.LINK);
  await link.create({
    [Modules.STOCK_LOCATION]: { stock_location_id: location.id },
    [Modules.FULFILLMENT]: { fulfillment_provider_id: MANUAL_FULFILLMENT },
  });
  await flows
    .linkSalesChannelsToStockLocationWorkflow(container)
    .run({ input: { id: location.id, add: [channel.id] } });
  return location;
}

async function ensureShippingProfile(container) {
  const [profile] = await container
    .resolve(Modules.FULFILLMENT)
    .listShippingProfiles({ type: "default" });
  if (profile) return profile;
  const { result } = await flows.createShippingProfilesWorkflow(container).run({
    input: { data: [{ name: "Default shipping profile", type: "default" }] },
  });
  return result[0];
}

async function createServiceZone(container, location) {
  const set = await container.resolve(Modules.FULFILLMENT).createFulfillmentSets({
    name: "Delivery",
    type: "shipping",
    service_zones: [
      {
        name: "Everywhere we deliver",
        geo_zones: REGION.countries.map((country_code) => ({ country_code, type: "country" })),
      },
    ],
  });
  await container.resolve(ContainerRegistrationKeys.LINK).create({
    [Modules.STOCK_LOCATION]: { stock_location_id: location.id },
    [Modules.FULFILLMENT]: { fulfillment_set_id: set.id },
  });
  return set.service_zones[0];
}

async function createShippingOptions(container, serviceZone, profile) {
  const input = SHIPPING.map((option) => ({
    name: option.name,
    type: option.type,
    price_type: "flat",
    provider_id: MANUAL_FULFILLMENT,
    service_zone_id: serviceZone.id,
    shipping_profile_id: profile.id,
    prices: buildPrices(option.price),
    rules: [ENABLED_IN_STORE, NOT_A_RETURN],
  }));
  await flows.createShippingOptionsWorkflow(container).run({ input });
}

async function createProducts(container, channel, profile) {
  const products = PRODUCTS.map((product) => buildProduct(product, channel.id, profile.id));
  await flows.createProductsWorkflow(container).run({ input: { products } });
}

async function createStock(container, location) {
  const items = await container.resolve(Modules.INVENTORY).listInventoryItems({}, { take: 1000 });
  const inventory_levels = items.map((item) => ({
    location_id: location.id,
    inventory_item_id: item.id,
    stocked_quantity: STOCK_PER_VARIANT,
  }));
  await flows.createInventoryLevelsWorkflow(container).run({ input: { inventory_levels } });
}

async function updateStore(container, { store, channel, key }, region, location) {
  const update = {
    supported_currencies: [{ currency_code: region.currency_code, is_default: true }],
    default_sales_channel_id: channel.id,
    default_region_id: region.id,
    default_location_id: location.id,
  };
  await flows.updateStoresWorkflow(container).run({ input: { selector: { id: store.id }, update } });
  await flows
    .linkSalesChannelsToApiKeyWorkflow(container)
    .run({ input: { id: key.id, add: [channel.id] } });
}

/** The merchant's account; the first boot of a shop replaces both its e-mail and its password. */
async function createMerchant(container) {
  const email = "merchant@template.invalid";
  const { result } = await flows
    .createUsersWorkflow(container)
    .run({ input: { users: [{ email }] } });
  const auth = container.resolve(Modules.AUTH);
  const { authIdentity, error } = await auth.register("emailpass", {
    body: { email, password: randomUUID() },
  });
  if (error) throw new Error(`Medusa refused the merchant's sign-in: ${error}`);
  await auth.updateAuthIdentities({
    id: authIdentity.id,
    app_metadata: { user_id: result[0].id },
  });
}

async function seed({ container }) {
  const defaults = await getDefaults(container);
  const region = await createRegion(container);
  const location = await createStockLocation(container, defaults.channel);
  const profile = await ensureShippingProfile(container);
  const serviceZone = await createServiceZone(container, location);
  await createShippingOptions(container, serviceZone, profile);
  await createProducts(container, defaults.channel, profile);
  await createStock(container, location);
  await updateStore(container, defaults, region, location);
  await createMerchant(container);
}

module.exports = { default: seed };
