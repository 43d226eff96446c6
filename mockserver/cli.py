"""The command `mockserver`."""

import logging
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from inspect import Parameter, Signature
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any, Final, cast

import typer
from typer.exceptions import TyperException

from mockserver import __version__, contract, health, logs, server, settings
from mockserver.app import create_app, known_scenarios
from mockserver.banner import banner
from mockserver.drift import DRIFTS
from mockserver.errors import UserError
from mockserver.export import output as outputs
from mockserver.export import spec as specs
from mockserver.export.output import OutputError
from mockserver.export.spec import ArrayStyle, Format
from mockserver.health import HealthError
from mockserver.settings import Settings
from mockserver.suggestion import did_you_mean

log = logging.getLogger("mockserver")

EXPOSED: Final = (
    "other users of this machine can read --admin-token in the list of processes: "
    "use --admin-token-file or MOCKSERVER_ADMIN_TOKEN"
)

cli = typer.Typer(
    help="A mock server for the number list of ai.api.longlonglong.cn (unofficial).",
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
)


def _flag(name: str) -> Any:
    """The option of a setting; its help, default and environment variable come from the setting."""
    field = Settings.model_fields[name]
    default = field.default
    if name in settings.SECRET:
        default = None if default is None else "documented in docs/REFERENCE.md"
    notes = [f"env: {settings.PREFIX}{name.upper()}"]
    if default is not None:
        notes.insert(0, f"default: {default}")
    return typer.Option(
        f"--{name.replace('_', '-')}",
        help=f"{field.description} [{'; '.join(notes)}]",
        metavar=None if field.annotation is bool else name.rpartition("_")[2].upper(),
        show_default=False,
    )


def _type_of(name: str) -> Any:
    """The type of a flag: a text, which the setting reads, except for switches and repeated flags."""
    if name in settings.REPEATED:
        return list[str]
    return bool if Settings.model_fields[name].annotation is bool else str


def _with_a_flag_for_each_setting(command: Callable[..., None]) -> Callable[..., None]:
    """A command that takes every setting: the settings themselves are the list of its flags."""
    flags = {name: Annotated[_type_of(name) | None, _flag(name)] for name in Settings.model_fields}
    parameters = [
        Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=flag) for name, flag in flags.items()
    ]
    command.__signature__ = Signature(parameters)  # type: ignore[attr-defined]  # Typer reads flags off it.
    command.__annotations__ = flags
    return command


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
@_with_a_flag_for_each_setting
def serve(**given: Any) -> None:
    """Serve the mock until Ctrl-C."""
    chosen = settings.load(**{name: value for name, value in given.items() if value not in (None, [])})
    logs.configure(chosen)
    if given["admin_token"] is not None:
        log.warning(EXPOSED)
    for sentence in settings.misspelled(os.environ):
        log.warning("%s", sentence)
    promised = contract.load(chosen.spec)
    app = create_app(chosen, promised)
    listening = server.bind(chosen.host, chosen.port)
    if not chosen.quiet:
        with suppress(OutputError):  # A server whose output is closed or full still serves.
            _show(banner(chosen, promised, server.url(listening)) + "\n")
    server.run(chosen, app, listening)


@cli.command("help")
def show_help(
    command: Annotated[str | None, typer.Argument(metavar="COMMAND", show_default=False)] = None,
) -> None:
    """Show this help, or that of a command."""
    cli([*([command] if command else []), "--help"], prog_name="mockserver", standalone_mode=False)


