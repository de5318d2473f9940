const form = document.forms[0];
form.elements.token.value = location.hash.slice(1);
history.replaceState(null, '', location.pathname);
form.submit();
