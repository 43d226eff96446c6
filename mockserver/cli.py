"""The command `mockserver`: words to settings."""

import sys
from collections.abc import Mapping
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any, cast

import typer
from typer.exceptions import TyperException

from mockserver import __version__, contract, logs, server, settings
from mockserver.app import create_app, known_scenarios
from mockserver.drift import DRIFTS
from mockserver.errors import UserError
from mockserver.export import output as outputs
from mockserver.export import spec as specs
from mockserver.export.spec import ArrayStyle, Format
from mockserver.settings import Settings

cli = typer.Typer(
    help="A mock server for the number list of ai.api.longlonglong.cn (unofficial).",
    add_completion=False,
    rich_markup_mode=None,
)


def _flag(name: str) -> Any:
    """The option of a setting; its help, default and environment variable are told by the setting."""
    field = Settings.model_fields[name]
    default = field.default
    if name in settings.SECRET:
        default = None if default is None else "documented in the README"
    notes = [f"env: {settings.PREFIX}{name.upper()}"]
    if default is not None:
        notes.insert(0, f"default: {default}")
    return typer.Option(
        f"--{name.replace('_', '-')}",
        help=f"{field.description} [{'; '.join(notes)}]",
        metavar=None if field.annotation is bool else name.rpartition("_")[2].upper(),
        show_default=False,
    )


def _version(asked: bool) -> None:
    if asked:
        print(f"mockserver {__version__}")
        raise typer.Exit


@cli.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        print(context.get_help())


@cli.command()
def serve(
    host: Annotated[str | None, _flag("host")] = None,
    port: Annotated[str | None, _flag("port")] = None,
    seed: Annotated[str | None, _flag("seed")] = None,
    rows: Annotated[str | None, _flag("rows")] = None,
    token: Annotated[str | None, _flag("token")] = None,
    numbers: Annotated[str | None, _flag("numbers")] = None,
    encryption_key: Annotated[str | None, _flag("encryption_key")] = None,
    log_level: Annotated[str | None, _flag("log_level")] = None,
    workers: Annotated[str | None, _flag("workers")] = None,
    validate_responses: Annotated[bool | None, _flag("validate_responses")] = None,
    spec: Annotated[str | None, _flag("spec")] = None,
    scenario: Annotated[str | None, _flag("scenario")] = None,
    scenarios: Annotated[str | None, _flag("scenarios")] = None,
    since: Annotated[str | None, _flag("since")] = None,
    admin_token: Annotated[str | None, _flag("admin_token")] = None,
) -> None:
    """Serve the mock until Ctrl-C."""
    given = {name: value for name, value in locals().items() if value is not None}
    chosen = settings.load(**given)
    logs.configure(chosen.log_level)
    promised = contract.load(chosen.spec)
    app = create_app(chosen, promised)
    listening = server.bind(chosen.host, chosen.port)
    print(server.greeting(chosen, promised, server.url(listening)), flush=True)
    server.run(chosen, app, listening)


@cli.command()
def scenarios(
    drift: Annotated[bool, typer.Option("--drift", help="List the names of drift=… instead.")] = False,
    file: Annotated[str | None, _flag("scenarios")] = None,
) -> None:
    """List the scenarios that a base URL can have, and their keys."""
    if drift:
        _print_table({name: each.about for name, each in DRIFTS.items()})
        return
    known = known_scenarios(settings.load(**({"scenarios": file} if file else {})), contract.load())
    print("http://HOST:PORT/@NAME/agent-api/…  or  /@key=value,NAME,key=value/agent-api/…\n")
    _print_table({name: preset.about for name, preset in known.presets.scenarios.items()})
    print("\nWhat they stand for:")
    _print_table({name: preset.text for name, preset in known.presets.scenarios.items()})
    print("\nKeys:")
    _print_table({f"{name}=": key.help.english for name, key in known.parser.keys.items()})


def _print_table(lines: Mapping[str, str]) -> None:
    width = max(map(len, lines))
    for name, about in lines.items():
        print(f"  {name:{width}}  {about}")


@cli.command("spec")
def write_spec(
    array_style: Annotated[
        ArrayStyle | None,
        typer.Option(
            help="How generated clients spell an array: status=2&status=5 (repeat), status[]=2&status[]=5 "
            "(brackets, for a backend in PHP) or status=2,5 (csv). The mock understands them all as it is; "
            "a contract in brackets is for generators and not for `serve --spec`.",
            show_default=False,
        ),
    ] = None,
    server: Annotated[
        str | None, typer.Option(help="The server clients ask.", metavar="URL", show_default=False)
    ] = None,
    written_in: Annotated[
        Format, typer.Option("--format", help="The language it is written in.")
    ] = Format.YAML,
    output: Annotated[
        Path | None,
        typer.Option(
            help="A file to write, in place of standard output.", metavar="FILE", show_default=False
        ),
    ] = None,
    spec: Annotated[
        Path | None,
        typer.Option(
            help="A contract to use in place of the one that comes along.", metavar="FILE", show_default=False
        ),
    ] = None,
) -> None:
    """Write the contract (OpenAPI 3.0), as it is or for a generator of clients."""
    text = specs.render(contract.load(spec), array_style, server, written_in)
    if output is None:
        outputs.show(text)
    else:
        outputs.save(text, output)


def main() -> None:
    """Run the command. What the user got wrong is one line on standard error and exit code 2."""
    if sys.stdout is not None:  # It may be closed: `mockserver serve >&-`.
        # Chinese becomes question marks where it cannot be shown, and no traceback.
        cast(TextIOWrapper, sys.stdout).reconfigure(errors="replace")
    try:
        sys.exit(cli(prog_name="mockserver", standalone_mode=False))
    except TyperException as error:
        complaint = error.format_message().replace("Value error, ", "")
    except UserError as error:
        complaint = str(error)
    print(f"mockserver: {' '.join(complaint.split())}", file=sys.stderr)
    sys.exit(2)
