"use strict";

/** Preloaded into a shop while the image is built. */

const { isMainThread } = require("node:worker_threads");
const { recordResolutions } = require("../boot/resolutions");

if (isMainThread) recordResolutions();