@cli.command("health")
def check_health(
    url: Annotated[
        str | None,
        typer.Option(
            help="Base URL of the mock; by default from MOCKSERVER_HOST and MOCKSERVER_PORT (or PORT).",
            metavar="URL",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Check that a running mock answers: exit code 0 if it does, 1 if not."""
    if url is None:
        chosen = settings.load()
        url = server.base_url(chosen.host, chosen.port)
    try:
        print(health.check(url))
    except HealthError as error:
        outputs.complain(f"mockserver: {error}")
        raise typer.Exit(1) from None


@cli.command()
def scenarios(
    drift: Annotated[bool, typer.Option("--drift", help="List the names of drift=… instead.")] = False,
    file: Annotated[str | None, _flag("scenarios")] = None,
) -> None:
    """List the bundled scenarios and the keys for your own."""
    if drift:
        _show(_table({name: each.about for name, each in DRIFTS.items()}))
        return
    known = known_scenarios(settings.load(**({"scenarios": file} if file else {})), contract.load())
    presets = known.presets.scenarios
    parts = [
        "http://HOST:PORT/@NAME/agent-api/…  or  /@key=value,NAME,key=value/agent-api/…\n\n",
        _table({name: preset.about for name, preset in presets.items()}),
        "\nWhat they stand for:\n",
        _table({name: preset.text for name, preset in presets.items()}),
        "\nKeys:\n",
        _table({f"{name}=": key.help.english for name, key in known.parser.keys.items()}),
    ]
    _show("".join(parts))


def _table(lines: Mapping[str, str]) -> str:
    """A line for each name; what cannot be printed becomes a space, since it may come from a user's file."""
    width = max(map(len, lines))
    texts = {name: "".join(c if c.isprintable() else " " for c in about) for name, about in lines.items()}
    return "".join(f"  {name:{width}}  {text}\n" for name, text in texts.items())


def _show(text: str) -> None:
    """Write a text to standard output, unless it is closed, with question marks for what it cannot encode.

    Raises OutputError if it cannot be written.
    """
    if sys.stdout is not None:
        outputs.show(text.encode(sys.stdout.encoding or "utf-8", "replace"))


@cli.command("spec")
def write_spec(
    array_style: Annotated[
        ArrayStyle | None,
        typer.Option(
            help="How generated clients spell an array: status[]=2&status[]=5 (brackets, as in the "
            "contract), status=2&status=5 (repeat) or status=2,5 (csv). The mock accepts all of them anyway.",
            show_default=False,
        ),
    ] = None,
    server: Annotated[
        str | None,
        typer.Option(help="Base URL of the server, for clients.", metavar="URL", show_default=False),
    ] = None,
    written_in: Annotated[Format, typer.Option("--format", help="Format of the document.")] = Format.YAML,
    output: Annotated[
        Path | None,
        typer.Option(help="File to write instead of standard output.", metavar="FILE", show_default=False),
    ] = None,
    spec: Annotated[
        Path | None,
        typer.Option(
            help="Path to a contract to use instead of the bundled one.", metavar="FILE", show_default=False
        ),
    ] = None,
) -> None:
    """Write the contract (OpenAPI 3.0), as it is or for a code generator."""
    text = specs.render(contract.load(spec), array_style, server, written_in)
    if output is None:
        outputs.show(text)
    else:
        outputs.save(text, output)


def _readable(error: TyperException) -> str:
    """What was wrong with the words; of an unknown flag the nearest one, instead of all that resemble it."""
    name, known = getattr(error, "option_name", ""), getattr(error, "possibilities", None)
    if name and known:
        return f"No such option: {name}{did_you_mean(name, known)}"
    return error.format_message().replace("Value error, ", "")


def main() -> None:
    """Run the command. A mistake of the user ends in one line on standard error and exit code 2."""
    if sys.stdout is not None:  # It may be closed: `mockserver serve >&-`.
        # Chinese becomes question marks where it cannot be shown, and no traceback.
        cast(TextIOWrapper, sys.stdout).reconfigure(errors="replace")
    try:
        sys.exit(cli(prog_name="mockserver", standalone_mode=False))
    except TyperException as error:
        complaint = _readable(error)
    except UserError as error:
        complaint = str(error)
    outputs.complain(f"mockserver: {' '.join(complaint.split())}")
    sys.exit(2)
