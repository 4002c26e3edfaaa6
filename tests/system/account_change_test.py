#!/usr/bin/env python3
"""A company's account changed by two people, and the alarm about another name overridden by two."""

import support
from levels_test import JULY, shared, shares

NEW = ("--number", "6222021100004321", "--bank-code", "011304000012", "--document", "变更1")

def change(place, company, *options, by="王", code=0):
    return place("company", "account", "change", company, *options, "--json", now=JULY, by=by, code=code)

def test_changed_by_two_and_paid():
    with support.folder() as folder:
        place = shared(folder, 'level="市:15 区:85" remainder="区" pays="区"')
        company = shares(place, "--all")[1][0]["company"]
        refused = change(place, company, "--name", "某公司", "--number", "12AB", "--bank-code", "011304000012",
                         "--document", "d", code=65)
        assert "ACCOUNT_NUMBER_INVALID" in refused.err
        assert "not on file" in change(place, "91320412MA00000000", "--name", "某公司", *NEW, code=66).err
        proposal = change(place, company, "--name", "另一家公司", *NEW).json()["proposal"]
        assert "6222021100004321" not in place("facts", company, now=JULY).out  # one person changes nothing
        stored = (place.city / "sudui.db").read_bytes()
        assert b"6222021100004321" not in stored
        assert place("approve", proposal, by="王", now=JULY, code=None).code not in (0, 1)
        place("approve", proposal, by="陈", now=JULY)
        assert "6222021100004321" in place("facts", company, now=JULY).out
        place("audit", "verify")


def test_other_name_overridden_by_two():
    with support.folder() as folder:
        place = shared(folder, 'level="市:15 区:85" remainder="区" pays="区"')
        lines = shares(place, "--all")[1]
        for company in {c["company"] for c in lines}:
            first = place("pay", "override", "1", company, "--reason", "x", now=JULY, by="王", code=None)
            if first.code != 0:
                break  # nothing holds this one
        assert "may override" in first.err
        proposal = change(place, company, "--name", "另一家公司", *NEW).json()["proposal"]
        place("approve", proposal, by="陈", now=JULY)
        before = place("pay", "1", "--json", now=JULY, by="赵", code=None).json()[0]
        share = sum(c["share_fen"] for c in lines if c["company"] == company)
        override = place("pay", "override", "1", company, "--reason", "法院裁定", "--json", now=JULY, by="王").json()
        assert override["proposals"] == 1
        again = place("pay", "1", "--json", now=JULY, by="赵", code=None).json()[0]
        assert again["orders"] == 0 and again["held"] == before["held"]
        assert place("approve", override["proposal"], by="王", now=JULY, code=None).code not in (0, 1)
        place("approve", override["proposal"], by="李", now=JULY)
        paid = place("pay", "1", "--json", now=JULY, by="赵", code=None).json()[0]
        assert paid["orders"] == 1 and paid["amount_fen"] == share and paid["held"] == before["held"] - 1
        name = place.query(f"SELECT account_name FROM payout_order WHERE subject = '{company}'")
        assert name == [("另一家公司",)]  # paid as the account says, nothing corrected
        place("audit", "verify")

if __name__ == "__main__":
    support.main(globals())
