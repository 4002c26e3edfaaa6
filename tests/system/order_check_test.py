"""The look just before a list is ordered: exclusion lists and ceilings asked again, kept, shown and replayed."""
import sqlite3

import support
from places import Place

MID, JULY, LATER, LAST = (f"--now=2025-{day}T02:00:00Z" for day in ("07-02", "07-15", "08-20", "09-20"))
CEILINGS = "ceiling,items,per,limit,attribute,period,share,clause\nyear,looked,subject,{},,,,第一条\n"
LISTS = "list,items,listed,since,until,repaired,reason,clause\ncourt,looked,dishonesty_list,,,,C01,第二条\n"
REASONS = "reason,by,zh,en\nC01,program,失信被执行人,on the list of dishonest debtors\nC04,program,追回,clawback\n"


def upheld(place, company, amount, now):
    """An ex-officio check upheld by two people."""
    number = place("objection", "file", "1", company, "--kind", "ex-officio", "--channel", "business", "--matter",
                   "金额有误", "--json", now=now).json()["objection"]
    place("objection", "decide", number, "--uphold", "--ground", "复核", "--amount", amount, now=now)
    place("approve", "--all", now=now, by="陈")


def listed(place, company, now):
    table = place.city / "court.csv"
    table.write_text(f"税号,失信\n{company},是\n")
    table.with_suffix(".mapping").write_text(
        "[file]\nsource = 法院\nkey = 税号\n[columns]\n失信 = dishonesty_list\n")
    place("import", table, now=now)


def pay(place, now):
    return place("pay", "1", "--json", now=now, by="赵", code=None).json()[0]


def prepared(folder):
    place = Place(folder, "looked", "", '<sudui:stage do="approve"/><sudui:stage do="publish"/>'
                  '<sudui:stage do="pay"/>')
    (place.data / "policies" / "ceilings.csv").write_text(CEILINGS.format("100000.00"))
    (place.data / "data" / "exclusion_lists.csv").write_text(LISTS)
    (place.data / "data" / "exclusion_reasons.csv").write_text(REASONS)
    place.prepare()
    place("list", "confirm", "1")
    place("list", "approve", "1", by="李")
    place("list", "publish", "1")
    lines = place("list", "show", "1", "--status", "granted", "--json").json()
    place.companies = [line["subject"] for line in lines]
    place.amounts = {line["subject"]: line["settled"]["amount_fen"] for line in lines}
    return place


def orders(place):
    database = sqlite3.connect(place.city / "sudui.db")
    rows = dict(database.execute("SELECT subject, amount_fen FROM payout_order"))
    database.close()
    return rows


def test_asked_again_kept_and_replayed():
    with support.folder() as folder:
        place = prepared(folder)
        raised, other, court = place.companies[:3]
        upheld(place, raised, "100000.01", MID)
        upheld(place, other, "99999.00", MID)
        place("list", "finalize", "1", now=JULY)
        listed(place, court, JULY)
        first = pay(place, LATER)
        assert first["limited"] == [{"company": raised, "result": "over-limit", "amount_fen": 10000001,
                                     "at_most_fen": 10000000, "against": "ceiling:year"}], first
        done = orders(place)
        assert raised not in done and court not in done and done[other] == 9999900 and first["held"] >= 2
        assert "ceiling:year" in place("pay", "1", now=LATER, by="赵", code=1).out
        for company, result in ((raised, "over-limit"), (court, "excluded"), (other, "clear")):
            looks = place("explain", company, "1", "--json", now=LATER).json()["looks"]
            assert [(look["result"], look["part"], look["by"]) for look in looks] == [(result, "pay", "赵")], looks
        assert "court:-" in place("explain", court, "1", now=LATER).out
        assert "at most 100,000.00" in place("explain", raised, "1", now=LATER).out
        upheld(place, raised, "100000.00", "--now=2025-08-20T02:00:01Z")
        second = pay(place, LAST)
        assert second["limited"] == [] and orders(place)[raised] == 10000000
        assert set(done.items()) <= set(orders(place).items())
        looks = place("explain", raised, "1", "--json", now=LAST).json()["looks"]
        assert [look["result"] for look in looks] == ["over-limit", "clear"]
        replayed = place("replay", "1", "--json", now=LAST).json()
        assert replayed[-1] == {"looks_of": 1, "looks": 2, "identical": True}, replayed
        proof = place("audit", "verify", "--json", now=LAST).json()
        assert proof["order_checks"] == 2
        database = sqlite3.connect(place.city / "sudui.db")
        database.executescript("DROP TRIGGER list_order_check_update;"
                               "UPDATE list_order_check SET bytes = replace(bytes, 'over-limit', 'clear');")
        database.close()
        assert "look 1 before ordering" in place("audit", "verify", now=LAST, code=76).err


if __name__ == "__main__":
    support.main(globals())
