"use strict";

// A fragment stays in the browser: only this script can hand it to the shop.
const token = window.location.hash.slice(1);
const form = document.getElementById("sign-in");
window.history.replaceState(null, "", window.location.pathname);
if (token === "") {
  document.getElementById("state").textContent = "This link is not complete";
  document.getElementById("hint").hidden = false;
} else {
  form.elements.token.value = token;
  form.submit();
}
