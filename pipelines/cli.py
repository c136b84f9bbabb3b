"""`fairdial`: the program. Exit codes: 0 all good, 1 done but some input was refused, 2 wrong usage or settings."""

import sys

import typer
from sqlalchemy.exc import OperationalError

from audit.errors import Refused
from pipelines.commands import (
    audit,
    backtest,
    complaints,
    correct,
    demo,
    doctor,
    incidents,
    ingest,
    ledger,
    migrate_store,
    offers,
    redact,
    rules,
    scan,
    scorecard,
    search,
    serve,
    user,
    versions,
    watch,
    work,
)
from pipelines.commands.screen import Screen, language
from pipelines.work.passing import given_up, may_pass

cli = typer.Typer(
    help="FairDial 清催: 债务催收合规审计 / audits consumer debt collection",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
cli.command()(demo.demo)
cli.command()(ingest.ingest)
cli.command()(scan.scan)
cli.command()(search.search)
cli.command()(search.reindex)
cli.command()(work.work)
cli.command()(serve.serve)
cli.command()(migrate_store.migrate_store)
cli.command()(watch.watch)
cli.command()(versions.transcripts)
cli.command()(versions.retranscribe)
cli.command()(correct.correct)
cli.command()(doctor.doctor)
cli.command()(redact.redact)
cli.command()(redact.clip)
cli.add_typer(incidents.cli, name="incidents")
cli.add_typer(ledger.cli, name="ledger")
cli.add_typer(scorecard.cli, name="scorecard")
cli.add_typer(complaints.cli, name="complaints")
cli.add_typer(redact.cli, name="redactions")
cli.add_typer(user.cli, name="user")
cli.add_typer(audit.cli, name="audit")
rules.cli.command()(backtest.backtest)
rules.cli.command()(offers.offers)
rules.cli.command()(offers.settle)
cli.add_typer(rules.cli, name="rules")


def main() -> None:
    """Faults that no command could go on with end here, in the user's language."""
    try:
        cli()
    except Refused as refused:
        Screen(language()).problems(refused.problems)
        sys.exit(2)
    except BrokenPipeError:
        sys.exit(0)
    except (OSError, OperationalError) as fault:
        if not may_pass(fault):
            raise
        Screen(language()).problem(given_up(fault, "fairdial", 1))
        sys.exit(2)


if __name__ == "__main__":
    main()
