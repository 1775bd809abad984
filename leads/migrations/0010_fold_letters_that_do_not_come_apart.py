from django.db import migrations

LETTERS = "[øłđıہھەæœ]"
TEXTS = """
    UPDATE leads_leadsearch
       SET text = replace(replace(translate(text, 'øłđıہھە', 'oldiههه'), 'æ', 'ae'), 'œ', 'oe')
     WHERE text ~ %s"""
KEYS = """
    UPDATE leads_lead
       SET company_key = left(replace(replace(translate(company_key, 'øłđıہھە', 'oldiههه'),
               'æ', 'ae'), 'œ', 'oe'), 160)
     WHERE company_key ~ %s"""


class Migration(migrations.Migration):
    """Search texts and company keys are kept folded: those with such a letter are folded anew."""

    dependencies = [("leads", "0009_list_by_source_and_persona")]

    operations = [
        migrations.RunSQL([(TEXTS, [LETTERS]), (KEYS, [LETTERS])], migrations.RunSQL.noop),
    ]
