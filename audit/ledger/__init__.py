"""The ledger of one debtor: every attempt and contact over all channels and agencies, judged by the law's own units."""
