"""The `apuri` command."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from core.config import Settings, WrongSettings, read_settings
from core.kit import logs, memory

cli = typer.Typer(
    name="apuri",
    help="Apuri turns e-mail and chat into contact requests, tasks and hours.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
demo_cli = typer.Typer(help="The demo company: fill it, or begin it anew.", no_args_is_help=True)
cli.add_typer(demo_cli, name="demo")


def _settings(**given: object) -> Settings:
    try:
        settings = read_settings(None, **given)
    except WrongSettings as wrong:
        for sentence in wrong.sentences:
            print(sentence, file=sys.stderr)
        raise typer.Exit(2) from None
    logs.set_up(settings.log_level, as_json=settings.log_json)
    return settings


def _fail(sentence: str) -> typer.Exit:
    print(sentence, file=sys.stderr)
    return typer.Exit(1)


@cli.command()
def serve(
    roles: Annotated[
        list[str] | None, typer.Argument(help="web, bot, mail, worker; all when none is named")
    ] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on")] = None,
) -> None:
    """Run Apuri: the web panel, the bot, mail and the background work."""
    from deploy import announcing
    from deploy import serve as serving
    from deploy.installing import CannotServe

    chosen = tuple(roles or serving.ROLES)
    if unknown := set(chosen) - set(serving.ROLES):
        raise _fail(f"{', '.join(sorted(unknown))}: use {', '.join(serving.ROLES)}.")
    settings = _settings(host=host, port=port)
    try:
        asyncio.run(serving.serve(settings, chosen, announcing.announce))
    except CannotServe as reason:
        raise _fail(str(reason)) from None


@cli.command(hidden=True)
def start(
    demo: Annotated[bool, typer.Option(help="Fill the demo company into an empty folder")] = False,
) -> None:
    """What `python3 deploy/run.py` starts: migrate, fill the demo if asked, serve; one process."""
    from deploy import announcing, migrating
    from deploy import demo as demos
    from deploy import serve as serving
    from deploy.installing import CannotServe

    settings = _settings()
    migrating.migrate(settings.url)
    try:
        if demo:
            asyncio.run(demos.fill(settings, if_empty=True))
        asyncio.run(serving.serve(settings, serving.ROLES, announcing.announce))
    except (CannotServe, demos.NotADemo) as reason:
        raise _fail(str(reason)) from None


@cli.command()
def migrate() -> None:
    """Bring the database up to date (a backup of a SQLite file is made first)."""
    from deploy import installing, migrating

    settings = _settings()
    backup = migrating.migrate(settings.url)
    print(f"The database is up to date ({installing.newest_revision()}).")
    if backup:
        print(f"A copy of the database as it was is in {backup}.")


@cli.command("create-owner")
def create_owner(
    email: Annotated[str, typer.Option(prompt=True, help="The owner's mail address")],
    name: Annotated[str, typer.Option(prompt=True, help="The owner's name")],
) -> None:
    """Make an owner and print a link by which they set their password."""
    from deploy import owning

    print(asyncio.run(owning.create_owner(_settings(), name=name, email=email)))


@cli.command()
def manual(
    language: Annotated[str, typer.Option(help="fi, sv or en")] = "en",
) -> None:
    """Print the manual as Markdown: the same help that the panel shows."""
    from admin.help.manual import markdown

    print(markdown(language))


@cli.command()
def understand(
    explain: Annotated[
        bool,
        typer.Option(
            help="Also tell how each line was read: its words, pieces, where each slot came from "
            "and how surely, and why other readings lost. On a terminal as text, else as lines "
            "under “explain” in the answer, in the language of the request."
        ),
    ] = False,
) -> None:
    """Read JSON lines, write JSON lines: what Apuri understands, without booking anything.

    With --explain a line that is no JSON is taken as a chat message written now, of somebody
    who knows no customers: echo "ti 7-15.30 lehdolla" | apuri understand --explain
    """
    from deploy.understanding import answer, readable, request_of

    as_text = explain and sys.stdout.isatty()
    for line in sys.stdin.buffer:
        if line.strip():
            found = answer(request_of(line) if explain else line, explain=explain)
            text = readable(found) if as_text else json.dumps(found, ensure_ascii=False)
            sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
            sys.stdout.buffer.flush()


@cli.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help=".eml files, an mbox or a Maildir")],
) -> None:
    """Take mail from files through the same pipeline as a mailbox; print a JSON summary."""
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        raise _fail(f"Not found: {', '.join(missing)}.")
    from mail.reader_process import READERS, helper

    helper().grow(READERS)
    helper().start()  # it loads while we do
    from deploy.installing import CannotServe, installation
    from mail.ingesting import ingest as take

    async def run() -> dict[str, Any]:
        async with installation(_settings()) as app:
            return await take(app, paths)

    try:
        print(json.dumps(asyncio.run(run()), ensure_ascii=False))
    except CannotServe as reason:
        raise _fail(str(reason)) from None


@cli.command()
def jobs() -> None:
    """Print the timetable of the background work."""
    from core.worker import all_jobs
    from deploy import channels

    for job in (*all_jobs(), *channels.jobs()):
        print(f"{job.name:32} {job.timetable}")


@cli.command()
def reindex() -> None:
    """Write the search index anew, also beside a running server; the search goes on meanwhile."""
    from deploy import reindexing
    from deploy.installing import CannotServe

    try:
        print(asyncio.run(reindexing.reindex(_settings(), print)))
    except CannotServe as reason:
        raise _fail(str(reason)) from None


@cli.command()
def doctor() -> None:
    """Check the installation and say what to fix; ends with 1 when something is wrong."""
    from deploy import doctoring

    findings = asyncio.run(doctoring.examine(_settings()))
    for finding in findings:
        print(f"{finding.mark} {finding.name}: {finding.sentence}")
    if any(finding.is_wrong for finding in findings):
        raise typer.Exit(1)


@cli.command()
def backup(
    path: Annotated[Path, typer.Argument(help="The file to write, such as apuri.tar.gz")],
    with_key: Annotated[
        bool, typer.Option(help="Put the secret key in, locked by a passphrase")
    ] = False,
) -> None:
    """Write everything (database and files) into one archive."""
    from deploy import backing_up

    phrase = (
        typer.prompt("Passphrase", hide_input=True, confirmation_prompt=True) if with_key else None
    )
    try:
        print(asyncio.run(backing_up.backup(_settings(), path, phrase)))
    except backing_up.CannotBackUp as reason:
        raise _fail(str(reason)) from None


@cli.command()
def restore(
    path: Annotated[Path, typer.Argument(help="An archive made by apuri backup")],
) -> None:
    """Fill an empty installation from an archive."""
    from deploy import backing_up

    try:
        phrase = None
        if backing_up.holds_key(path):
            phrase = typer.prompt("Passphrase of the key", hide_input=True, default="") or None
        for line in asyncio.run(backing_up.restore(_settings(), path, phrase)):
            print(line)
    except backing_up.CannotBackUp as reason:
        raise _fail(str(reason)) from None


@demo_cli.command()
def fill(
    if_empty: Annotated[bool, typer.Option(help="Do nothing when there is data already")] = False,
) -> None:
    """Fill an empty SQLite installation with the demo company."""
    from deploy import demo

    try:
        print(asyncio.run(demo.fill(_settings(), if_empty=if_empty)))
    except demo.NotADemo as reason:
        raise _fail(str(reason)) from None


@demo_cli.command()
def reset() -> None:
    """Throw the demo company away and fill it anew; refuses anything but a demo."""
    from deploy import demo

    try:
        print(asyncio.run(demo.reset(_settings())))
    except demo.NotADemo as reason:
        raise _fail(str(reason)) from None


def main() -> None:
    """Run the command line."""
    memory.collect_seldom()
    cli()


if __name__ == "__main__":
    main()
