"""What is in force today stays in force: versions name the definitions that held with them."""

from django.db import migrations

KINDS = ("mql", "sal", "sql")


def name_definitions(apps, schema_editor):
    """Let every version name the definitions that held with it: what is in force stays so."""
    terms = apps.get_model("leads", "Terms").objects.order_by("-in_force_at", "-id")
    newest = terms.first()
    for version in apps.get_model("sla", "AgreementVersion").objects.all():
        own = terms.filter(agreement_version=version.code).first()
        known = own or (newest if version.in_force_at is None else None)
        if known is not None:
            for kind in KINDS:
                setattr(version, f"{kind}_definition_id", getattr(known, f"{kind}_definition_id"))
            version.save()


class Migration(migrations.Migration):
    """Data only; reversing leaves the names."""

    dependencies = [("sla", "0016_terms_of_versions")]

    operations = [migrations.RunPython(name_definitions, migrations.RunPython.noop)]
