"""The reasons every company starts with; they can be renamed and archived."""

from django.db import migrations

REASONS = [
    # kind, key, English, Arabic, what it asks for besides
    ("reject", "misrouted", "Not for this team", "ليس من اختصاص هذا الفريق", ""),
    ("reject", "bad_data", "Bad contact data", "بيانات تواصل خاطئة", ""),
    ("reject", "not_qualified", "Definition not met", "لا يستوفي التعريف", "criterion"),
    ("reject", "duplicate", "Duplicate", "مكرر", ""),
    ("reject", "customer", "Already a customer", "عميل حالي", ""),
    ("reject", "do_not_contact", "Asked not to be contacted", "طلب عدم التواصل", ""),
    ("reject", "other", "Other", "سبب آخر", "text"),
    ("disqualify", "no_fit", "Not a fit", "غير مطابق", ""),
    ("disqualify", "no_authority", "Not the decision maker", "ليس صاحب القرار", ""),
    ("disqualify", "no_budget", "No budget", "لا توجد ميزانية", ""),
    ("disqualify", "no_need", "No need", "لا توجد حاجة", ""),
    ("disqualify", "competitor", "Chose a competitor", "اختار منافسًا", ""),
    ("disqualify", "unreachable", "Unable to reach", "تعذّر الوصول إليه", "attempts"),
    ("disqualify", "other", "Other", "سبب آخر", "text"),
    ("recycle", "timing", "Wrong timing", "توقيت غير مناسب", ""),
    ("recycle", "not_ready", "Interested, not ready", "مهتم ولكنه غير مستعد", ""),
    ("recycle", "contract", "Bound by a contract", "مرتبط بعقد قائم", ""),
    ("recycle", "other", "Other", "سبب آخر", "text"),
    ("lose", "price", "Price", "السعر", ""),
    ("lose", "competitor", "Chose a competitor", "اختار منافسًا", ""),
    ("lose", "no_decision", "No decision", "لم يُتخذ قرار", ""),
    ("lose", "other", "Other", "سبب آخر", "text"),
]


def add(apps, schema_editor):
    """Add the reasons that are not there yet."""
    reason = apps.get_model("leads", "ReturnReason")
    for position, (kind, key, english, arabic, needs) in enumerate(REASONS):
        reason.objects.get_or_create(
            kind=kind,
            key=key,
            defaults={
                "label_en": english,
                "label_ar": arabic,
                "position": position,
                "needs_text": needs == "text",
                "needs_criterion": needs == "criterion",
                "needs_attempts": needs == "attempts",
            },
        )


class Migration(migrations.Migration):
    """Data only; reversing leaves the rows, since hand-offs may name them."""

    dependencies = [("leads", "0002_initial")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
