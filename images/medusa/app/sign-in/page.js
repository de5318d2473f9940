"use strict";

const { createHash } = require("node:crypto");

/** Moves the token from the address, where it never left the browser, into the form. */
const SCRIPT = `
const token = location.hash.slice(1);
history.replaceState(null, "", location.pathname);
if (token) {
  document.forms[0].elements.token.value = token;
  document.forms[0].submit();
} else {
  document.querySelector("h1").textContent = "This sign-in link is incomplete";
  document.querySelector("p").textContent = "Ask for a new one, and open it as a whole.";
}`;

const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
/* Named, because who measures contrast takes an unnamed background for white in the dark, too. */
body { background: Canvas; color: CanvasText; display: grid; place-content: center;
  min-height: 100vh; margin: 0; padding: 1rem; }
a { color: LinkText; }
main { max-width: 30rem; }`;

const SIGNING_IN = `<h1>Signing you in…</h1>
<p>One moment.</p>
<form method="post" action="/sign-in"><input type="hidden" name="token"></form>
<noscript><p>The link needs JavaScript, as the admin does.</p></noscript>`;

const REFUSED = `<h1>This sign-in link does not work any more</h1>
<p>It can be used once, within two minutes after it was made. Ask for a new one.</p>`;

function hash(text) {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

const CONTENT_SECURITY_POLICY =
  `default-src 'none'; script-src ${hash(SCRIPT)}; style-src ${hash(STYLE)}; form-action 'self'; ` +
  "base-uri 'none'; frame-ancestors 'none'";

const HEADERS = {
  "Content-Security-Policy": CONTENT_SECURITY_POLICY,
  "Cache-Control": "no-store",
  "Referrer-Policy": "no-referrer",
};

function buildPage(content, script = "") {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${content}
<p><a href="/app/login">Sign in with e-mail and password</a></p>
</main>${script && `\n<script>${script}</script>`}
</body>
</html>
`;
}

const SIGN_IN_PAGE = buildPage(SIGNING_IN, SCRIPT);
const REFUSED_PAGE = buildPage(REFUSED);

module.exports = { HEADERS, SIGN_IN_PAGE, REFUSED_PAGE };
