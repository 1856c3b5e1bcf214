"""Many files, for days, unattended: everything is done, or named with the reason, and nothing is lost in silence.

`coordinator` runs a batch; `local` and `cluster` are engines; `nursery`, `cage`, `sandbox` and
`work` are the life of a caged child; `extraction`, `witness` and `crosscheck` find lost text;
`staging`, `ledger`, `disk` and `lock` keep what is done; `verify` audits it.
"""
