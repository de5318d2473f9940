"use strict";

const path = require("node:path");
const { defineConfig } = require("@medusajs/framework/utils");
const { getSettings, buildDatabaseUrl } = require("./boot/settings");

const settings = getSettings();
const uploads = path.join(__dirname, "static");

module.exports = defineConfig({
  projectConfig: {
    databaseUrl: buildDatabaseUrl(settings.database),
    databaseDriverOptions: { ssl: false, pool: { min: 0, max: 8 } },
    // Events, locks and workflows live in memory, so one process does everything.
    workerMode: "shared",
    http: {
      // Pages, admin and API have one origin, so no other is ever let in.
      storeCors: "",
      adminCors: "",
      authCors: "",
      jwtSecret: settings.jwtSecret,
      // A list, which a claim can change in place: claim/live.js.
      cookieSecret: [settings.cookieSecret],
    },
    // Secure cookies would never come back over plain http on a local cluster.
    cookieOptions: { secure: settings.publicOrigin.startsWith("https:"), sameSite: "lax" },
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
            resolve: path.join(__dirname, "files"),
            id: "local",
            options: { upload_dir: uploads },
          },
        ],
      },
    },
  },
});
