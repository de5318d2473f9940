// A merchant opens a sign-in link, and somebody else the same link later: in a real browser.
//
// SHOP_ENGINE, SCREENSHOTS_DIR  as in shopping.test.mjs
// SIGN_IN_URL                   what `storectl store login` printed
// ADMIN_URL                     where it must lead
//
// Run by test_shopping.py.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible, openBrowsers, readSetting } from './browser.mjs';

const link = readSetting('SIGN_IN_URL');
const admin = readSetting('ADMIN_URL').replace(/\/$/, '');
const engine = await import(`./${readSetting('SHOP_ENGINE')}.mjs`);

test('a link opens the admin once', { timeout: 120_000 }, async () => {
  const { shopper: thief, merchant, shoot, close } = await openBrowsers(new URL(link).origin);
  try {
    await merchant.goto(link);
    await merchant.waitForURL((url) => url.href.startsWith(admin));
    await engine.awaitAdmin(merchant);
    await shoot(merchant, 'admin-by-link');
    assert.ok(!merchant.url().includes('#'), 'the token stays in the address');

    const refusal = thief.waitForResponse((answer) => answer.request().method() === 'POST');
    await thief.goto(link);
    assert.equal((await refusal).status(), 403);
    await thief.getByRole('link', { name: /sign in/i }).waitFor();
    await shoot(thief, 'link-used-again');
    await assertAccessible(thief);
  } finally {
    await close();
  }
});
