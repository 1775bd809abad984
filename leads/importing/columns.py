"""The columns of other systems' files, and the fields of a lead that they fill."""

import re
from collections.abc import Sequence

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leads.models import ImportKind, Lead
from personas.fit import fold

FIRST_NAME, LAST_NAME = "first_name", "last_name"
PHONE_2 = "phone_2"
CAPTURED = "captured"
OUTCOME, HAPPENED, VALUE = "outcome", "happened", "value"

_OWN: dict[str, str | Promise] = {
    FIRST_NAME: _("First name"),
    LAST_NAME: _("Last name"),
    PHONE_2: _("Phone, where the first is empty"),
    CAPTURED: _("Captured on"),
    OUTCOME: _("Outcome (won or lost)"),
    HAPPENED: _("Date of the outcome"),
    VALUE: _("Value"),
}
LEAD_FIELDS = (
    "name",
    FIRST_NAME,
    LAST_NAME,
    "email",
    "phone",
    PHONE_2,
    "external_id",
    "job_title",
    "seniority",
    "company_name",
    "company_domain",
    "company_size",
    "industry",
    "region",
    "source",
    "campaign",
    "lead_type",
    "persona",
    "grade",
    "expected_value",
    "notes",
    "is_do_not_contact",
    CAPTURED,
)
OUTCOME_FIELDS = ("external_id", "email", OUTCOME, HAPPENED, VALUE)
IDENTITY = frozenset({"name", FIRST_NAME, LAST_NAME, "email", "phone", PHONE_2, "external_id"})
OUTCOME_IDENTITY = frozenset({"external_id", "email"})

# Headers as HubSpot, Salesforce, Pipedrive, spreadsheets in English, Arabic, French, German,
# Spanish, Portuguese and Olist's files write them; compared without case, accents and signs.
_KNOWN = {
    "name": "name, full name, contact name, lead name, contact, الاسم, الاسم الكامل, اسم العميل,"
    " nom complet, nome, nombre, name des kontakts, nom du contact",
    FIRST_NAME: "first name, given name, forename, الاسم الأول, prénom, vorname, nombre de pila",
    LAST_NAME: "last name, surname, family name, اسم العائلة, الاسم الأخير, nom de famille,"
    " nachname, apellido, apellidos, sobrenome",
    "email": "email, e-mail, email address, e-mail address, mail, work email, البريد,"
    " البريد الإلكتروني, الإيميل, courriel, adresse e-mail, adresse email, correo,"
    " correo electrónico, e-mail-adresse",
    "phone": "phone, phone number, telephone, tel, mobile, mobile phone, mobile number, cell,"
    " whatsapp, الهاتف, رقم الهاتف, الجوال, رقم الجوال, الموبايل, téléphone, portable,"
    " téléphone mobile, telefon, teléfono, telefone, celular, telefonnummer",
    "external_id": "id, record id, lead id, contact id, external id, mql id, mql_id, crm id,"
    " المعرف, الرقم المرجعي, identifiant, contact_id, lead_id",
    "job_title": "job title, title, position, role, المسمى الوظيفي, الوظيفة, المنصب, poste,"
    " fonction, titre, cargo, puesto, berufsbezeichnung, funktion",
    "seniority": "seniority, management level, المستوى الوظيفي",
    "company_name": "company, company name, account, account name, organization, organisation,"
    " business name, الشركة, اسم الشركة, الجهة, المؤسسة, entreprise, société, compagnie, firma,"
    " unternehmen, empresa",
    "company_domain": "website, web site, company domain, company domain name, domain, website url,"
    " الموقع, الموقع الإلكتروني, site web, webseite, sitio web",
    "company_size": "company size, number of employees, employees, numberofemployees,"
    " no of employees, عدد الموظفين, حجم الشركة, effectif, nombre d'employés, mitarbeiter,"
    " mitarbeiterzahl",
    "industry": "industry, sector, business segment, القطاع, المجال, النشاط, secteur,"
    " secteur d'activité, branche",
    "region": "region, country, country/region, state/region, territory, المنطقة, الدولة, البلد,"
    " pays, région, land, país",
    "source": "source, lead source, original source, origin, utm_source, المصدر, مصدر العميل,"
    " origine, provenance, quelle, origen, origem",
    "campaign": "campaign, campaign name, landing page id, landing page, utm_campaign, الحملة,"
    " اسم الحملة, campagne, kampagne, campaña",
    "lead_type": "lead type, type of lead, request type, inquiry type, نوع الطلب, نوع العميل,"
    " type de demande",
    "persona": "persona, buyer persona, شخصية المشتري",
    "grade": "grade, lead grade, الفئة",
    "expected_value": "expected value, amount, deal value, deal amount, القيمة, المبلغ,"
    " القيمة المتوقعة, montant, valeur, betrag, importe, valor",
    "notes": "notes, note, comments, comment, message, description, ملاحظات, الملاحظات, تعليق,"
    " remarques, commentaire, commentaires, notizen, bemerkungen, notas",
    "is_do_not_contact": "do not call, do not contact, donotcall, opted out, unsubscribed,"
    " عدم الاتصال",
    CAPTURED: "captured on, create date, created date, created at, created on, createddate,"
    " creation date, date created, first contact date, first_contact_date, lead date,"
    " تاريخ الإنشاء, تاريخ الإضافة, التاريخ, date de création, erstellt am",
}
_KNOWN_OUTCOMES = {
    "external_id": _KNOWN["external_id"],
    "email": _KNOWN["email"],
    OUTCOME: "outcome, result, status, stage, deal stage, النتيجة, الحالة, résultat, statut",
    HAPPENED: "won date, won_date, close date, closed date, closed at, date, outcome date,"
    " closed on, lost date, تاريخ الإغلاق, التاريخ, date de clôture",
    VALUE: "value, won value, amount, deal value, deal amount, revenue, declared monthly revenue,"
    " declared_monthly_revenue, القيمة, المبلغ, montant, valeur",
}


