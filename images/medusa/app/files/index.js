"use strict";

const { ModuleProvider, Modules } = require("@medusajs/framework/utils");
const { LocalFileService } = require("@medusajs/file-local");
const { getSettings } = require("../boot/settings");

/** Medusa's own local files, at the address that the shop has by now: a claim changes it. */
class ShopFileService extends LocalFileService {
  get backendUrl_() {
    return `${getSettings().publicOrigin}/static`;
  }

  /** Its constructor sets what its options say. */
  set backendUrl_(_address) {}
}

module.exports = { default: ModuleProvider(Modules.FILE, { services: [ShopFileService] }) };
