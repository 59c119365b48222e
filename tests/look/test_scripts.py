"""The small scripts in a real Chromium: nothing typed is lost, focus stays, a broken line is said."""

from typing import Any

from playwright.sync_api import Page, expect


def test_a_change_elsewhere_appears_and_focus_stays(walk: Any, gallery: Any) -> None:
    def follow(page: Page) -> str:
        gallery.change(spain="acknowledged", line="up")
        page.goto(gallery.address + "call/")
        page.focus("text=Answer for Italy")
        page.wait_for_timeout(500)
        gallery.change(spain="answered")
        expect(page.locator("tr", has_text="Spain")).to_contain_text("Answered", timeout=5000)
        expect(page.locator("#line")).to_contain_text("Updated at")
        return str(page.evaluate("document.activeElement.textContent"))

    assert walk(follow) == "Answer for Italy"


def test_what_was_typed_is_never_replaced(walk: Any, gallery: Any) -> None:
    def typing(page: Page) -> str:
        gallery.change(spain="acknowledged", line="up")
        page.goto(gallery.address + "call/")
        page.wait_for_timeout(500)
        page.evaluate("document.getElementById('who').insertAdjacentHTML('beforeend', '<input id=note>')")
        page.type("#note", "412 persons")
        page.focus("text=Answer for Italy")
        gallery.change(spain="answered")
        expect(page.locator("#line")).to_contain_text("while you were writing", timeout=5000)
        typed = page.input_value("#note")
        page.click("#line button")
        expect(page.locator("tr", has_text="Spain")).to_contain_text("Answered")
        return typed

    assert walk(typing) == "412 persons"


def test_a_broken_line_is_said_in_words_and_mends_itself(walk: Any, gallery: Any) -> None:
    def broken(page: Page) -> None:
        gallery.change(spain="acknowledged", line="up")
        page.goto(gallery.address + "call/")
        page.wait_for_timeout(500)
        gallery.change(line="down")
        expect(page.locator("#line")).to_contain_text("17:04 UTC", timeout=8000)
        expect(page.locator("#line")).to_contain_text("asks again every 15 seconds")
        gallery.change(line="up", spain="answered")
        expect(page.locator("tr", has_text="Spain")).to_contain_text("Answered", timeout=12000)
        expect(page.locator("#line")).to_contain_text("The line is back")

    walk(broken)


def test_no_network_at_all_says_until_when_the_page_can_be_trusted(walk: Any, gallery: Any) -> None:
    def offline(page: Page) -> None:
        gallery.change(line="up")
        page.goto(gallery.address + "call/")
        page.wait_for_timeout(500)
        page.context.set_offline(True)
        expect(page.locator("#line")).to_contain_text("Connection lost", timeout=8000)
        expect(page.locator("#line")).to_contain_text("17:04 UTC")

    walk(offline)


def test_who_was_signed_out_is_told_and_keeps_the_last_picture(walk: Any, gallery: Any) -> None:
    def signed_out(page: Page) -> int:
        gallery.change(line="up")
        page.goto(gallery.address + "call/")
        page.wait_for_timeout(500)
        gallery.change(line="out")
        expect(page.locator("#line")).to_contain_text("You are signed out", timeout=8000)
        gallery.change(line="up")
        return page.locator("#who tbody tr").count()

    assert walk(signed_out) == 8


def test_a_draft_outlives_a_reload_and_can_be_thrown_away(walk: Any, gallery: Any) -> None:
    def draft(page: Page) -> tuple[str, bool, str]:
        page.goto(gallery.address + "form/")
        page.type("#id_title", "Arrests in Islamabad")
        page.check("#id_status_1")
        page.check("#id_members_2")
        page.reload()
        expect(page.locator("form .notice")).to_contain_text("kept on this device")
        kept = (
            page.input_value("#id_title"),
            page.is_checked("#id_status_1") and page.is_checked("#id_members_2"),
        )
        page.click("text=Throw it away")
        page.reload()
        return *kept, page.input_value("#id_title")

    assert walk(draft) == ("Arrests in Islamabad", True, "")


