"""A saved file is on the open page before its author has looked up."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.browser.author import writing

# The aim is 3 s on a machine that does nothing else (scripts/bench live); tests share theirs.
SHOWN_WITHIN_S = 15


def test_a_saved_file_is_shown_without_a_reload_and_run_by_new_workers(browser: Browser) -> None:
    with writing(browser) as author:
        assert author.save("second") < SHOWN_WITHIN_S
        author.page.get_by_role("button", name="Run", exact=True).click()
        author.page.wait_for_url("**/runs/*/")
        expect(author.page.locator("run-head .pill")).to_contain_text("success", timeout=60_000)
        expect(author.page.locator("[data-node=second]")).to_have_attribute("data-state", "succeeded")
        author.wait_for_workers(2)
