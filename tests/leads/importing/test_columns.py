import pytest

from leads.importing.columns import named, suggest

HUBSPOT = "Record ID,First Name,Last Name,Email,Phone Number,Original Source,Job Title,Company Name"
SALESFORCE = "Id,LastName,FirstName,Title,Company,Phone,MobilePhone,Email,NumberOfEmployees"
OLIST = "mql_id,first_contact_date,landing_page_id,origin"


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        (
            HUBSPOT,
            "external_id first_name last_name email phone source job_title company_name",
        ),
        (
            SALESFORCE,
            "external_id last_name first_name job_title company_name phone phone_2 email size",
        ),
        (OLIST, "external_id captured campaign source"),
        (
            "الاسم,البريد الإلكتروني,رقم الجوال,الشركة,المصدر",
            "name email phone company_name source",
        ),
        ("Nom,Prénom,Téléphone,Entreprise", "last_name first_name phone company_name"),
        ("Nom,Courriel", "name email"),
    ],
)
def test_headers_of_other_systems_are_recognised(header, fields):
    mapping = suggest(header.split(","), "leads")
    found = [mapping[str(index)] for index in range(len(header.split(",")))]
    assert [field.replace("company_size", "size") for field in found] == fields.split()


def test_outcomes_have_columns_of_their_own():
    header = ["mql_id", "seller_id", "won_date", "declared_monthly_revenue"]
    assert suggest(header, "outcomes") == {"0": "external_id", "2": "happened", "3": "value"}


def test_no_field_is_filled_twice():
    assert suggest(["Email", "E-mail", "email address"], "leads") == {"0": "email"}


def test_nameless_and_repeated_headers_get_names():
    assert named(["Email", "", "Email", " "]) == ["Email", "Column 2", "Email (2)", "Column 4"]