def test_a_form_is_held_while_the_line_is_down_and_sent_when_it_is_back(walk: Any, gallery: Any) -> None:
    def held(page: Page) -> tuple[str, str]:
        page.goto(gallery.address + "form/")
        page.type("#id_title", "Arrests in Islamabad")
        page.context.set_offline(True)
        page.click("text=Raise it")
        expect(page.locator("[role=alert]")).to_contain_text("Not sent. Kept on this device")
        kept = page.input_value("#id_title")
        page.context.set_offline(False)
        with page.expect_request(lambda request: request.method == "POST") as sent:
            page.click("text=Raise it")
        page.wait_for_load_state()
        return kept, str(sent.value.post_data)

    kept, sent = walk(held)
    assert kept == "Arrests in Islamabad"
    assert "act=raise" in sent


def test_a_server_out_of_reach_holds_the_form_too(walk: Any, gallery: Any) -> None:
    def held(page: Page) -> str:
        page.route("**/look/ping/", lambda route: route.abort())
        page.goto(gallery.address + "form/")
        page.type("#id_title", "Arrests in Islamabad")
        page.click("text=Raise it")
        expect(page.locator("[role=alert]")).to_contain_text("Not sent")
        return page.url

    assert walk(held).endswith("/form/")


def test_what_the_server_returned_stands_over_an_older_draft(walk: Any, gallery: Any) -> None:
    def returned(page: Page) -> tuple[str, int]:
        page.goto(gallery.address + "form/")
        page.type("#id_title", "Older words")
        page.goto(gallery.address + "form/?wrong=1")
        return page.input_value("#id_title"), page.locator("form > .notice").count()

    assert walk(returned) == ("", 0)


def test_what_the_server_received_is_not_put_back(walk: Any, gallery: Any) -> None:
    def received(page: Page) -> tuple[str, int, str]:
        page.goto(gallery.address + "form/")
        page.type("#id_title", "Arrests in Islamabad")
        page.click("text=Raise it")
        page.wait_for_selector(".errors")
        returned = page.input_value("#id_title")
        notices = page.locator("form > .notice").count()
        page.goto(gallery.address + "received/")
        page.goto(gallery.address + "form/")
        return returned, notices, page.input_value("#id_title")

    assert walk(received) == ("Arrests in Islamabad", 0, "")


def test_signing_out_takes_the_drafts_along(walk: Any, gallery: Any) -> None:
    def leave(page: Page) -> int:
        page.goto(gallery.address + "form/")
        page.type("#id_title", "Arrests in Islamabad")
        page.click("details.menu summary")
        page.click("text=Sign out")
        return int(page.evaluate("localStorage.length"))

    assert walk(leave) == 0


def test_clocks_go_on_and_what_is_due_becomes_late(walk: Any, gallery: Any) -> None:
    def wait(page: Page) -> tuple[str, str, str]:
        page.clock.install(time="2024-11-22T17:04:00Z")
        page.goto(gallery.address + "call/")
        page.clock.fast_forward("01:57:30")
        due = page.locator("dl time.within")
        expect(due).to_have_class("within late")
        return (
            page.inner_text(".clocks"),
            page.inner_text("time.since >> nth=0"),
            due.inner_text(),
        )

    clocks, since, due = walk(wait)
    assert "Fri 19:01 UTC" in clocks
    assert "Sat 00:01 Islamabad" in clocks
    assert since == "2 h 21 ago"
    assert due == "1 min late"


def test_nothing_moves_when_a_page_says_that_it_is_up_to_date(walk: Any, gallery: Any) -> None:
    """A button that slips from under a finger lets another be pressed: one of them acknowledges."""

    def steady(page: Page) -> list[float]:
        gallery.change(spain="acknowledged", line="up")
        page.goto(gallery.address + "call/")
        page.wait_for_timeout(500)
        where = "document.querySelector('h1').getBoundingClientRect().top"
        before = page.evaluate(where)
        gallery.change(spain="answered")
        expect(page.locator("#line")).to_contain_text("Updated at", timeout=5000)
        return [before, page.evaluate(where)]

    before, after = walk(steady, viewport={"width": 390, "height": 844})
    assert before == after
