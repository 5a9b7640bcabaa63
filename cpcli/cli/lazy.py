"""Commands that are imported only when they are the one asked for."""

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

#: Name, module and one line of help. Help and completion read this table and import no command.
COMMANDS = {
    "deadlines": ("cpcli.cli.deadlines", "What is due from a date or a case, and why."),
    "quorum": ("cpcli.cli.quorum", "Is a conference quorate for each child, and who is missing."),
    "workdays": ("cpcli.cli.workdays", "Count working days in England."),
    "pack": ("cpcli.cli.pack", "Read and check the procedures behind the answers."),
    "guide": ("cpcli.cli.guide", "Walk through the criteria of a decision and record it."),
    "exclusion": ("cpcli.cli.guide:exclusion_app", "Decide on a request to exclude a member of the family."),
    "child-attendance": ("cpcli.cli.guide:child_attendance_app", "Decide whether and how a child attends."),
    "render": ("cpcli.cli.render", "Make a document for one reader."),
    "documents": ("cpcli.cli.documents", "The documents there are, what they need, and templates of one's own."),
    "release": ("cpcli.cli.release:release_app", "Release a draft that a second person has checked."),
    "releases": ("cpcli.cli.release:releases_app", "What was released to whom."),
    "recall": ("cpcli.cli.release:recall_app", "Mark a release as a mistake."),
    "init": ("cpcli.cli.cases:init_app", "Make a folder into a store of cases."),
    "new": ("cpcli.cli.cases:new_app", "Begin a case."),
    "list": ("cpcli.cli.cases:list_app", "Every case of the store."),
    "show": ("cpcli.cli.cases:show_app", "One case at a glance."),
    "record": ("cpcli.cli.record:record_app", "Record that something happened or is booked."),
    "add": ("cpcli.cli.record:add_app", "Add a child, a person, a conference, a report or a redaction."),
    "attendance": ("cpcli.cli.record:attendance_app", "Invitations, replies and who came."),
    "outcome": ("cpcli.cli.record:outcome_app", "What a conference decided for each child."),
    "set": ("cpcli.cli.change:set_app", "Change one value."),
    "edit": ("cpcli.cli.change:edit_app", "Open a case in your editor."),
    "check": ("cpcli.cli.check:check_app", "What a careful administrator would notice."),
    "history": ("cpcli.cli.past:history_app", "Every saved state of a case."),
    "diff": ("cpcli.cli.past:diff_app", "What changed between two states."),
    "undo": ("cpcli.cli.past:undo_app", "Take the last change back; undo again to redo it."),
    "restore": ("cpcli.cli.past:restore_app", "Go back to an earlier state."),
    "archive": ("cpcli.cli.past:archive_app", "Put a case away."),
    "journal": ("cpcli.cli.past:journal_app", "Who changed what: list and verify."),
    "doctor": ("cpcli.cli.check:doctor_app", "See whether the store is private, whole and in order."),
    "demo": ("cpcli.cli.demo", "See it at work on a fictional family."),
    "schema": ("cpcli.cli.schema", "Print the JSON Schema of an answer."),
}


class LazyGroup(TyperGroup):
    """A group that knows its commands by name and loads one at a time."""

    _listing = False

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - Typer's signature
        """The commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - Typer's signature
        """The command itself, or, for a listing, a stand-in that has its help and nothing else."""
        if cmd_name not in COMMANDS:
            return None
        module, about = COMMANDS[cmd_name]
        if self._listing:
            return TyperCommand(cmd_name, help=about, rich_markup_mode=None)
        module, _, name = module.partition(":")
        command = get_command(getattr(import_module(module), name or "app"))
        command.name = cmd_name
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """List the commands without importing them."""
        self._listing = True
        super().format_commands(ctx, formatter)
        self._listing = False

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        """Complete a command's name without importing any."""
        self._listing = True
        found = super().shell_complete(ctx, incomplete)
        self._listing = False
        return found

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find a command; a name there is none of gets the nearest one told."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-") and not ctx.resilient_parsing:
            from cpcli.errors import UsageFault, nearest

            raise UsageFault(f'there is no command "{args[0]}"{nearest(args[0], COMMANDS)}')
        return super().resolve_command(ctx, args)


def new_app(**settings: Any) -> typer.Typer:
    """A Typer app as all of ours are: no Rich markup, no pretty tracebacks that could show somebody's data."""
    settings = {"add_completion": False, **settings}
    return typer.Typer(
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        pretty_exceptions_show_locals=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        **settings,
    )
