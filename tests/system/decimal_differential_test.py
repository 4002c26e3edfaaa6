"""base/decimal and Python's decimal give the same digits; `make differential` does 1,200,000."""
import sys
import support

sys.path.insert(0, str(support.ROOT / "tests" / "differential"))
import decimal_test  # noqa: E402

PROGRAM = support.BUILD / "tests" / "differential" / "decimal_differential"


def test_twenty_thousand_operations():
    counts = decimal_test.compare(str(PROGRAM), 20000, seed=7)
    assert sum(number for number, _ in counts.values()) == 20000
    assert set(counts) == set(decimal_test.EXPECTED), "every operation occurs"
    assert not any(differences for _, differences in counts.values()), dict(counts)


def test_ties_that_more_digits_decide():
    lines = ["exp 5E-34", "exp -15E-35", "ln 1000000000000000000000000000000003E-33"]
    expected = ["1000000000000000000000000000000001E-33", "9999999999999999999999999999999999E-34",
                "2999999999999999999999999999999996E-66"]
    assert decimal_test.run(str(PROGRAM), [line + "\n" for line in lines]) == expected


support.main(globals())
