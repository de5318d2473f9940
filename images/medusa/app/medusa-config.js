"use strict";

const path = require("node:path");
const { defineConfig } = require("@medusajs/framework/utils");
const { readSettings, buildDatabaseUrl } = require("./boot/settings");

const settings = readSettings();
const origin = settings.publicOrigin;
const uploads = path.join(__dirname, "static");

module.exports = defineConfig({
  projectConfig: {
    databaseUrl: buildDatabaseUrl(settings.database),
    databaseDriverOptions: { ssl: false, pool: { min: 0, max: 8 } },
    // Events, locks and workflows live in memory, so one process does everything.
    workerMode: "shared",
    http: {
      storeCors: origin,
      adminCors: origin,
      authCors: origin,
      jwtSecret: settings.jwtSecret,
      cookieSecret: settings.cookieSecret,
    },
    // Secure cookies would never come back over plain http on a local cluster.
    cookieOptions: { secure: origin.startsWith("https:"), sameSite: "lax" },
  },
  admin: { path: "/app", backendUrl: "/" },
  modules: {
    // Creates a PostgreSQL extension, which the shop's own role may not.
    search: { disable: true },
    file: {
      resolve: "@medusajs/medusa/file",
      options: {
        providers: [
          {
            resolve: "@medusajs/medusa/file-local",
            id: "local",
            options: { upload_dir: uploads, backend_url: `${origin}/static` },
          },
        ],
      },
    },
  },
});
