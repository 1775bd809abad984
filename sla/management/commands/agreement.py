"""Keeps the agreement as a file: writes it out, takes it in as the draft, says what is wrong."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from kit.refusals import Refusal
from sla import agreement_file, agreements
from sla.agreement_file import BadFile
from sla.file_text import as_json, as_yaml, parse
from sla.models import AgreementVersion
from teams.models import User

_FORMS = {"yaml": as_yaml, "json": as_json}


class Command(BaseCommand):
    """``manage.py agreement export|import|check|schema``."""

    help = "Writes the agreement to a file, takes a file as the draft, or checks a file."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the verb and what it needs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        export = verbs.add_parser("export", help="print the version in force, or another")
        export.add_argument("--version", type=int, dest="number", help="its number")
        export.add_argument("--format", choices=_FORMS, default="yaml", dest="form")
        for verb, meaning in (
            ("import", "make the draft say what a file says; both heads still sign it"),
            ("check", "say what is wrong with a file; changes nothing"),
        ):
            taken = verbs.add_parser(verb, help=meaning)
            taken.add_argument("file", help="a file's name, or - for standard input")
            taken.add_argument("--as", dest="email", required=True, help="a manager's e-mail")
        verbs.add_parser("schema", help="print the JSON schema of the file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what the verb says; fail with everything that is wrong."""
        if options["verb"] == "schema":
            self.stdout.write(as_json(agreement_file.schema()), ending="")
        elif options["verb"] == "export":
            version = _version(options["number"])
            self.stdout.write(_FORMS[options["form"]](agreement_file.as_file(version)), ending="")
        else:
            self._take(options["verb"], options["file"], _manager(options["email"]))

    def _take(self, verb: str, name: str, by: User) -> None:
        try:
            said, now = parse(_bytes_of(name)), timezone.now()
            if verb == "import":
                version = agreement_file.take(said=said, at=now, by=by)
                self.stdout.write(f"Version {version.number} is a draft that says this.")
            for problem in agreement_file.check(said=said, at=now, by=by).problems:
                kind = "Missing" if problem.is_fatal else "Warning"
                self.stdout.write(f"{kind}: {problem.message}")
        except BadFile as error:
            raise CommandError("\n".join(map(str, error.problems))) from error
        except Refusal as error:
            raise CommandError(str(error)) from error
        if verb == "check":
            self.stdout.write("The file can be taken.")


def _version(number: int | None) -> AgreementVersion:
    if number is None:
        found = agreements.in_force()
    else:
        found = AgreementVersion.objects.filter(number=number).first()
    if found is None:
        message = "There is no such version." if number else "No agreement is in force."
        raise CommandError(message)
    return found


def _manager(email: str) -> User:
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is None:
        message = f"Nobody active has the e-mail {email}."
        raise CommandError(message)
    return user


def _bytes_of(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        message = f"{name} cannot be read: {error.strerror}."
        raise CommandError(message) from error
