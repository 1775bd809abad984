"""What the review of a period adds up to, and what is answered to the amendments it suggests.

The rollups begin anew with two tables more, and watch more columns: what became of a hand-off and
after how long it was first touched, and which target a clock is of.
"""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_HANDOFF = (
    "handed_at",
    "owner_id",
    "claimed_at",
    "source_id",
    "persona_id",
    "qualified_at",
    "outcome",
    "outcome_at",
)
_NEW_OF_HANDOFF = ("first_touch_at", "reason_id", "failed_criterion_id", "won_value")
_CLOCK = (
    "handoff_id",
    "metric",
    "due_at",
    "breached_at",
    "stopped_at",
    "voided_at",
    "raw_seconds",
    "business_seconds",
)


def _watched(table: str, function: str, columns: tuple[str, ...]) -> str:
    """Return the statements that let ``function`` watch changes of ``columns``."""
    old, new = (", ".join(f"{row}.{name}" for name in columns) for row in ("OLD", "NEW"))
    return f"""
        DROP TRIGGER dashboards_watch_changes ON {table};
        CREATE TRIGGER dashboards_watch_changes AFTER UPDATE ON {table}
            FOR EACH ROW WHEN (({old}) IS DISTINCT FROM ({new}))
            EXECUTE FUNCTION {function}();
    """


def _watching(handoff: tuple[str, ...], clock: tuple[str, ...]) -> str:
    return _watched("leads_handoff", "dashboards_watch_handoff", handoff) + _watched(
        "sla_clock", "dashboards_watch_clock", clock
    )


class Migration(migrations.Migration):
    """Add the sums of a day and the answers, and watch what the sums are made of."""

    dependencies: ClassVar = [
        ("dashboards", "0009_shares_of_answers"),
        ("sla", "0012_signatures_and_plans_of_versions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="DueTarget",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("generation", models.PositiveIntegerField()),
                ("day", models.DateField()),
                ("target", models.BigIntegerField()),
                ("kept", models.PositiveIntegerField()),
                ("broken", models.PositiveIntegerField()),
                ("running", models.PositiveIntegerField()),
                ("void", models.PositiveIntegerField()),
                ("excused", models.PositiveIntegerField()),
                ("waiting", models.PositiveIntegerField()),
                ("business", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("generation", "day", "target"), name="dashboards_duetarget_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HandedPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("generation", models.PositiveIntegerField()),
                ("day", models.DateField()),
                (
                    "by",
                    models.CharField(
                        choices=[
                            ("source", "Source"),
                            ("persona", "Persona"),
                            ("wait", "Time to the first contact"),
                            ("criterion", "Criterion not met"),
                            ("reason", "Reason"),
                        ],
                        max_length=9,
                    ),
                ),
                ("key", models.BigIntegerField()),
                ("delivered", models.PositiveIntegerField()),
                ("accepted", models.PositiveIntegerField()),
                ("rejected", models.PositiveIntegerField()),
                ("decided", models.PositiveIntegerField()),
                ("qualified", models.PositiveIntegerField()),
                ("won", models.PositiveIntegerField()),
                ("earned", models.DecimalField(decimal_places=2, max_digits=18)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("generation", "day", "by", "key"), name="dashboards_handedpart_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AmendmentAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_date", models.DateField()),
                ("to_date", models.DateField()),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("criterion", "A criterion that rejected leads fail"),
                            ("always_met", "A target that is always met"),
                            ("never_met", "A target that is hardly ever met"),
                            ("source", "A source that is mostly rejected"),
                            ("persona", "A persona that never becomes a customer"),
                            ("pledge", "A promise of marketing that is never kept"),
                        ],
                        max_length=10,
                    ),
                ),
                ("subject", models.CharField(max_length=40)),
                (
                    "answer",
                    models.CharField(
                        choices=[("taken", "Taken into the draft"), ("dismissed", "Dismissed")],
                        max_length=9,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("figures", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="sla.agreementversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer to an amendment",
                "verbose_name_plural": "answers to amendments",
                "indexes": [
                    models.Index(fields=["from_date", "to_date"], name="dashboards_amendment_of")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answer", "taken"),
                            models.Q(
                                ("answer", "dismissed"), models.Q(("reason", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="dashboards_amendment_dismissed_why",
                    )
                ],
            },
        ),
        migrations.RunSQL(
            _watching(_HANDOFF + _NEW_OF_HANDOFF, (*_CLOCK, "target_id")),
            _watching(_HANDOFF, _CLOCK),
        ),
        migrations.RunSQL(
            "DELETE FROM dashboards_rollupstate", "DELETE FROM dashboards_rollupstate"
        ),
    ]
