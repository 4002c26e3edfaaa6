"""The order of stages is data: four places, four orders, one program.

Huangpu compares, lets the company confirm, pays (domain.md 2.1).  Changzhou publishes, files, then
pays.  Jinhua pays 80 % in advance and the rest after the settlement.  Liyang pays itself and claims
15 % back from the city."""
import support
from places import Place
from support import sudui

STAGES = {
    "huangpu": ("", '<sudui:stage do="approve"/><sudui:stage do="confirm" by="企业" within="3" unit="working"/>'
                    '<sudui:stage do="pay" by="财政局" within="2" unit="working"/>'),
    "changzhou": ("", '<sudui:stage do="approve" within="5" unit="working"/><sudui:stage do="publish"/>'
                      '<sudui:stage do="file" by="市创新委" within="7" unit="working"/><sudui:stage do="pay" by="市财政局"/>'),
    "jinhua": ('<sudui:advance share="80%"/>',
               '<sudui:stage do="approve"/><sudui:stage do="publish"/><sudui:stage do="advance"/>'
               '<sudui:stage do="settle" within="30" unit="natural"/><sudui:stage do="pay"/>'),
    "liyang": ("", '<sudui:stage do="approve"/><sudui:stage do="publish"/><sudui:stage do="pay" by="溧阳市"/>'
                   '<sudui:stage do="claim" from="常州市" percent="15"/>'),
}
JUNE, NEXT, JULY, AUGUST = (f"--now=2025-{day}T02:00:00Z" for day in ("06-30", "07-01", "07-15", "08-20"))


def test_huangpu_confirms_and_pays():
    with support.folder() as folder:
        place = Place(folder, "huangpu", *STAGES["huangpu"]).prepare()
        assert place.due() == ("approve", "武进区科技局", 0)
        place("list", "publish", "1", code=77)
        place("list", "stage", "1", "confirm", code=77)
        place("pay", "1", by="赵", code=77)
        place("list", "approve", "1", by="李")
        assert place.due() == ("confirm", "企业", 0)
        assert place.due(now=JULY, code=1) == ("confirm", "企业", 12)
        place("list", "finalize", "1", code=77)
        place("confirmation", "1", "--all", "--confirm", "--commitment", by="企业")
        place("list", "stage", "1", "confirm")
        place("list", "finalize", "1")
        assert place.due() == ("pay", "财政局", 0)
        assert len(place.pay(JUNE)) == 1  # all within one day
        assert place.due() is None
        place("audit", "verify")


def test_changzhou_publishes_files_and_pays():
    with support.folder() as folder:
        place = Place(folder, "changzhou", *STAGES["changzhou"]).prepare()
        place("list", "stage", "1", "file", code=77)
        place("list", "approve", "1", by="李")
        place("list", "publish", "1")
        assert "07-07" in place("list", "stage", "1", "file", now=NEXT, code=77).err
        assert place.due(now=JULY) == ("file", "市创新委", 0)
        refused = place("list", "finalize", "1", now=JULY, code=77)
        assert "市创新委" in refused.err
        place("list", "stage", "1", "file", "--document", "常科创备〔2025〕3号", now=JULY)
        place("list", "stage", "1", "file", now=JULY, code=77)
        place("list", "finalize", "1", now=JULY)
        assert len(place.pay(JULY)) == 1
        assert place.due(now=JULY) is None
        place("audit", "verify")


def test_jinhua_advances_80_percent():
    with support.folder() as folder:
        place = Place(folder, "jinhua", *STAGES["jinhua"]).prepare()
        place("list", "approve", "1", by="李")
        place("list", "publish", "1")
        place("list", "stage", "1", "settle", now=JULY, code=77)
        place("list", "finalize", "1", now=JULY)
        advance = place.pay(JULY)
        assert place("pay", "1", "--json", now=JULY, by="赵", code=None).json()[0]["amount_fen"] == 0
        assert place.due(now=JULY)[0] == "settle"
        assert place.due(now=AUGUST, code=1) == ("settle", "武进区科技局", 6)
        place("list", "stage", "1", "settle", "--document", "清算〔2025〕1号", now=AUGUST)
        rest = place.pay(AUGUST)
        assert rest[0] == 0 and len(rest) == 2  # nothing more of the advance
        assert advance[0] * 20 == rest[1] * 80 and advance[0] > 0
        again = place("pay", "1", "--json", now=AUGUST, by="赵", code=None).json()
        assert [p["amount_fen"] for p in again] == [0, 0]
        assert place.due(now=AUGUST) is None
        place("audit", "verify")


