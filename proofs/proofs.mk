# What money rests on, proved or tried exhaustively; see proofs/README.md.

# The payout protocol as a Promela model against a hostile bank, and its seeded mistakes.
protocol:
	@python3 proofs/protocol/check.py --deep
.PHONY: protocol
