"""Companies confirm: will, account, commitment; reminders; what silence means; accounts that changed."""
import pathlib
import sqlite3

import support
from places import Place

JUNE, JULY, AUGUST, YEARS = (f"--now={day}T02:00:00Z" for day in ("2025-06-30", "2025-07-15", "2025-08-20", "2029-07-01"))


def stages(rule):
    return (f'<sudui:stage do="approve"/><sudui:stage do="confirm" by="企业" within="10" unit="natural" {rule}/>'
            '<sudui:stage do="pay"/>')


def made(folder, rule="", without_account=()):
    place = Place(folder, "confirming", "", stages(rule)).prepare(without_account)
    place.companies = [line["subject"] for line in place("list", "show", "1", "--status", "met", "--json").json()]
    assert len(place.companies) > 5
    return place


def ordered(place, now):
    """Subjects that have an order."""
    return {row[0] for row in place.query("SELECT subject FROM payout_order")}


def test_only_who_confirmed_is_paid():
    with support.folder() as folder:
        place = made(folder)
        yes, no, silent = place.companies[0], place.companies[1], place.companies[2:6]
        place("confirmation", "1", yes, "--confirm", "--commitment", code=77)  # not approved yet
        place("list", "approve", "1", by="李")
        place("confirmation", "1", yes, "--confirm", code=77)  # no commitment
        place("confirmation", "1", "91320412MA00000000", "--confirm", "--commitment", code=66)
        place("confirmation", "1", yes, "--confirm", "--decline", code=64)
        place("confirmation", "1", "--confirm", "--commitment", code=64)
        place("confirmation", "1", yes, "--notice", "pigeon", code=65)
        place("confirmation", "1", yes, "--confirm", "--commitment")
        place("confirmation", "1", yes, "--confirm", "--commitment", code=77)
        place("confirmation", "1", no, "--decline")
        place("list", "stage", "1", "confirm")
        place("list", "finalize", "1")
        place("pay", "1", by="赵", code=None)
        assert ordered(place, JUNE) == {yes}
        # silence is kept for years by default: later is not too late
        place("confirmation", "1", *silent, "--confirm", "--commitment", now=AUGUST)
        place("pay", "1", by="赵", now=AUGUST, code=None)
        assert {yes} < ordered(place, AUGUST) <= {yes, *silent}  # some accounts cannot be paid to
        place("confirmation", "1", place.companies[6], "--confirm", "--commitment", now=YEARS, code=77)
        place("audit", "verify")


def test_all_confirm_but_who_has_no_account():
    gone = ["91320412XX4WTC278J", "91320412XXYCC6TK3P"]  # the second and the last but one of the list
    with support.folder() as folder:
        place = made(folder, without_account=gone)
        place("list", "approve", "1", by="李")
        told = place("confirmation", "1", "--all", "--confirm", code=77)  # no commitment: the same for all
        assert "left out" not in told.out
        told = place("confirmation", "1", "--all", "--confirm", "--commitment", code=77)
        states = {line["company"]: line["state"] for line in place("confirmation", "1", "--json").json()}
        assert all(code in states for code in gone), states
        assert states == {code: "waiting" if code in gone else "confirmed" for code in place.companies}
        left = [line for line in told.out.splitlines() if line.startswith("left out:")]
        assert len(left) == 2 and all(code in line and "no complete account" in line for code, line in zip(gone, left)), left
        assert f"{len(place.companies) - 2} companies recorded, 2 left out" in told.err, told.err
        place("audit", "verify")


def test_no_lapse_without_three_notices_in_two_channels():
    with support.folder() as folder:
        place = made(folder, 'silence="lapse"')
        company = place.companies[0]
        place("list", "approve", "1", by="李")
        for channel in ("sms", "sms", "sms"):
            place("confirmation", "1", company, "--lapse", now=AUGUST, code=77)
            place("confirmation", "1", company, "--notice", channel)
        refused = place("confirmation", "1", company, "--lapse", now=AUGUST, code=77)
        assert "3" in refused.err and "1" in refused.err  # three notices, one channel
        place("confirmation", "1", company, "--notice", "letter")
        place("confirmation", "1", company, "--lapse", now=JUNE, code=77)  # the term is not over
        place("confirmation", "1", company, "--lapse", now=AUGUST)
        place("confirmation", "1", company, "--confirm", "--commitment", now=AUGUST, code=77)
        place("audit", "verify")
        tampered = sqlite3.connect(place.city / "sudui.db")
        tampered.execute("DROP TRIGGER IF EXISTS list_confirmation_update")
        tampered.execute("UPDATE list_confirmation SET actor = '别人' WHERE act = 'lapse'")
        tampered.commit()
        assert place("audit", "verify", code=None).code not in (0, 1)
        tampered.execute("UPDATE list_confirmation SET actor = '张' WHERE act = 'lapse'")
        tampered.commit()
        tampered.close()
        place("audit", "verify")
        found = {c["company"]: c for c in place("confirmation", "1", "--json").json()}
        assert (found[company]["state"], found[company]["notices"], found[company]["channels"]) == ("lapsed", 4, 2)
        place("confirmation", "1", "--all", "--notice", "phone")
        found = place("confirmation", "1", "--json").json()
        assert all(c["notices"] == 1 for c in found if c["company"] != company)


def test_silence_is_no_lapse_where_the_item_keeps():
    with support.folder() as folder:
        place = made(folder, 'silence="extend"')
        place("list", "approve", "1", by="李")
        for channel in ("sms", "letter", "visit"):
            place("confirmation", "1", place.companies[0], "--notice", channel)
        place("confirmation", "1", place.companies[0], "--lapse", now=AUGUST, code=77)
        place("confirmation", "1", place.companies[0], "--confirm", "--commitment", now=YEARS)


def test_an_account_that_changed_is_looked_at_twice():
    with support.folder() as folder:
        place = made(folder)
        changed, other = place.companies[:2]
        place("list", "approve", "1", by="李")
        place("confirmation", "1", "--all", "--confirm", "--commitment")
        place("list", "stage", "1", "confirm")
        place("list", "finalize", "1", now=JULY)
        place.change_account(changed, "6222021105000777", JULY)
        later = "--now=2025-08-05T02:00:00Z"
        place("pay", "1", by="赵", now=later, code=1)
        assert changed not in ordered(place, later) and other in ordered(place, later)
        place("account", "check", changed, by="赵", now=later)
        waiting = place("approvals", "--json", now=later).json()
        content = [w["content"] for w in waiting if w["operation"] == "company-account"][0]
        assert "6222021105000777" not in content and "****0777" in content
        place("pay", "1", by="赵", now=later, code=None)
        assert changed not in ordered(place, later)
        place("approve", "--all", by="周", now=later)
        later = "--now=2025-08-05T02:00:01Z"  # what arrives after a look that counts is known later
        place.change_account(changed, "6222021105000888", later)
        place("pay", "1", by="赵", now=later, code=None)
        assert changed not in ordered(place, later)  # another account than the two looked at
        place("account", "check", changed, by="赵", now=later)
        place("approve", "--all", by="周", now=later)
        place("pay", "1", by="赵", now=later, code=None)
        assert changed in ordered(place, later)
        place("account", "check", "91320412MA00000000", now=later, code=66)


support.main(globals())