def test_liyang_claims_15_percent_back():
    with support.folder() as folder:
        place = Place(folder, "liyang", *STAGES["liyang"]).prepare()
        place("list", "approve", "1", by="李")
        place("list", "publish", "1")
        place("list", "finalize", "1", now=JULY)
        place("list", "stage", "1", "claim", now=JULY, code=77)
        place.pay(JULY)
        assert place.due(now=JULY)[0] == "claim"
        claim = place("list", "stage", "1", "claim", "--document", "溧财〔2025〕9号", "--json", now=JULY).json()[0]
        assert claim["claim_fen"] * 100 == claim["amount_fen"] * 15 and claim["from"] == "常州市"
        assert place.due(now=JULY) is None
        place("list", "stage", "1", "claim", now=JULY, code=77)
        place("list", "stage", "1", "pay", code=64)
        place("list", "stage", "1", "anything", code=64)
        place("list", "stage", "99", "file", code=66)
        place("audit", "verify")


def test_a_year_without_holidays_is_no_guess():
    with support.folder() as folder:
        place = Place(folder, "changzhou", *STAGES["changzhou"]).prepare()
        place("list", "approve", "1", by="李")
        days = place.data / "data" / "holidays.csv"
        whole = days.read_text()
        days.write_text("".join(line for line in whole.splitlines(True) if not line.startswith("2025")))
        assert "2025" in place("list", "publish", "1", code=66).err
        days.unlink()
        place("list", "publish", "1", code=66)
        days.write_text(whole)
        place("list", "publish", "1")


WRONG = [
    ("pay before approval", "", '<sudui:stage do="pay"/><sudui:stage do="approve"/>'),
    ("a stage twice", "", '<sudui:stage do="approve"/><sudui:stage do="file"/><sudui:stage do="file"/><sudui:stage do="pay"/>'),
    ("no payment", "", '<sudui:stage do="approve"/>'),
    ("no approval", "", '<sudui:stage do="publish"/>'),
    ("an advance without a share", "", '<sudui:stage do="approve"/><sudui:stage do="advance"/><sudui:stage do="pay"/>'),
    ("a share without an advance", '<sudui:advance share="80%"/>', '<sudui:stage do="approve"/><sudui:stage do="pay"/>'),
    ("an advance after the payment", '<sudui:advance share="80%"/>',
     '<sudui:stage do="approve"/><sudui:stage do="pay"/><sudui:stage do="advance"/>'),
    ("a claim of nothing", "", '<sudui:stage do="approve"/><sudui:stage do="pay"/><sudui:stage do="claim" from="市" percent="0"/>'),
    ("a claim from nobody", "", '<sudui:stage do="approve"/><sudui:stage do="pay"/><sudui:stage do="claim" percent="15"/>'),
    ("an unknown stage", "", '<sudui:stage do="sign"/>'),
    ("a deadline of years", "", '<sudui:stage do="approve" within="9999"/><sudui:stage do="pay"/>'),
    ("silence after two notices", "", '<sudui:stage do="approve"/><sudui:stage do="confirm" silence="lapse" notices="2"/><sudui:stage do="pay"/>'),
    ("no stages at all", "", ""),
]


def test_wrong_orders_are_refused_with_place():
    with support.folder() as folder:
        for number, (name, advance, stages) in enumerate(WRONG):
            place = Place(folder, f"wrong-{number}", advance, stages)
            checked = sudui("policy", "check", "--data", place.data, code=1)
            assert "2022.dmn:" in checked.out and "1 errors" in checked.out, (name, checked.out)


support.main(globals())
