"""A long list is settled, approved, published and ordered as long work with progress; a short one at once."""
import contextlib
import datetime
import pathlib
import time

import support
from browser import add_accounts, first_login, served
from support import sudui

LONG, SHORT, PAID = "innovative-sme", "incubator", "changzhou-rd-award"
JUNE, JULY = ["--now", "2025-06-30T01:00:00Z"], ["--now", "2025-07-20T01:00:00Z"]
PEOPLE = [("owner", "policy", None), ("second", "policy", None), ("finance", "finance", None)]


@contextlib.contextmanager
def opened():
    """A city large enough that two of its lists have more than 1,000 lines; one of them is final."""
    with support.folder() as folder:
        city = pathlib.Path(folder) / "city"
        sudui("init", city)
        sudui("sample", city / "inbox", "--companies", 9500, "--seed", 5)
        files = [*sorted(city.glob("inbox/*.csv")), *sorted(city.glob("inbox/*.xlsx"))]
        sudui("import", *files, *JUNE, city=city, code=None)
        sudui("payer", "add", "320400100000001", "--name", "财政局", "--bank-code", "011304000012", *JUNE, city=city)
        sudui("budget", "receive", "--all", "--by", "王", *JUNE, city=city)
        sudui("budget", "receive", "CZ-KJ-2025-03", "--amount", "200000000.00", "--document", "本年", "--by", "王", city=city)
        sudui("policy", "release", "--all", "--by", "张", *JUNE, city=city)
        sudui("approve", "--all", "--by", "陈", *JUNE, city=city)
        sudui("run", "--item", LONG, "--item", SHORT, "--item", PAID, "--as-of", "2025-06-30", "--by", "张", *JUNE,
              city=city)
        lists = {line["item"]: line["list"] for line in sudui("list", "show", "--json", city=city).json()}
        for word, by, at in (("confirm", "张", JUNE), ("approve", "李", JUNE), ("publish", "张", JUNE),
                             ("finalize", "张", JULY)):
            sudui("list", word, lists[PAID], "--by", by, *at, city=city)
        accounts = add_accounts(city, PEOPLE, [])
        with open(f"{folder}/log", "w+") as log, served(city, log) as port:
            yield {login: first_login(port, accounts[login], f"10.5.1.{number}")
                   for number, (login, _, _) in enumerate(PEOPLE)}, lists


def end_of(browser, answer):
    """The job that an answer leads to, when it has ended."""
    where = answer.headers["Location"]
    assert where.startswith("/jobs/"), where
    for _ in range(600):
        job = browser.json(where)
        if not job["under_way"]:
            return job, where
        time.sleep(0.02)
    raise AssertionError(f"the work did not end: {job}")


def check_owner(people, lists):
    owner, second = people["owner"], people["second"]
    page = f"/list-work/{lists[LONG]}"
    assert owner.json(page)["met"] > 1000
    job, _ = end_of(owner, owner.post(page, {"act": "settle"}))
    assert job["state"] == "done" and job["result"] == page and 0 < job["done"] <= job["total"], job
    assert owner.json(page)["settlement"] > 0
    # Refused work says why in both languages, and leads back.
    job, where = end_of(owner, owner.post(page, {"act": "approve", "document": "武科〔2026〕1号"}))
    assert job["state"] == "failed" and "settlement" in owner.json(page), job
    told = owner.get(where + "?lang=en").text
    assert job["reason"] in owner.get(where + "?lang=zh").text or job["reason"] in told
    assert f'href="{page}"' in told and 'role="alert"' in told
    job, _ = end_of(second, second.post(page, {"act": "approve", "document": "武科〔2026〕1号"}))
    assert job["state"] == "done" and second.json(page)["state"] == "approved", job
    approved = [stage for stage in second.json(page)["stages"] if stage["kind"] == "approve"][0]
    assert approved["done"] and approved["actor"] == "王second"


def check_short(people, lists):
    owner, page = people["owner"], f"/list-work/{lists[SHORT]}"
    assert owner.post(page, {"act": "settle"}).headers["Location"] == page, "a short list at once"
    assert owner.json(page)["settlement"] > 0


def check_ordering(people, lists):
    finance, page = people["finance"], f"/finance/lists/{lists[PAID]}"
    before = finance.json(page)
    assert before["count"] > 1000, before["count"]
    assert before["can_order"] and not before["preview_later"]
    day = (datetime.date.today() + datetime.timedelta(days=1)).isoformat()
    job, _ = end_of(finance, finance.post(page, {"day": day}))
    assert job["state"] == "done" and job["result"].startswith("/finance/files/") and job["total"] > 1000, job
    file = finance.json(job["result"])
    ordered = [o for o in before["outcomes"] if o["code"] == "ORDERED"][0]
    assert (file["count"], file["amount_fen"]) == (ordered["count"], ordered["amount_fen"]), "what the page foretold"
    again, _ = end_of(finance, finance.post(page, {"day": day}))
    assert again["state"] == "done" and again["result"] == page, "nothing twice"


def test_long_lists():
    with opened() as (people, lists):
        check_owner(people, lists)
        check_short(people, lists)
        check_ordering(people, lists)


if __name__ == "__main__":
    support.main({"test_long_lists": test_long_lists})