def fields_of(kind: str) -> tuple[str, ...]:
    """Return the fields that a file of ``kind`` can fill."""
    return OUTCOME_FIELDS if kind == ImportKind.OUTCOMES else LEAD_FIELDS


def label_of(field: str) -> str:
    """Return a field's name for people."""
    if field in _OWN:
        return str(_OWN[field])
    return str(getattr(Lead._meta.get_field(field), "verbose_name", field)).capitalize()


def choices_of(kind: str) -> list[tuple[str, str]]:
    """Return the fields with their names, and the choice to leave a column out."""
    return [("", str(_("Not imported"))), *((field, label_of(field)) for field in fields_of(kind))]


def key_of(header: str) -> str:
    """Return ``header`` as it is compared: folded, letters and digits alone."""
    return re.sub(r"[\W_]+", "", fold(header))


def suggest(header: Sequence[str], kind: str) -> dict[str, str]:
    """Return which field each column seems to fill, from its index as text; one column a field.

    A name beside a first name is a last name ("Nom" beside "Prénom"); a second phone is the spare.
    """
    known = _keys(_KNOWN_OUTCOMES if kind == ImportKind.OUTCOMES else _KNOWN)
    mapping: dict[str, str] = {}
    for index, name in enumerate(header):
        field = known.get(key_of(name), "")
        if field == "phone" and "phone" in mapping.values() and kind == ImportKind.LEADS:
            field = PHONE_2
        if field and field not in mapping.values():
            mapping[str(index)] = field
    if kind == ImportKind.LEADS:
        _settle_names(header, mapping)
    return mapping


def recognised(header: Sequence[str]) -> int:
    """Return how many of the cells are headers that are known, of either kind of file."""
    known = _keys(_KNOWN) | _keys(_KNOWN_OUTCOMES)
    return sum(1 for name in header if key_of(name) in known)


def named(header: Sequence[str]) -> list[str]:
    """Return the header with a name for each column: nameless and repeated ones are numbered."""
    names: list[str] = []
    for index, cell in enumerate(header, start=1):
        name = " ".join(cell.split())[:100] or str(_("Column %(n)s") % {"n": index})
        number = sum(1 for former in header[: index - 1] if former.strip() == cell.strip()) + 1
        names.append(f"{name} ({number})" if number > 1 and cell.strip() else name)
    return names


def _settle_names(header: Sequence[str], mapping: dict[str, str]) -> None:
    """Make "Nom" the last name where a first name stands beside it."""
    if FIRST_NAME not in mapping.values() or LAST_NAME in mapping.values():
        return
    for index, name in enumerate(header):
        if key_of(name) in {"nom", "name"} and mapping.get(str(index), "name") == "name":
            mapping[str(index)] = LAST_NAME
            return


def _keys(known: dict[str, str]) -> dict[str, str]:
    found = _CACHE.get(id(known))
    if found is None:
        found = {key_of(name): field for field, names in known.items() for name in names.split(",")}
        found.setdefault("nom", "name" if "name" in known else "")
        for language, _name in settings.LANGUAGES:
            # What the product's own lists are called when they are taken away as files.
            with translation.override(language):
                for field in known:
                    found.setdefault(key_of(label_of(field)), field)
        _CACHE[id(known)] = found
    return found


_CACHE: dict[int, dict[str, str]] = {}
