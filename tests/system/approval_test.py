"""Four eyes on the command line: who made it cannot check it, who checked it cannot release it."""
import json
import pathlib
import support
from support import sudui

JUNE, JULY = "--now=2025-06-30T02:00:00Z", "--now=2025-07-15T02:00:00Z"
AWARD = "wujin-hnte-award"


def empty_city(folder):
    city = pathlib.Path(folder) / "city"
    sudui("init", city)
    sudui("payer", "add", "320400100000001", "--name", "财政局", "--bank-code", "011304000012", city=city)
    return city


def receive(city, by, amount="1000.00", document="D1", **options):
    return sudui("budget", "receive", "KJ-1", "--amount", amount, "--document", document, "--by", by,
                 "--year", "2025", JUNE, city=city, **options)


def lines(city):
    return sudui("budget", "show", "--json", city=city).json()


def test_money_on_a_budget_line_needs_two():
    with support.folder() as folder:
        city = empty_city(folder)
        receive(city, "王")
        assert lines(city) == []
        waiting = sudui("approvals", "--json", city=city).json()
        assert [(w["operation"], w["stage"], w["maker"]) for w in waiting] == [("budget-change", "proposed", "王")]
        assert json.loads(waiting[0]["content"])["amount_fen"] == 100000
        assert "王" in sudui("approve", "1", "--by", " 王 ", JUNE, city=city, code=77).err
        assert sudui("approve", "--all", "--by", "王", "--json", JUNE, city=city).json() == []
        sudui("approve", "1", "--by", "李", "--hash", "0" * 64, JUNE, city=city, code=75)
        assert lines(city) == []
        sudui("approve", "1", "--by", "李", "--hash", waiting[0]["sm3"], JUNE, city=city)
        assert lines(city)[0]["available_fen"] == 100000
        sudui("approve", "1", "--by", "李", JUNE, city=city, code=77)
        assert lines(city)[0]["available_fen"] == 100000
        assert sudui("approvals", "--json", city=city).json() == []
        assert len(sudui("approvals", "--all", "--json", city=city).json()) == 1
        assert sudui("audit", "verify", "--json", city=city).json()["proposals"] == 1


def test_a_change_voids_and_a_refusal_closes():
    with support.folder() as folder:
        city = empty_city(folder)
        receive(city, "王")
        receive(city, "王", amount="2000.00")
        stages = [w["stage"] for w in sudui("approvals", "--all", "--json", city=city).json()]
        assert stages == ["void", "proposed"]
        sudui("approve", "1", "--by", "李", JUNE, city=city, code=77)
        receive(city, "赵", amount="2000.00", code=75)
        sudui("refuse", "2", "--by", "李", JUNE, city=city, code=64)
        sudui("refuse", "2", "--ground", " ", "--by", "李", JUNE, city=city, code=64)
        sudui("refuse", "2", "--ground", "文号有误", "--by", "李", JUNE, city=city)
        sudui("approve", "2", "--by", "李", JUNE, city=city, code=77)
        assert lines(city) == []
        for bad in ("0", "-1", "x", "1.5", "99999999999999999999"):
            sudui("approve", bad, "--by", "李", JUNE, city=city, code=64)
        sudui("approve", "7", "--by", "李", JUNE, city=city, code=66)
        sudui("approve", "--by", "李", JUNE, city=city, code=64)


def test_rules_and_bank_files_need_two_and_three():
    with support.folder() as folder:
        city = empty_city(folder)
        sudui("sample", city / "inbox", "--companies", 300, "--seed", 5)
        files = sorted((city / "inbox").glob("*.csv")) + sorted((city / "inbox").glob("*.xlsx"))
        sudui("import", *files, JUNE, city=city, code=None)
        sudui("budget", "receive", "--all", "--by", "王", JUNE, city=city)
        sudui("approve", "--all", "--by", "陈", JUNE, city=city)
        sudui("run", "--item", AWARD, "--as-of", "2025-06-30", "--by", "张", JUNE, city=city)
        refused = sudui("list", "approve", AWARD, "--by", "李", JUNE, city=city, code=77)
        assert "policy release" in refused.err
        sudui("policy", "release", AWARD, "--by", "张", JUNE, city=city)
        sudui("policy", "release", "no-such-item", "--by", "张", JUNE, city=city, code=66)
        sudui("list", "approve", AWARD, "--by", "李", JUNE, city=city, code=77)
        sudui("approve", "--all", "--by", "陈", JUNE, city=city)
        assert "already" in sudui("policy", "release", AWARD, "--by", "张", JUNE, city=city).out
        sudui("list", "approve", AWARD, "--by", "李", JUNE, city=city)
        sudui("list", "publish", AWARD, "--by", "张", JUNE, city=city)
        sudui("list", "finalize", AWARD, "--by", "张", JULY, city=city)
        sudui("pay", AWARD, "--by", "赵", JULY, city=city, code=None)
        for by in ("钱", "赵", "李"):
            sudui("pay", "release", "--all", "--by", by, JULY, city=city, code=77)
        assert list((city / "outbox").iterdir()) == []
        assert sudui("approve", "--all", "--by", "赵", "--json", JULY, city=city).json() == []
        sudui("approve", "--all", "--by", "周", JULY, city=city)
        for by in ("周", "赵", "李", "　周"):
            sudui("pay", "release", "--all", "--by", by, JULY, city=city, code=77)
        assert list((city / "outbox").iterdir()) == []
        waiting = sudui("approvals", "--for", "钱", "--json", city=city).json()
        assert [w["operation"] for w in waiting] == ["payout-release"]
        assert sudui("approvals", "--for", "周", "--json", city=city).json() == []
        sudui("pay", "release", "--all", "--by", "钱", JULY, city=city)
        assert len(list((city / "outbox").iterdir())) == 1
        sudui("audit", "verify", city=city)


support.main(globals())
