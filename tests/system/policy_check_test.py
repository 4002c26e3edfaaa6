"""policy check finds what is wrong in a decision table, with a witness, and nothing in ours."""
import pathlib
import support
from support import sudui

POLICIES = support.ROOT / "policies"


def spoiled(folder, policy, *replacements):
    """A copy of a policy in which each old text is replaced by a new one."""
    text = (POLICIES / policy).read_text("utf-8")
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new)
    path = pathlib.Path(folder) / "spoiled.dmn"
    path.write_text(text, "utf-8")
    return path


def test_our_policies_have_no_findings():
    answer = sudui("policy", "check", "--json").json()
    assert answer["files"] >= 20 and answer["cases"] >= 400, answer
    assert (answer["errors"], answer["warnings"], answer["mismatches"]) == (0, 0, 0), answer


def test_boundaries_that_disagree():
    with support.folder() as folder:
        path = spoiled(folder, "changzhou-rd-award/2025.dmn",
                       ("<text>&lt;= 5000000</text>", "<text>&lt; 5000000</text>"),
                       ("<text>&gt; 20000000</text>", "<text>&gt;= 20000000</text>"))
        found = sudui("policy", "check", path, "--json", code=None).json()["findings"]
        by_kind = {f["kind"]: f for f in found if "kind" in f}
        gap, overlap = by_kind["boundary-gap"], by_kind["boundary-overlap"]
        assert gap["severity"] == "warning" and gap["rules"] == [1, 2], gap
        assert gap["witness"] == [{"input": "研发费用加计扣除额", "value": "5000000"}], gap
        assert overlap["severity"] == "error" and overlap["rules"] == [2, 3], overlap
        lines = path.read_text("utf-8").splitlines()
        assert "<rule" in lines[overlap["line"] - 1], lines[overlap["line"] - 1]


def test_our_policies_run_in_columns():
    answer = sudui("policy", "check", "--columns", "--json").json()
    assert answer["decisions"] > 200 and answer["row_by_row"] == 0, answer


def test_what_runs_row_by_row_is_told():
    with support.folder() as folder:
        path = spoiled(folder, "changzhou-rd-award/2025.dmn",
                       ("max(研发费用加计扣除额 - 上年研发费用加计扣除额, 0)",
                        "sqrt(研发费用加计扣除额 - 上年研发费用加计扣除额)"))
        answer = sudui("policy", "check", path, "--columns", "--json", code=None).json()
        told = [f for f in answer["findings"] if f["severity"] == "columns"]
        assert len(told) == 1 == answer["row_by_row"], answer
        assert told[0]["message"] == "COLUMN_BUILTIN" and "sqrt" in told[0]["text"], told


def test_errors_decide_the_exit_code():
    with support.folder() as folder:
        path = spoiled(folder, "changzhou-hnte-award/2025.dmn",
                       ('<text>"重新认定"</text>', '<text>"重新认定", "首次认定"</text>'))
        said = sudui("policy", "check", path, code=1).out
        assert 'rules 1 and 2 both match 高企认定类型 = "首次认定"' in said, said
        said = sudui("policy", "check", path, code=1, lang="zh").out
        assert '规则 1 与规则 2 却都适用于 高企认定类型 = "首次认定"' in said, said


if __name__ == "__main__":
    support.main(globals())
